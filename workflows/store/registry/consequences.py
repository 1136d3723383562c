"""Rows of what a record brought about beside measures: persons marked, superior units told, closer supervision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from workflows.store.schema import Consequence


@dataclass(frozen=True, slots=True)
class NewConsequence:
    """Something that follows from a record."""

    record_id: int
    kind: str
    case_id: int
    begun_on: date
    subject_id: int | None = None
    receiver: str = ""
    said: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ConsequenceRow:
    """Something that followed from a record; it stands until `ended_on` says otherwise."""

    id: int
    record_id: int
    kind: str
    subject_id: int | None
    receiver: str
    said: Mapping[str, Any]
    case_id: int
    begun_on: date
    ended_on: date | None
    proof: Mapping[str, Any] | None


_ROW = tuple(getattr(Consequence, name) for name in ConsequenceRow.__slots__)
_ADD = insert(Consequence).returning(Consequence.id)
_BECAUSE_OF = (
    select(*_ROW).where(Consequence.record_id.in_(bindparam("records", expanding=True))).order_by(Consequence.id)
)


def add_consequence(connection: Connection, new: NewConsequence) -> int:
    values = {name: getattr(new, name) for name in NewConsequence.__slots__} | {"said": dict(new.said or {})}
    return int(connection.execute(_ADD, values).scalar_one())


def list_consequences(connection: Connection, record_ids: Iterable[int]) -> tuple[ConsequenceRow, ...]:
    """Everything that followed from these records, undone or not, in the order in which it began."""
    return tuple(ConsequenceRow(*row) for row in connection.execute(_BECAUSE_OF, {"records": list(record_ids)}))
