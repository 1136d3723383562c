"""What is open on an enterprise already, before another case of the kind is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from workflows.queries.visible import Sight, in_sight
from workflows.store.schema import Case

MOST = 20


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that is open."""

    number: str
    state: str
    opened_at: datetime


def list_open(connection: Connection, sight: Sight, subject_id: int, process: str) -> tuple[OpenCase, ...]:
    """The open cases of that kind on the enterprise, as far as the viewer sees them; index case_subject."""
    query = (
        select(Case.number, Case.state, Case.opened_at)
        .where(Case.subject_id == subject_id, Case.process == process, Case.closed_at.is_(None), in_sight(sight))
        .order_by(Case.id.desc())
        .limit(MOST)
    )
    return tuple(OpenCase(*row) for row in connection.execute(query))
