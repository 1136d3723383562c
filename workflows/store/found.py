"""What a step finds in its case, all at once: what waits there, what came early, its records, its unit, the law's edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from workflows.store import cases, inbound, people, releases, tasks, timers
from workflows.store.cases import SavedState
from workflows.store.people import UnitRow
from workflows.store.schema import AnswerDraft, Case, Unit
from workflows.store.tasks import TaskRow
from workflows.store.timers import TimerRow
from workflows.store.together import Question, Together


@dataclass(frozen=True, slots=True)
class Found:
    """A case as it stands under its lock.

    `early` are name and scope of the messages that are kept, `drafts` the places where the person has typed something,
    `edition` the number of the law's newest edition; the engine's `state` is there when it was asked for.
    """

    tasks: tuple[TaskRow, ...]
    timers: tuple[TimerRow, ...]
    early: frozenset[tuple[str, str]]
    records: tuple[int, ...]
    unit: UnitRow | None
    drafts: frozenset[str]
    edition: int
    state: SavedState | None


_QUESTIONS: Mapping[str, Question] = {
    "tasks": tasks.OF_CASE,
    "timers": timers.OF_OWNER,
    "early": inbound.OF_CASE,
    "records": cases.RECORDS_OF,
    "unit": people.UNITS.join(Case, Case.unit == Unit.code).where(Case.id == bindparam("case")),
    "drafts": select(AnswerDraft.place).where(AnswerDraft.person_id == bindparam("person")),
    "edition": releases.LATEST_EDITION,
}
_FOUND = Together(**_QUESTIONS)
_FOUND_WITH_STATE = Together(**_QUESTIONS, state=cases.STATE_OF)


def look(connection: Connection, case_id: int, person_id: int, *, with_state: bool) -> Found:
    """Asked after the case was locked, so that nothing of it changes any more."""
    place = {"case": case_id, "of_kind": "case", "owner": case_id, "person": person_id}
    found = (_FOUND_WITH_STATE if with_state else _FOUND).ask(connection, place)
    units = [UnitRow(*row) for row in found["unit"]]
    ((edition,),) = found["edition"]
    return Found(
        tasks=tuple(TaskRow(*row) for row in found["tasks"]),
        timers=tuple(TimerRow(*row) for row in found["timers"]),
        early=frozenset((name, scope) for _, name, scope, _ in found["early"]),
        records=tuple(record_id for (record_id,) in found["records"]),
        unit=units[0] if units else None,
        drafts=frozenset(place for (place,) in found["drafts"]),
        edition=edition or 0,
        state=SavedState(*found["state"][0]) if with_state else None,
    )
