"""Days of registry objects that start a process: no running case waits for them, the tick opens one when they come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from workflows.actions.catalogue import SYSTEM
from workflows.casework import incidents
from workflows.casework.office import Office
from workflows.casework.start import Opening, begin
from workflows.casework.step import Attempt, once
from workflows.clock import china_day
from workflows.errors import NotFound
from workflows.store import cases, registry, timers
from workflows.store.database import Open
from workflows.store.facts import Owner
from workflows.store.timers import Fired, TimerRow

RETRY_AFTER = timedelta(minutes=5)


class NothingDue(Exception):
    """Another worker was faster, or the day was moved meanwhile."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom and what the new case is about."""

    unit: str
    subject_id: int
    record_id: int | None
    parent_id: int | None
    promise: str = ""


def start_next(office: Office) -> bool:
    """Opens the case of the earliest registry day that has come; false when none has.

    The row and its occurrence go with the opening, so a day opens one case, however often it is tried.
    """
    with office.database.reading() as connection:
        row = timers.find_due_start(connection, office.clock.now())
    if row is None:
        return False
    key = f"date:{row.owner_kind}:{row.owner_id}:{row.rule}:{row.fact_id}:{row.due_at}"
    try:
        once(office, lambda connection: _open(office, connection, row), key)
    except NothingDue:
        return True
    except Exception as problem:  # noqa: BLE001  one due day among many: it waits, the others go on
        _postpone(office, row, problem)
    return True


def _open(office: Office, connection: Open, seen: TimerRow) -> Attempt:
    row = timers.find_timer(connection, seen.id)
    if row is None or row.due_at != seen.due_at:
        raise NothingDue
    process = process_for(office, connection, row.rule, row.owner_kind)
    if process is None:
        raise NotFound(f"没有由规则“{row.rule}”的日期开办的流程", english=f"No process starts by {row.rule!r}.")
    about = _concerned(connection, Owner(row.owner_kind, row.owner_id))
    timers.drop_timers(connection, [row.id])
    _note(office, connection, row)
    opening = Opening(
        process=process,
        unit=about.unit,
        subject_id=about.subject_id,
        records=() if about.record_id is None else (about.record_id,),
        scope=str(row.owner_id),
        parent_id=about.parent_id,
        names={"owner": {"kind": row.owner_kind, "id": row.owner_id, "rule": row.rule, "promise": about.promise}},
    )
    return begin(office, connection, opening, SYSTEM)


def process_for(office: Office, connection: Open, rule: str, owner_kind: str) -> str | None:
    """The process whose process.toml says that a date of this rule starts it."""
    bundle = office.bundle(connection, office.live_release(connection, office.clock.now()))
    for key in bundle.keys:
        start = bundle.definition(key).settings.get("start", {})
        if start.get("rule") == rule and start.get("owner", owner_kind) == owner_kind:
            return key
    return None


def _concerned(connection: Open, owner: Owner) -> Concerned:
    """A record speaks for itself, a measure for its record; a promise is checked for the case that took it."""
    if owner.kind == "record":
        record = registry.get_record(connection, owner.id)
        return Concerned(record.unit, record.subject_id, record.id, None)
    if owner.kind == "measure":
        measure = registry.lock_measure(connection, owner.id)
        record = registry.get_record(connection, measure.record_id)
        return Concerned(record.unit, measure.subject_id, record.id, None)
    promise = registry.lock_commitment(connection, owner.id)
    if promise.record_id is None:
        unit = cases.get_case(connection, promise.case_id).unit
        return Concerned(unit, promise.subject_id, None, promise.case_id, promise.promise)
    record = registry.get_record(connection, promise.record_id)
    return Concerned(record.unit, promise.subject_id, record.id, promise.case_id)


def _note(office: Office, connection: Open, row: TimerRow) -> None:
    if row.fact_id is not None and row.due_at is not None:
        due_on = china_day(row.due_at) - timedelta(days=1)
        fired = Fired(row.owner_kind, row.owner_id, row.rule, row.scope, row.fact_id, row.occurrence, due_on)
        timers.record_occurrence(connection, fired, office.clock.now())


def _postpone(office: Office, row: TimerRow, problem: Exception) -> None:
    key = f"date:{row.owner_kind}:{row.owner_id}:{row.rule}:{row.fact_id}"
    incidents.report_failure(office, None, "timer", key, problem)
    with office.database.writing() as connection:
        later = office.clock.now() + RETRY_AFTER * (row.attempts + 1)
        timers.postpone(connection, row.id, later, f"{type(problem).__name__}: {problem}")
