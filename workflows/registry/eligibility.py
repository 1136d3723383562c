"""Gathers what the law weighs about a record: what is known, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.law.eligibility import Answer, Known, RecordView, Verdict, weigh
from workflows.law.profile import Source, Stage
from workflows.registry import commitments
from workflows.registry.circumstances import Circumstances
from workflows.store import facts, registry
from workflows.store.database import Open
from workflows.store.facts import FactRow, Owner
from workflows.store.registry import RecordRow

SUBJECT = "subject"
"""Owner of facts that are held against a subject in all its records, such as an earlier false statement."""


@dataclass(frozen=True, slots=True)
class Application:
    """The application under way: its case and day; or, when somebody only looks, the number of one that is open."""

    case_id: int | None = None
    on: date | None = None
    other_open: str | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """One record with the answer of the law."""

    record: RecordRow
    answer: Answer


def weigh_records(
    connection: Open,
    records: Sequence[RecordRow],
    application: Application,
    circumstances: Circumstances,
    stage: Stage = Stage.LOOK,
) -> tuple[Weighed, ...]:
    """Weighs each record, at the stage that the matter has reached."""
    known = gather(connection, records, application.case_id)
    policies, calendar, today = circumstances.policies, circumstances.calendar, circumstances.today
    return tuple(
        Weighed(one, weigh(_view(one, application), known[one.id], policies, calendar, today, stage=stage))
        for one in records
    )


def _view(record: RecordRow, application: Application) -> RecordView:
    return RecordView(record.kind, record.gravity, record.decided_on, application.on, application.other_open)


def gather(connection: Open, records: Sequence[RecordRow], case_id: int | None) -> Mapping[int, tuple[Known, ...]]:
    """For each record the facts about it, its subject, its promises and its case, each with its source.

    A fact that does not name its source counts as a statement: it proves nothing by itself.
    """
    owners = [Owner("record", record.id) for record in records]
    owners += [Owner(SUBJECT, record.subject_id) for record in records]
    owners += [Owner("case", case_id)] if case_id is not None else []
    standing = facts.list_standing(connection, owners)
    of_case = standing[Owner("case", case_id)] if case_id is not None else ()
    promised = _promises(connection, records)
    return {
        record.id: (
            *_known(standing[Owner("record", record.id)]),
            *_known(standing[Owner(SUBJECT, record.subject_id)]),
            *_known(of_case),
            *promised[record.id],
        )
        for record in records
    }


def _known(rows: Iterable[FactRow]) -> tuple[Known, ...]:
    return tuple(
        Known(row.kind, Source(row.evidence.get("source", Source.STATEMENT)), row.on)
        for row in rows
        if not row.evidence.get("void")
    )


def _promises(connection: Open, records: Sequence[RecordRow]) -> Mapping[int, tuple[Known, ...]]:
    """A promise that was broken is none any more."""
    found: dict[int, list[Known]] = {record.id: [] for record in records}
    for subject_id in sorted({record.subject_id for record in records}):
        for row in registry.list_commitments_of_subject(connection, subject_id):
            if row.record_id in found and row.result in ("", commitments.CheckResult.KEPT):
                found[row.record_id].append(Known(commitments.MADE, Source.REGISTRY, row.signed_on))
    return {record_id: tuple(known) for record_id, known in found.items()}


_WORST = (Verdict.NEVER, Verdict.NOT_YET, Verdict.FROM, Verdict.MAY)


def worst(weighed: Sequence[Weighed]) -> Answer:
    """The answer for all records together: only what holds for each of them holds for the application."""
    return min(weighed, key=lambda one: (_WORST.index(one.answer.verdict), -_day(one.answer.from_on))).answer


def _day(day: date | None) -> int:
    return day.toordinal() if day else 0
