"""Rows of measures: restrictions by implementing units because of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, insert, select, update

from workflows.errors import NotFound
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
    term: str = ""


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
    term: str = ""


_ROW = tuple(getattr(Measure, name) for name in MeasureRow.__slots__)
_ADD = insert(Measure).returning(Measure.id)
_ONE = select(*_ROW).where(Measure.id == bindparam("measure")).with_for_update()
_SET = update(Measure).where(Measure.id == bindparam("measure"))
_BECAUSE_OF = select(*_ROW).where(Measure.record_id.in_(bindparam("records", expanding=True))).order_by(Measure.id)
_LOCKED = _BECAUSE_OF.with_for_update()
_STANDING = _BECAUSE_OF.where(Measure.lifted_on.is_(None))
_MET_BY = select(*_ROW).where(Measure.subject_id == bindparam("subject")).order_by(Measure.id)


def add_measure(connection: Connection, new: NewMeasure) -> int:
    """Raises the database's uniqueness error when the unit applies this measure already."""
    values = {name: getattr(new, name) for name in NewMeasure.__slots__}
    return int(connection.execute(_ADD, values).scalar_one())


def save_measure(connection: Connection, measure_id: int, values: Mapping[str, Any]) -> None:
    """Changes state, day of lifting and proof."""
    connection.execute(_SET, {"measure": measure_id, **values})


def lock_measure(connection: Connection, measure_id: int) -> MeasureRow:
    """One measure, locked until the transaction ends. Raises NotFound."""
    row = connection.execute(_ONE, {"measure": measure_id}).one_or_none()
    if row is None:
        raise NotFound("没有这项措施", english="There is no such measure.", measure=measure_id)
    return MeasureRow(*row)


def lock_measures(connection: Connection, record_ids: Iterable[int]) -> tuple[MeasureRow, ...]:
    """Every measure because of these records, locked in the order of their numbers until the transaction ends."""
    return _rows(connection, _LOCKED, records=list(record_ids))


def list_measures(connection: Connection, record_ids: Iterable[int]) -> tuple[MeasureRow, ...]:
    """Every measure because of these records, lifted or not."""
    return _rows(connection, _BECAUSE_OF, records=list(record_ids))


def list_standing(connection: Connection, record_ids: Iterable[int]) -> tuple[MeasureRow, ...]:
    """The measures because of these records that nobody has lifted."""
    return _rows(connection, _STANDING, records=list(record_ids))


def list_measures_of_subject(connection: Connection, subject_id: int) -> tuple[MeasureRow, ...]:
    """Every measure that a subject has met, lifted or not."""
    return _rows(connection, _MET_BY, subject=subject_id)


def _rows(connection: Connection, query: Executable, **asked: Any) -> tuple[MeasureRow, ...]:
    return tuple(MeasureRow(*row) for row in connection.execute(query, asked))
