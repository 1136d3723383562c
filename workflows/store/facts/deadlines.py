"""Rows of deadlines as they were last reckoned; only what differs is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, insert, select

from workflows.law import deadlines as law
from workflows.store import schema
from workflows.store.database import on_both
from workflows.store.facts.recorded import Owner


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline as it was last reckoned, with the policy row it used."""

    rule: str
    scope: str
    fact_id: int
    origin_id: int
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


_DEADLINE = tuple(getattr(schema.Deadline, name) for name in DeadlineRow.__slots__)
OF_OWNER = (
    select(schema.Deadline.id, *_DEADLINE)
    .where(schema.Deadline.owner_kind == bindparam("of_kind"), schema.Deadline.owner_id == bindparam("owner"))
    .order_by(schema.Deadline.id)
)
_ADD_ALL = insert(schema.Deadline)
_PLACE = ("owner_kind", "owner_id", "rule", "scope", "fact_id")
_RECKONED = ("origin_id", "due_on", "state", "provisional", "because", "row")
_PUT = on_both(
    lambda insert: (put := insert(schema.Deadline)).on_conflict_do_update(
        index_elements=_PLACE, set_={name: put.excluded[name] for name in _RECKONED}
    )
)
_DROP = delete(schema.Deadline).where(
    schema.Deadline.owner_kind == bindparam("of_kind"),
    schema.Deadline.owner_id == bindparam("owner"),
    schema.Deadline.rule == bindparam("by_rule"),
    schema.Deadline.scope == bindparam("in_scope"),
    schema.Deadline.fact_id == bindparam("fact"),
)


def list_deadlines(connection: Connection, owner: Owner) -> tuple[DeadlineRow, ...]:
    rows = connection.execute(OF_OWNER, {"of_kind": owner.kind, "owner": owner.id})
    return tuple(as_row(tuple(row)) for row in rows)


def as_row(row: tuple[Any, ...]) -> DeadlineRow:
    """The columns of a row as the question about deadlines names them."""
    _, *said = row
    return _deadline_row(dict(zip(DeadlineRow.__slots__, said, strict=True)))


def replace_deadlines(
    connection: Connection, owner: Owner, before: Iterable[DeadlineRow], reckoned: Iterable[law.Deadline]
) -> tuple[Moved, ...]:
    """Makes the rows, as they stood before, say what was reckoned; writes only what differs, and returns it."""
    old = {(row.rule, row.scope, row.fact_id): row for row in before}
    new = {(d.rule_key, d.scope, d.start_fact_id): _values(d) for d in reckoned}
    gone = [row for key, row in old.items() if key not in new]
    if gone:
        place = {"of_kind": owner.kind, "owner": owner.id}
        rows = [{**place, "by_rule": row.rule, "in_scope": row.scope, "fact": row.fact_id} for row in gone]
        connection.execute(_DROP, rows)
    changed = [key for key, values in new.items() if key not in old or _deadline_row(values) != old[key]]
    if changed:
        rows = [{"owner_kind": owner.kind, "owner_id": owner.id, **new[key]} for key in changed]
        connection.execute(_PUT[connection.dialect.name], rows)
    return (
        *(Moved(row, None) for row in gone),
        *(Moved(old.get(key), _deadline_row(new[key])) for key in changed),
    )


def add_deadlines(connection: Connection, reckoned: Mapping[Owner, Iterable[law.Deadline]]) -> None:
    """The first deadlines of many owners at once, as an import writes them."""
    rows = [
        {"owner_kind": owner.kind, "owner_id": owner.id, **_values(deadline)}
        for owner, deadlines in reckoned.items()
        for deadline in deadlines
    ]
    if rows:
        connection.execute(_ADD_ALL, rows)


def _values(deadline: law.Deadline) -> dict[str, Any]:
    return {
        "rule": deadline.rule_key,
        "scope": deadline.scope,
        "fact_id": deadline.start_fact_id,
        "origin_id": deadline.origin_fact_id,
        "due_on": deadline.due_on,
        "state": deadline.state.value,
        "provisional": deadline.provisional,
        "because": list(deadline.because),
        "row": orjson.loads(orjson.dumps(deadline.rule, default=_plain)),
    }


def _plain(value: object) -> list[str]:
    """A set in one order: the same row must read the same in every process."""
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"a policy row holds {type(value)}")


def _deadline_row(values: Mapping[str, Any]) -> DeadlineRow:
    return DeadlineRow(**{**values, "because": tuple(values["because"])})
