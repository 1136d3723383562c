"""Rows of facts: dated, with evidence, superseded but never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, tuple_, update

from workflows.errors import Conflict, NotFound
from workflows.law import deadlines as law
from workflows.store import schema
from workflows.store.chunks import in_chunks


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


_FACT = tuple(getattr(schema.Fact, name) for name in FactRow.__slots__)
_RECORD_ALL = insert(schema.Fact)
_RECORD = _RECORD_ALL.returning(schema.Fact.id)
_SUPERSEDE = (
    update(schema.Fact)
    .where(
        schema.Fact.id == bindparam("fact"),
        schema.Fact.owner_kind == bindparam("of_kind"),
        schema.Fact.owner_id == bindparam("owner"),
        schema.Fact.kind == bindparam("like_kind"),
        schema.Fact.scope == bindparam("like_scope"),
        schema.Fact.superseded.is_(False),
    )
    .values(superseded=True)
)
_FIND = select(*_FACT).where(schema.Fact.id == bindparam("fact"))
OF_OWNER = (
    select(*_FACT)
    .where(schema.Fact.owner_kind == bindparam("of_kind"), schema.Fact.owner_id == bindparam("owner"))
    .order_by(schema.Fact.id)
)
_FACTS_OF_MANY = (
    select(schema.Fact.owner_id, *_FACT)
    .where(
        schema.Fact.owner_kind == bindparam("of_kind"), schema.Fact.owner_id.in_(bindparam("owners", expanding=True))
    )
    .order_by(schema.Fact.id)
)
_STANDING = (
    select(schema.Fact.owner_kind, schema.Fact.owner_id, *_FACT)
    .where(
        tuple_(schema.Fact.owner_kind, schema.Fact.owner_id).in_(bindparam("owners", expanding=True)),
        schema.Fact.superseded.is_(False),
    )
    .order_by(schema.Fact.id)
)


def record(connection: Connection, new: NewFact) -> int:
    """Writes a fact down and returns its number."""
    return _insert_fact(connection, new, supersedes_id=None)


def supersede(connection: Connection, fact_id: int, new: NewFact) -> int:
    """Writes the right fact over a wrong one; both stay. Raises NotFound, or Conflict when it was superseded before."""
    owner = {"of_kind": new.owner.kind, "owner": new.owner.id}
    wrong = {"fact": fact_id, **owner, "like_kind": new.kind, "like_scope": new.scope}
    if connection.execute(_SUPERSEDE, wrong).rowcount != 1:
        if find_fact(connection, fact_id) is None:
            raise NotFound("没有这条事实", english="There is no such fact.", fact=fact_id)
        raise Conflict("该事实已被更正，或种类、范围不一致", english="The fact was corrected before.", fact=fact_id)
    return _insert_fact(connection, new, supersedes_id=fact_id)


def record_all(connection: Connection, new: Iterable[NewFact]) -> None:
    """Writes many facts down at once, as an import does."""
    rows = [_fact_values(fact, supersedes_id=None) for fact in new]
    if rows:
        connection.execute(_RECORD_ALL, rows)


def _insert_fact(connection: Connection, new: NewFact, supersedes_id: int | None) -> int:
    return int(connection.execute(_RECORD, _fact_values(new, supersedes_id)).scalar_one())


def _fact_values(new: NewFact, supersedes_id: int | None) -> dict[str, Any]:
    return {
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


def find_fact(connection: Connection, fact_id: int) -> FactRow | None:
    row = connection.execute(_FIND, {"fact": fact_id}).one_or_none()
    return None if row is None else FactRow(*row)


def list_fact_rows(connection: Connection, owner: Owner) -> tuple[FactRow, ...]:
    """Every fact ever recorded of the owner, the superseded ones too, in the order of recording."""
    rows = connection.execute(OF_OWNER, {"of_kind": owner.kind, "owner": owner.id})
    return tuple(FactRow(*row) for row in rows)


def list_facts(connection: Connection, owner: Owner) -> tuple[law.Fact, ...]:
    """The facts as the law reckons with them, the superseded ones among them: it follows the chain itself."""
    return tuple(as_law(row) for row in list_fact_rows(connection, owner))


def list_standing(connection: Connection, owners: Iterable[Owner]) -> Mapping[Owner, tuple[FactRow, ...]]:
    """The facts that stand of each of these owners, in the order of recording."""
    found: dict[Owner, list[FactRow]] = {owner: [] for owner in owners}
    for kind, owner_id, *row in connection.execute(_STANDING, {"owners": [tuple(owner) for owner in found]}):
        found[Owner(kind, owner_id)].append(FactRow(*row))
    return {owner: tuple(rows) for owner, rows in found.items()}


def list_facts_of(connection: Connection, owner_kind: str, ids: Iterable[int]) -> Mapping[int, tuple[law.Fact, ...]]:
    """The facts of many owners of one kind as the law reckons with them."""
    found: dict[int, list[law.Fact]] = {owner_id: [] for owner_id in ids}
    for chunk in in_chunks(list(found)):
        for owner_id, *row in connection.execute(_FACTS_OF_MANY, {"of_kind": owner_kind, "owners": chunk}):
            found[owner_id].append(as_law(FactRow(*row)))
    return {owner_id: tuple(rows) for owner_id, rows in found.items()}


def as_law(row: FactRow) -> law.Fact:
    """A fact as the law reckons with it. `sets` and `variant` are said in the evidence: days that a served paper fixed, the class of a record."""
    sets = tuple((rule, date.fromisoformat(day)) for rule, day in row.evidence.get("sets", {}).items())
    return law.Fact(
        id=row.id,
        kind=row.kind,
        on=row.on,
        at=row.at,
        scope=row.scope,
        supersedes=row.supersedes_id,
        void=bool(row.evidence.get("void", False)),
        variant=str(row.evidence.get("variant", "")),
        sets=sets,
    )
