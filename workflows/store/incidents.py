"""Rows of what did not go as drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update
from sqlalchemy.dialects import postgresql, sqlite

from workflows.store.schema import Incident


@dataclass(frozen=True, slots=True)
class NewIncident:
    """One thing that needs a person; `key` keeps the same thing from being reported twice while it is open."""

    district: str
    case_id: int | None
    kind: str
    key: str
    sentence: str
    technical: str


def add(connection: Connection, new: NewIncident, now: datetime) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {name: getattr(new, name) for name in NewIncident.__slots__}
    connection.execute(dialect.insert(Incident).values(**values, at=now).on_conflict_do_nothing(index_elements=["key"]))


def close(connection: Connection, incident_id: int, now: datetime) -> None:
    connection.execute(update(Incident).where(Incident.id == incident_id).values(closed_at=now))
