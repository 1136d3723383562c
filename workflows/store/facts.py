"""Facts of a case or registry object and what follows from them: holds, extensions and the deadlines reckoned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from workflows.errors import Conflict, NotFound
from workflows.law import deadlines as law
from workflows.law.terms import Term, Unit
from workflows.store import schema


class Owner(NamedTuple):
    """Whose facts, holds and deadlines: a case or a registry object (`case`, `record`, `commitment`)."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class NewFact:
    """A dated legal fact to be written down: whose, what, the day it holds, when and by whom it was recorded."""

    owner: Owner
    kind: str
    on: date
    at: datetime
    recorded_by: str
    scope: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with its evidence, as a page shows it; the superseded ones stay."""

    id: int
    kind: str
    scope: str
    on: date
    at: datetime
    evidence: Mapping[str, Any]
    recorded_by: str
    supersedes_id: int | None
    superseded: bool


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold with its row number, so that it can be ended."""

    id: int
    kind: str
    begun_on: date
    ended_on: date | None
    reason: str
    side_case_id: int | None


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline as it was last reckoned, with the policy row it used."""

    id: int
    rule: str
    scope: str
    fact_id: int
    due_on: date | None
    state: str
    provisional: bool
    because: tuple[str, ...]
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a recount changed in one deadline; `before` or `after` is None when it is new or gone."""

    before: DeadlineRow | None
    after: DeadlineRow | None


_FACT = tuple(getattr(schema.Fact, name) for name in FactRow.__slots__)
_HOLD = tuple(getattr(schema.Hold, name) for name in HoldRow.__slots__)
_DEADLINE = tuple(getattr(schema.Deadline, name) for name in DeadlineRow.__slots__)


def record(connection: Connection, new: NewFact) -> int:
    """Writes a fact down and returns its number."""
    return _insert_fact(connection, new, supersedes_id=None)


def supersede(connection: Connection, fact_id: int, new: NewFact) -> int:
    """Writes the right fact over a wrong one; both stay. Raises NotFound, or Conflict when it was superseded before."""
    done = connection.execute(
        update(schema.Fact)
        .where(
            schema.Fact.id == fact_id,
            schema.Fact.owner_kind == new.owner.kind,
            schema.Fact.owner_id == new.owner.id,
            schema.Fact.kind == new.kind,
            schema.Fact.scope == new.scope,
            schema.Fact.superseded.is_(False),
        )
        .values(superseded=True)
    )
    if done.rowcount != 1:
        if find_fact(connection, fact_id) is None:
            raise NotFound("没有这条事实", english="There is no such fact.", fact=fact_id)
        raise Conflict("该事实已被更正，或种类、范围不一致", english="The fact was corrected before.", fact=fact_id)
    return _insert_fact(connection, new, supersedes_id=fact_id)


def _insert_fact(connection: Connection, new: NewFact, supersedes_id: int | None) -> int:
    values = {
        "owner_kind": new.owner.kind,
        "owner_id": new.owner.id,
        "kind": new.kind,
        "scope": new.scope,
        "on": new.on,
        "at": new.at,
        "evidence": dict(new.evidence),
        "recorded_by": new.recorded_by,
        "supersedes_id": supersedes_id,
    }
    return int(connection.execute(insert(schema.Fact).values(**values).returning(schema.Fact.id)).scalar_one())


def find_fact(connection: Connection, fact_id: int) -> FactRow | None:
    row = connection.execute(select(*_FACT).where(schema.Fact.id == fact_id)).one_or_none()
    return None if row is None else FactRow(*row)


def list_fact_rows(connection: Connection, owner: Owner) -> tuple[FactRow, ...]:
    """Every fact ever recorded of the owner, the superseded ones too, in the order of recording."""
    query = select(*_FACT).where(schema.Fact.owner_kind == owner.kind, schema.Fact.owner_id == owner.id)
    return tuple(FactRow(*row) for row in connection.execute(query.order_by(schema.Fact.id)))


def list_facts(connection: Connection, owner: Owner) -> tuple[law.Fact, ...]:
    """The facts that stand, as the law reckons with them."""
    return tuple(_fact(row) for row in list_fact_rows(connection, owner) if not row.superseded)


def list_heirs(connection: Connection, owner: Owner) -> Mapping[int, int]:
    """For each superseded fact the one that stands in its place now; what was bound to it follows."""
    next_of = {row.supersedes_id: row.id for row in list_fact_rows(connection, owner) if row.supersedes_id is not None}
    heirs: dict[int, int] = {}
    for old in sorted(next_of, reverse=True):  # an heir has a higher number, so its own heir is known already
        heirs[old] = heirs.get(next_of[old], next_of[old])
    return heirs


def _fact(row: FactRow) -> law.Fact:
    return law.Fact(id=row.id, kind=row.kind, on=row.on, at=row.at, scope=row.scope)


def begin_hold(
    connection: Connection, owner: Owner, kind: str, *, on: date, reason: str, side_case_id: int | None = None
) -> int:
    """A hold begins with an act of that day; the days after it do not count."""
    values = {"owner_kind": owner.kind, "owner_id": owner.id, "kind": kind, "begun_on": on, "reason": reason}
    query = insert(schema.Hold).values(**values, side_case_id=side_case_id).returning(schema.Hold.id)
    return int(connection.execute(query).scalar_one())


def end_hold(connection: Connection, hold_id: int, on: date) -> None:
    """The hold ends with an act of that day. Raises Conflict when it has ended before."""
    query = update(schema.Hold).where(schema.Hold.id == hold_id, schema.Hold.ended_on.is_(None))
    if connection.execute(query.values(ended_on=on)).rowcount != 1:
        raise Conflict("该项中止计时已经结束", english="This hold has ended before.", hold=hold_id)


def list_hold_rows(connection: Connection, owner: Owner) -> tuple[HoldRow, ...]:
    query = select(*_HOLD).where(schema.Hold.owner_kind == owner.kind, schema.Hold.owner_id == owner.id)
    return tuple(HoldRow(*row) for row in connection.execute(query.order_by(schema.Hold.id)))


def list_holds(connection: Connection, owner: Owner) -> tuple[law.Hold, ...]:
    """The holds of the owner, as the law reckons with them; one without an end still runs."""
    return tuple(
        law.Hold(kind=row.kind, begun_on=row.begun_on, ended_on=row.ended_on, reason=row.reason)
        for row in list_hold_rows(connection, owner)
    )


def add_extension(connection: Connection, owner: Owner, extension: law.Extension, approved_by: str) -> None:
    """Writes an approved longer term down; old and new day both stay explainable."""
    connection.execute(
        insert(schema.Extension).values(
            owner_kind=owner.kind,
            owner_id=owner.id,
            rule=extension.rule,
            scope=extension.scope,
            amount=extension.term.amount,
            unit=extension.term.unit.value,
            approved_on=extension.approved_on,
            approved_by=approved_by,
            reason=extension.reason,
        )
    )


def list_extensions(connection: Connection, owner: Owner) -> tuple[law.Extension, ...]:
    """The granted extensions of the owner in the order in which they were granted."""
    table = schema.Extension
    columns = (table.rule, table.scope, table.amount, table.unit, table.approved_on, table.reason)
    query = select(*columns).where(table.owner_kind == owner.kind, table.owner_id == owner.id)
    return tuple(
        law.Extension(
            rule=row.rule,
            scope=row.scope,
            term=Term(row.amount, Unit(row.unit)),
            approved_on=row.approved_on,
            reason=row.reason,
        )
        for row in connection.execute(query.order_by(table.id))
    )


def list_deadlines(connection: Connection, owner: Owner) -> tuple[DeadlineRow, ...]:
    query = select(*_DEADLINE).where(schema.Deadline.owner_kind == owner.kind, schema.Deadline.owner_id == owner.id)
    rows = connection.execute(query.order_by(schema.Deadline.id))
    return tuple(_deadline_row(row._mapping) for row in rows)


def replace_deadlines(connection: Connection, owner: Owner, reckoned: Iterable[law.Deadline]) -> tuple[Moved, ...]:
    """Makes the rows say what was reckoned; writes only what differs, and returns it."""
    old = {(row.rule, row.scope, row.fact_id): row for row in list_deadlines(connection, owner)}
    new = {(d.rule_key, d.scope, d.start_fact_id): _values(d) for d in reckoned}
    moved = [Moved(row, None) for key, row in old.items() if key not in new]
    if moved:
        gone = [change.before.id for change in moved if change.before is not None]
        connection.execute(delete(schema.Deadline).where(schema.Deadline.id.in_(gone)))
    for key, values in new.items():
        before = old.get(key)
        if before is not None and _deadline_row({**values, "id": before.id}) == before:
            continue
        after_id = _write_deadline(connection, owner, before, values)
        moved.append(Moved(before, _deadline_row({**values, "id": after_id})))
    return tuple(moved)


def _write_deadline(connection: Connection, owner: Owner, before: DeadlineRow | None, values: Mapping[str, Any]) -> int:
    if before is not None:
        connection.execute(update(schema.Deadline).where(schema.Deadline.id == before.id).values(**values))
        return before.id
    query = insert(schema.Deadline).values(owner_kind=owner.kind, owner_id=owner.id, **values)
    return int(connection.execute(query.returning(schema.Deadline.id)).scalar_one())


def _values(deadline: law.Deadline) -> dict[str, Any]:
    return {
        "rule": deadline.rule_key,
        "scope": deadline.scope,
        "fact_id": deadline.start_fact_id,
        "due_on": deadline.due_on,
        "state": deadline.state.value,
        "provisional": deadline.provisional,
        "because": list(deadline.because),
        "row": orjson.loads(orjson.dumps(deadline.rule, default=str)),
    }


def _deadline_row(values: Mapping[Any, Any]) -> DeadlineRow:
    said = {name: values[name] for name in DeadlineRow.__slots__}
    return DeadlineRow(**{**said, "because": tuple(said["because"])})
