"""Rows of interviews: the times that were offered, fixed, moved, held or missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from workflows.store.schema import Interview


@dataclass(frozen=True, slots=True)
class NewInterview:
    """A time to be written down: whose case, which round, when, where, and what the invitation says."""

    district: str
    case_id: int
    unit: str
    round: int
    kind: str
    at: datetime
    place: str
    said: Mapping[str, Any]
    state: str


@dataclass(frozen=True, slots=True)
class InterviewRow:
    """A time with its state; `moved_on` is the day on which the subject chose it instead of the first one."""

    id: int
    case_id: int
    unit: str
    round: int
    kind: str
    at: datetime
    place: str
    said: Mapping[str, Any]
    state: str
    moved_on: date | None


_ROW = tuple(getattr(Interview, name) for name in InterviewRow.__slots__)


def add_interview(connection: Connection, new: NewInterview) -> int:
    values = {name: getattr(new, name) for name in NewInterview.__slots__} | {"said": dict(new.said)}
    return int(connection.execute(insert(Interview).values(**values).returning(Interview.id)).scalar_one())


def list_interviews(connection: Connection, case_id: int) -> tuple[InterviewRow, ...]:
    """Every time of the case, round by round, in the order in which they were offered."""
    query = select(*_ROW).where(Interview.case_id == case_id).order_by(Interview.round, Interview.id)
    return tuple(InterviewRow(*row) for row in connection.execute(query))


def find_fixed_at(connection: Connection, district: str, place: str, at: datetime) -> InterviewRow | None:
    """Who has the room at that hour."""
    query = select(*_ROW).where(
        Interview.district == district, Interview.place == place, Interview.at == at, Interview.state == "fixed"
    )
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else InterviewRow(*row)


def save_interview(connection: Connection, interview_id: int, values: Mapping[str, Any]) -> None:
    """Writes what became of a time."""
    connection.execute(update(Interview).where(Interview.id == interview_id).values(**values))
