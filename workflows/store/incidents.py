"""Rows of what did not go as drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from workflows.store.database import on_both
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


_ADD = on_both(lambda insert: insert(Incident).on_conflict_do_nothing(index_elements=["key"]))
_SET = update(Incident).where(Incident.id == bindparam("incident"))


def add(connection: Connection, new: NewIncident, now: datetime) -> None:
    values = {name: getattr(new, name) for name in NewIncident.__slots__}
    connection.execute(_ADD[connection.dialect.name], {**values, "at": now})


def close(connection: Connection, incident_id: int, now: datetime) -> None:
    connection.execute(_SET, {"incident": incident_id, "closed_at": now})
