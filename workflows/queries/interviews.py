"""Interviews of a week, for those who hold them: when, where, with whom, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from workflows.queries.visible import Sight, in_sight
from workflows.store.schema import Case, Interview, Unit

SHOWN = ("fixed", "held", "missed")
MOST = 500
"""So many interviews of a week at most; no district has more rooms."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One interview as the calendar shows it."""

    id: int
    at: datetime
    place: str
    kind: str
    state: str
    moved: bool
    case_number: str
    subject_name: str
    unit_name: str


def list_between(
    connection: Connection, sight: Sight, district: str, first: datetime, last: datetime
) -> tuple[Meeting, ...]:
    """Those that are fixed, held or missed from `first` up to but not including `last`; index interview_day."""
    query = (
        select(
            Interview.id,
            Interview.at,
            Interview.place,
            Interview.kind,
            Interview.state,
            Interview.moved_on.is_not(None),
            Case.number,
            Case.subject_name,
            Unit.short_name,
        )
        .join(Case, Case.id == Interview.case_id)
        .join(Unit, Unit.code == Interview.unit)
        .where(Interview.district == district, Interview.at >= first, Interview.at < last)
        .where(Interview.state.in_(SHOWN), in_sight(sight))
        .order_by(Interview.at, Interview.id)
        .limit(MOST)
    )
    return tuple(Meeting(*row) for row in connection.execute(query))
