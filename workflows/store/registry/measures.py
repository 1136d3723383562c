"""Rows of measures: restrictions by implementing units because of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from workflows.store.schema import Measure


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """A restriction that a unit applies."""

    record_id: int
    subject_id: int
    unit: str
    code: str
    name: str
    field: str
    basis: str
    started_on: date
    ends_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A restriction; it stands until `lifted_on` says otherwise."""

    id: int
    record_id: int
    subject_id: int
    unit: str
    code: str
    name: str
    field: str
    basis: str
    started_on: date
    ends_on: date | None
    state: str
    lifted_on: date | None
    proof: Mapping[str, Any] | None


_ROW = tuple(getattr(Measure, name) for name in MeasureRow.__slots__)


def add_measure(connection: Connection, new: NewMeasure) -> int:
    """Raises the database's uniqueness error when the unit applies this measure already."""
    values = {name: getattr(new, name) for name in NewMeasure.__slots__}
    return int(connection.execute(insert(Measure).values(**values).returning(Measure.id)).scalar_one())


def save_measure(connection: Connection, measure_id: int, values: Mapping[str, Any]) -> None:
    """Changes state, day of lifting and proof."""
    connection.execute(update(Measure).where(Measure.id == measure_id).values(**values))


def lock_measures(connection: Connection, record_ids: Iterable[int]) -> tuple[MeasureRow, ...]:
    """Every measure because of these records, locked in the order of their numbers until the transaction ends."""
    return _rows(connection, _because_of(record_ids).with_for_update())


def list_measures(connection: Connection, record_ids: Iterable[int]) -> tuple[MeasureRow, ...]:
    """Every measure because of these records, lifted or not."""
    return _rows(connection, _because_of(record_ids))


def list_standing(connection: Connection, record_ids: Iterable[int]) -> tuple[MeasureRow, ...]:
    """The measures because of these records that nobody has lifted."""
    return _rows(connection, _because_of(record_ids).where(Measure.lifted_on.is_(None)))


def list_measures_of_subject(connection: Connection, subject_id: int) -> tuple[MeasureRow, ...]:
    """Every measure that a subject has met, lifted or not."""
    return _rows(connection, select(*_ROW).where(Measure.subject_id == subject_id).order_by(Measure.id))


def _because_of(record_ids: Iterable[int]) -> Select[Any]:
    return select(*_ROW).where(Measure.record_id.in_(list(record_ids))).order_by(Measure.id)


def _rows(connection: Connection, query: Select[Any]) -> tuple[MeasureRow, ...]:
    return tuple(MeasureRow(*row) for row in connection.execute(query))
