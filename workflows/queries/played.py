"""What the judge of a scenario asks of a played office: everything of a case and its side cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from workflows.store.schema import Case, CaseRecord, Deadline, Effect, Fact, Incident, Measure, Paper, Record, Task


@dataclass(frozen=True, slots=True)
class Standing:
    """An open task."""

    id: int
    case_id: int
    attempt: int
    element: str
    role_group: str
    assignee_id: int | None
    names: Mapping[str, Any]


def unit_of(connection: Connection, record_ids: Iterable[int]) -> str:
    """The unit whose records these are."""
    query = select(Record.unit).where(Record.id.in_(list(record_ids))).order_by(Record.id).limit(1)
    return str(connection.execute(query).scalar_one())


def find_side_case(connection: Connection, process: str, scope: str, within: int | None = None) -> int | None:
    """The newest case of a process with that scope; an empty scope is the newest whatever it concerns.

    With `within` only what was opened beside that case, beside a side case of it, or by a date of its records, is
    looked at.
    """
    query = select(Case.id).where(Case.process == process).order_by(Case.id.desc()).limit(1)
    if scope:
        query = query.where(Case.scope == scope)
    if within is not None:
        query = query.where(or_(Case.id.in_(family(connection, within)), Case.id.in_(_by_date(within))))
    return connection.execute(query).scalar_one_or_none()


def _by_date(case_id: int) -> Select[Any]:
    """The cases without a parent that are about the same records."""
    same = select(CaseRecord.record_id).where(CaseRecord.case_id == case_id)
    alone = select(Case.id).join(CaseRecord, CaseRecord.case_id == Case.id)
    return alone.where(Case.parent_id.is_(None), CaseRecord.record_id.in_(same))


def list_standing(connection: Connection, case_id: int) -> list[Standing]:
    columns = [getattr(Task, name) for name in Standing.__slots__]
    rows = connection.execute(select(*columns).where(Task.case_id == case_id).order_by(Task.id))
    return [Standing(*row) for row in rows]


def family(connection: Connection, case_id: int) -> list[int]:
    """The case and every side case below it."""
    found, new = [case_id], [case_id]
    while new:
        new = list(connection.execute(select(Case.id).where(Case.parent_id.in_(new))).scalars())
        found += new
    return found


def state_of(connection: Connection, case_id: int) -> str:
    return str(connection.execute(select(Case.state).where(Case.id == case_id)).scalar_one())


def list_running(connection: Connection) -> list[str]:
    """Everything that still runs: open tasks by element, open side cases as process/scope."""
    tasks = connection.execute(select(Task.element).order_by(Task.id)).scalars()
    sides = select(Case.process, Case.scope).where(Case.parent_id.is_not(None), Case.closed_at.is_(None))
    return [*tasks, *(f"{row.process}/{row.scope}" for row in connection.execute(sides.order_by(Case.id)))]


def list_facts(connection: Connection, case_ids: list[int], record_ids: Iterable[int]) -> Mapping[str, date]:
    """The day of the last standing fact of each kind, `kind(scope)` where it has one."""
    owned = or_(
        (Fact.owner_kind == "case") & Fact.owner_id.in_(case_ids),
        (Fact.owner_kind == "record") & Fact.owner_id.in_(list(record_ids)),
    )
    query = select(Fact.kind, Fact.scope, Fact.on).where(owned, Fact.superseded.is_(False)).order_by(Fact.id)
    found: dict[str, date] = {}
    for row in connection.execute(query):
        found[f"{row.kind}({row.scope})" if row.scope else row.kind] = row.on
    return found


def find_paper(connection: Connection, case_id: int, kind: str) -> int | None:
    """The newest paper of that kind in the case."""
    query = select(Paper.id).where(Paper.case_id == case_id, Paper.kind == kind).order_by(Paper.id.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def list_unnamed_papers(connection: Connection, nobody: str) -> list[str]:
    """The papers on which `nobody` stands for the one to turn to, or for who signed."""
    rows = connection.execute(select(Paper.kind, Paper.facts, Paper.signed_by).order_by(Paper.id))
    return [row.kind for row in rows if nobody in (row.facts.get("officer"), row.signed_by)]


def list_papers(connection: Connection) -> list[str]:
    """The kinds of papers in the order in which they were issued."""
    return list(connection.execute(select(Paper.kind).order_by(Paper.id)).scalars())


def list_effects(connection: Connection, kind: str) -> list[Mapping[str, Any]]:
    """The payloads of every effect of a kind that was carried out, in order."""
    query = select(Effect.payload).where(Effect.kind == kind, Effect.done_at.is_not(None)).order_by(Effect.id)
    return list(connection.execute(query).scalars())


def list_unsent(connection: Connection) -> list[str]:
    """Effects that neither left nor were taken back."""
    query = select(Effect.kind, Effect.key, Effect.last_error).where(Effect.done_at.is_(None))
    return [
        f"{row.kind} {row.key}: {row.last_error}" for row in connection.execute(query) if row.last_error != "未发送"
    ]


def list_deadlines(connection: Connection, case_ids: list[int]) -> Mapping[str, tuple[date | None, str]]:
    """Due day and state of the last round of each rule."""
    columns = (Deadline.rule, Deadline.scope, Deadline.due_on, Deadline.state)
    query = select(*columns).where(Deadline.owner_kind == "case", Deadline.owner_id.in_(case_ids))
    rows = connection.execute(query.order_by(Deadline.id))
    return {f"{row.rule}({row.scope})" if row.scope else row.rule: (row.due_on, row.state) for row in rows}


def list_rules(connection: Connection) -> frozenset[str]:
    """Every rule that a deadline was counted by."""
    return frozenset(connection.execute(select(Deadline.rule).distinct()).scalars())


def list_measures(connection: Connection) -> Mapping[str, str]:
    """State of each measure by unit and code."""
    rows = connection.execute(select(Measure.unit, Measure.code, Measure.state).order_by(Measure.id))
    return {f"{row.unit}/{row.code}": row.state for row in rows}


def measures_by_code(connection: Connection, record_ids: Iterable[int]) -> Mapping[str, int]:
    """The numbers of the measures of these records."""
    query = select(Measure.code, Measure.id).where(Measure.record_id.in_(list(record_ids)))
    return {row.code: row.id for row in connection.execute(query)}


def list_incidents(connection: Connection) -> list[str]:
    query = select(Incident.kind, Incident.sentence, Incident.technical).where(Incident.closed_at.is_(None))
    return [f"{row.kind}：{row.sentence} {row.technical}" for row in connection.execute(query.order_by(Incident.id))]
