"""Timer rows: the only place that knows when something is due; and the occurrences that have fired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflows.store.database import claimed
from workflows.store.schema import Case, Occurrence, Timer


@dataclass(frozen=True, slots=True)
class TimerRow:
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

    @property
    def occurrence(self) -> str:
        """How the moment is called among those that have fired: a nudge belongs to its task, all else to the deadline."""
        if self.kind == "nudge":
            return f"nudge:{self.offset}:{self.engine_task}"
        return f"{self.kind}:{self.offset}" if self.moment == "offset" else f"{self.moment}:{self.offset}"


@dataclass(frozen=True, slots=True)
class NewTimer:
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


def claim_due(connection: Connection, now: datetime) -> TimerRow | None:
    """The earliest due timer of a case that no other step holds; one case a transaction (store.md §1).

    The *case* row is locked, never the timer: every step locks the case first, so no two wait for each other.
    """
    query = (
        select(*_ROW)
        .join(Case, and_(Timer.owner_kind == "case", Timer.owner_id == Case.id))
        .where(Timer.due_at.is_not(None), Timer.due_at <= now)
        .order_by(Timer.due_at, Timer.id)
        .limit(1)
    )
    row = connection.execute(claimed(query, Case)).one_or_none()
    return None if row is None else TimerRow(*row)


def find_due_start(connection: Connection, now: datetime) -> TimerRow | None:
    """The earliest due day of a registry object; whoever acts on it locks the row and looks again."""
    query = (
        select(*_ROW)
        .where(Timer.owner_kind != "case", Timer.due_at.is_not(None), Timer.due_at <= now)
        .order_by(Timer.due_at, Timer.id)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else TimerRow(*row)


def find_timer(connection: Connection, timer_id: int) -> TimerRow | None:
    row = connection.execute(select(*_ROW).where(Timer.id == timer_id).with_for_update()).one_or_none()
    return None if row is None else TimerRow(*row)


def next_due_at(connection: Connection) -> datetime | None:
    """The earliest instant at which anything is due, or None."""
    query = select(Timer.due_at).where(Timer.due_at.is_not(None)).order_by(Timer.due_at, Timer.id).limit(1)
    return connection.execute(query).scalar_one_or_none()


def list_timers(connection: Connection, owner_kind: str, owner_id: int) -> tuple[TimerRow, ...]:
    query = select(*_ROW).where(Timer.owner_kind == owner_kind, Timer.owner_id == owner_id)
    return tuple(TimerRow(*row) for row in connection.execute(query))


def add_timers(connection: Connection, new: Iterable[NewTimer]) -> None:
    rows = [{name: getattr(timer, name) for name in NewTimer.__slots__} for timer in new]
    if rows:
        connection.execute(insert(Timer), rows)


def drop_timers(connection: Connection, timer_ids: Iterable[int]) -> None:
    ids = list(timer_ids)
    if ids:
        connection.execute(delete(Timer).where(Timer.id.in_(ids)))


def set_timer(
    connection: Connection, timer_id: int, due_at: datetime | None, dormant: str, fact_id: int | None
) -> None:
    values = {"due_at": due_at, "dormant": dormant, "fact_id": fact_id}
    connection.execute(update(Timer).where(Timer.id == timer_id).values(**values))


def postpone(connection: Connection, timer_id: int, due_at: datetime, error: str) -> None:
    """A firing failed: the same moment is tried again later."""
    values = {"due_at": due_at, "last_error": error[:500], "attempts": Timer.attempts + 1}
    connection.execute(update(Timer).where(Timer.id == timer_id).values(**values))


def record_occurrence(connection: Connection, fired: Fired, now: datetime) -> bool:
    """Writes down that the moment has fired; false when it had fired before."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {name: getattr(fired, name) for name in Fired.__slots__}
    query = dialect.insert(Occurrence).values(**values, at=now).on_conflict_do_nothing()
    return connection.execute(query.returning(Occurrence.owner_id)).one_or_none() is not None


def list_occurrences(connection: Connection, owner_kind: str, owner_id: int) -> frozenset[Fired]:
    columns = [getattr(Occurrence, name) for name in Fired.__slots__]
    query = select(*columns).where(Occurrence.owner_kind == owner_kind, Occurrence.owner_id == owner_id)
    return frozenset(Fired(*row) for row in connection.execute(query))
