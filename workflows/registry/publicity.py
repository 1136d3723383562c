"""Decides whether the public sees a record on a day: reckoned from rows, never a flag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from workflows.errors import Conflict
from workflows.law.terms import count
from workflows.registry.circumstances import Circumstances
from workflows.store import registry
from workflows.store.database import Open
from workflows.store.registry import RecordRow, StopRow

MINIMUM = "publicity.min"
MAXIMUM = "publicity.max"


class StopReason(StrEnum):
    """Why a record is not shown."""

    REPAIRED = "repaired"
    REVOKED = "revoked"
    BASIS_REVOKED = "basis-revoked"
    COURT = "court"
    EXPIRED = "expired"
    MINOR = "minor"
    DELETED = "deleted"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    StopReason.REPAIRED: "已修复",
    StopReason.REVOKED: "认定已撤销",
    StopReason.BASIS_REVOKED: "依据已撤销",
    StopReason.COURT: "人民法院裁定",
    StopReason.EXPIRED: "公示期届满",
    StopReason.MINOR: "轻微，原则上不公示",
    StopReason.DELETED: "信息已删除",
    StopReason.REMOVED: "已移出名单",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The last days of the minimum and of the maximum term; None where the law sets none."""

    minimum_until: date | None
    maximum_until: date | None


def terms(record: RecordRow, circumstances: Circumstances) -> Terms:
    """Both terms count from the decision document and end on the day itself (不顺延)."""
    return Terms(_until(MINIMUM, record, circumstances), _until(MAXIMUM, record, circumstances))


def _until(key: str, record: RecordRow, circumstances: Circumstances) -> date | None:
    policies, start = circumstances.policies, record.decided_on
    rule = policies.rule(key, on=start, today=circumstances.today, variant=record.gravity)
    if rule is None or rule.term is None:
        return None
    return count(rule.term, start, circumstances.calendar, roll=rule.roll).on


def is_public(record: RecordRow, stops: Iterable[StopRow], until: Terms, day: date) -> bool:
    """It was published, its maximum term runs, and no stop is open on that day."""
    if record.published_on is None or day < record.published_on:
        return False
    if until.maximum_until is not None and day > until.maximum_until:
        return False
    return not any(is_open(stop, day) for stop in stops if stop.record_id == record.id)


def is_open(stop: StopRow, day: date) -> bool:
    """A stop hides from the day it is opened until the day before it is closed."""
    return stop.opened_on <= day and (stop.closed_on is None or day < stop.closed_on)


@dataclass(frozen=True, slots=True)
class Change:
    """What an act did to one record: whether the public saw it before, and whether it does now."""

    record: RecordRow
    was_public: bool
    is_public: bool


def stop(
    connection: Open,
    records: Sequence[RecordRow],
    reason: StopReason,
    case_id: int | None,
    circumstances: Circumstances,
) -> tuple[Change, ...]:
    """Opens a stop on each locked record, from today; the same case never opens a second one for the same reason."""
    before = registry.list_stops(connection, [record.id for record in records])
    known = {(row.record_id, row.reason, row.case_id) for row in before if row.closed_on is None}
    on, by = circumstances.today, circumstances.by
    after = list(before)
    for record in records:
        if (record.id, reason.value, case_id) not in known:
            number = registry.open_stop(connection, record.id, reason.value, on=on, by=by, case_id=case_id)
            after.append(StopRow(number, record.id, reason.value, on, by, case_id, None, ""))
    return _changes(records, before, after, circumstances)


def restore(
    connection: Open,
    records: Sequence[RecordRow],
    reason: StopReason,
    case_ids: Iterable[int],
    circumstances: Circumstances,
) -> tuple[Change, ...]:
    """Closes the stops that these cases opened for this reason, and no other: the term is not lengthened by it.

    Raises Conflict when there is none.
    """
    before = registry.list_stops(connection, [record.id for record in records])
    mine = set(case_ids)
    own = [row for row in before if row.reason == reason and row.case_id in mine and row.closed_on is None]
    if not own:
        raise Conflict(
            f"没有因“{reason.label}”而停止的公示，无需恢复", english="There is no such stop of publicity to close."
        )
    for row in own:
        registry.close_stop(connection, row.id, circumstances.today, circumstances.by)
    after = [replace(row, closed_on=circumstances.today) if row in own else row for row in before]
    return _changes(records, before, after, circumstances)


def _changes(
    records: Sequence[RecordRow], before: Sequence[StopRow], after: Sequence[StopRow], circumstances: Circumstances
) -> tuple[Change, ...]:
    found, day = [], circumstances.today
    for record in records:
        until = terms(record, circumstances)
        found.append(Change(record, is_public(record, before, until, day), is_public(record, after, until, day)))
    return tuple(found)


def shown(connection: Open, records: Sequence[RecordRow]) -> tuple[dict[str, str], ...]:
    """What is said of records outside: enough to know them by, nothing about natural persons."""
    subjects = {number: registry.get_subject(connection, number) for number in {row.subject_id for row in records}}
    return tuple(
        {
            "uscc": subjects[row.subject_id].uscc,
            "name": subjects[row.subject_id].name,
            "issuer": row.issuer,
            "number": row.document_number,
            "kind": row.kind,
            "gravity": row.gravity,
            "decided_on": row.decided_on.isoformat(),
        }
        for row in records
    )
