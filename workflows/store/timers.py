"""Timer rows: the only place that knows when something is due; and the occurrences that have fired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from workflows.store.database import claimed, on_both
from workflows.store.schema import Case, Occurrence, Timer


class _Named:
    """What a moment is called."""

    __slots__ = ()
    kind: str
    engine_task: str
    moment: str
    offset: str

    @property
    def occurrence(self) -> str:
        """How the moment is called among those that have fired: a nudge belongs to its task, all else to the deadline."""
        if self.kind == "nudge":
            return f"nudge:{self.offset}:{self.engine_task}"
        return f"{self.kind}:{self.offset}" if self.moment == "offset" else f"{self.moment}:{self.offset}"


@dataclass(frozen=True, slots=True)
class TimerRow(_Named):
    """One waiting moment. Without `due_at` it is dormant, and `dormant` says why."""

    id: int
    district: str
    owner_kind: str
    owner_id: int
    kind: str
    engine_task: str
    moment: str
    rule: str
    offset: str
    scope: str
    fact_id: int | None
    due_at: datetime | None
    dormant: str
    attempts: int


@dataclass(frozen=True, slots=True)
class NewTimer(_Named):
    """A moment to wait for; recount arms it."""

    district: str
    owner_kind: str
    owner_id: int
    kind: str
    engine_task: str
    moment: str
    rule: str = ""
    offset: str = ""
    scope: str = ""
    fact_id: int | None = None
    due_at: datetime | None = None
    dormant: str = "未起算"


@dataclass(frozen=True, slots=True)
class Fired:
    """The occurrence of a moment: this rule, this round, this day."""

    owner_kind: str
    owner_id: int
    rule: str
    scope: str
    fact_id: int
    moment: str
    due_on: date


_ROW = tuple(getattr(Timer, name) for name in TimerRow.__slots__)
_TIMER = select(*_ROW).where(Timer.id == bindparam("timer")).with_for_update()
OF_OWNER = select(*_ROW).where(Timer.owner_kind == bindparam("of_kind"), Timer.owner_id == bindparam("owner"))
_DUE = (
    select(*_ROW)
    .where(Timer.due_at.is_not(None), Timer.due_at <= bindparam("now"))
    .order_by(Timer.due_at, Timer.id)
    .limit(1)
)
_CLAIM = claimed(_DUE.join(Case, and_(Timer.owner_kind == "case", Timer.owner_id == Case.id)), Case)
_DUE_START = _DUE.where(Timer.owner_kind != "case")
_NEXT = select(Timer.due_at).where(Timer.due_at.is_not(None)).order_by(Timer.due_at, Timer.id).limit(1)
_ADD = insert(Timer)
_DROP = delete(Timer).where(Timer.id.in_(bindparam("timers", expanding=True)))
_DROP_OF = delete(Timer).where(Timer.owner_kind == bindparam("of_kind"), Timer.owner_id == bindparam("owner"))
_SET = update(Timer).where(Timer.id == bindparam("timer"))
_POSTPONE = _SET.values(attempts=Timer.attempts + 1, due_at=bindparam("again"), last_error=bindparam("error"))
_FIRED = tuple(getattr(Occurrence, name) for name in Fired.__slots__)
OCCURRENCES_OF_OWNER = select(*_FIRED).where(
    Occurrence.owner_kind == bindparam("of_kind"), Occurrence.owner_id == bindparam("owner")
)
_NOTE = on_both(lambda insert: insert(Occurrence).on_conflict_do_nothing().returning(Occurrence.owner_id))


def claim_due(connection: Connection, now: datetime) -> TimerRow | None:
    """The earliest due timer of a case that no other step holds; one case a transaction (store.md §1).

    The *case* row is locked, never the timer: every step locks the case first, so no two wait for each other.
    """
    row = connection.execute(_CLAIM, {"now": now}).one_or_none()
    return None if row is None else TimerRow(*row)


def find_due_start(connection: Connection, now: datetime) -> TimerRow | None:
    """The earliest due day of a registry object; whoever acts on it locks the row and looks again."""
    row = connection.execute(_DUE_START, {"now": now}).one_or_none()
    return None if row is None else TimerRow(*row)


def find_timer(connection: Connection, timer_id: int) -> TimerRow | None:
    row = connection.execute(_TIMER, {"timer": timer_id}).one_or_none()
    return None if row is None else TimerRow(*row)


def next_due_at(connection: Connection) -> datetime | None:
    """The earliest instant at which anything is due, or None."""
    return connection.execute(_NEXT).scalar_one_or_none()


def list_timers(connection: Connection, owner_kind: str, owner_id: int) -> tuple[TimerRow, ...]:
    rows = connection.execute(OF_OWNER, {"of_kind": owner_kind, "owner": owner_id})
    return tuple(TimerRow(*row) for row in rows)


def add_timers(connection: Connection, new: Iterable[NewTimer]) -> None:
    rows = [{name: getattr(timer, name) for name in NewTimer.__slots__} for timer in new]
    if rows:
        connection.execute(_ADD, rows)


def drop_timers(connection: Connection, timer_ids: Iterable[int]) -> None:
    ids = list(timer_ids)
    if ids:
        connection.execute(_DROP, {"timers": ids})


def drop_timers_of(connection: Connection, owner_kind: str, owner_id: int) -> None:
    connection.execute(_DROP_OF, {"of_kind": owner_kind, "owner": owner_id})


def set_timers(connection: Connection, moved: Iterable[TimerRow]) -> None:
    """Writes down when these rows are due, or why they sleep, and which round they follow."""
    rows = [{"timer": row.id, "due_at": row.due_at, "dormant": row.dormant, "fact_id": row.fact_id} for row in moved]
    if rows:
        connection.execute(_SET, rows)


def postpone(connection: Connection, timer_id: int, due_at: datetime, error: str) -> None:
    """A firing failed: the same moment is tried again later."""
    connection.execute(_POSTPONE, {"timer": timer_id, "again": due_at, "error": error[:500]})


def record_occurrence(connection: Connection, fired: Fired, now: datetime) -> bool:
    """Writes down that the moment has fired; false when it had fired before."""
    values = {name: getattr(fired, name) for name in Fired.__slots__}
    noted = connection.execute(_NOTE[connection.dialect.name], {**values, "at": now})
    return noted.one_or_none() is not None
