"""What implementing units have to confirm: the measures behind each task, with record, basis and decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from workflows.store.schema import Case, CaseRecord, Measure, Paper, Record

DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure that a unit has to confirm."""

    id: int
    case_id: int
    unit: str
    code: str
    name: str
    field: str
    basis: str
    started_on: date
    state: str
    lifted_on: date | None
    document_number: str


def list_of_cases(connection: Connection, case_ids: Iterable[int]) -> Mapping[int, list[Standing]]:
    """The measures of the records of these cases, by case; lifted ones too."""
    query = (
        select(
            Measure.id,
            CaseRecord.case_id,
            Measure.unit,
            Measure.code,
            Measure.name,
            Measure.field,
            Measure.basis,
            Measure.started_on,
            Measure.state,
            Measure.lifted_on,
            Record.document_number,
        )
        .join(CaseRecord, CaseRecord.record_id == Measure.record_id)
        .join(Record, Record.id == Measure.record_id)
        .where(CaseRecord.case_id.in_(list(case_ids)))
        .order_by(Measure.id)
    )
    found: dict[int, list[Standing]] = {}
    for row in connection.execute(query):
        found.setdefault(row.case_id, []).append(Standing(*row))
    return found


def list_scopes(connection: Connection, case_ids: Iterable[int]) -> Mapping[int, tuple[str, int | None]]:
    """The unit that each side case is about, and the case that started it."""
    query = select(Case.id, Case.scope, Case.parent_id).where(Case.id.in_(list(case_ids)))
    return {row.id: (row.scope, row.parent_id) for row in connection.execute(query)}


def list_decisions(connection: Connection, case_ids: Iterable[int]) -> Mapping[int, tuple[int, str]]:
    """The newest decision of each of these cases: its paper and its number."""
    newest = (
        select(func.max(Paper.id))
        .where(Paper.case_id.in_(list(case_ids)), Paper.kind == DECISION)
        .group_by(Paper.case_id)
    )
    query = select(Paper.case_id, Paper.id, Paper.number).where(Paper.id.in_(newest))
    return {row.case_id: (row.id, row.number) for row in connection.execute(query)}
