"""Rows of deadlines as they were last reckoned; only what differs is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from workflows.law import deadlines as law
from workflows.store import schema
from workflows.store.facts.recorded import Owner


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline as it was last reckoned, with the policy row it used."""

    id: int
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
_DEADLINES_OF = (
    select(*_DEADLINE)
    .where(schema.Deadline.owner_kind == bindparam("of_kind"), schema.Deadline.owner_id == bindparam("owner"))
    .order_by(schema.Deadline.id)
)
_ADD_ALL = insert(schema.Deadline)
_ADD = _ADD_ALL.returning(schema.Deadline.id)
_SET = update(schema.Deadline).where(schema.Deadline.id == bindparam("deadline"))
_DROP = delete(schema.Deadline).where(schema.Deadline.id.in_(bindparam("deadlines", expanding=True)))


def list_deadlines(connection: Connection, owner: Owner) -> tuple[DeadlineRow, ...]:
    rows = connection.execute(_DEADLINES_OF, {"of_kind": owner.kind, "owner": owner.id})
    return tuple(_deadline_row(row._mapping) for row in rows)


def replace_deadlines(connection: Connection, owner: Owner, reckoned: Iterable[law.Deadline]) -> tuple[Moved, ...]:
    """Makes the rows say what was reckoned; writes only what differs, and returns it."""
    old = {(row.rule, row.scope, row.fact_id): row for row in list_deadlines(connection, owner)}
    new = {(d.rule_key, d.scope, d.start_fact_id): _values(d) for d in reckoned}
    moved = [Moved(row, None) for key, row in old.items() if key not in new]
    if moved:
        gone = [change.before.id for change in moved if change.before is not None]
        connection.execute(_DROP, {"deadlines": gone})
    for key, values in new.items():
        before = old.get(key)
        if before is not None and _deadline_row({**values, "id": before.id}) == before:
            continue
        after_id = _write_deadline(connection, owner, before, values)
        moved.append(Moved(before, _deadline_row({**values, "id": after_id})))
    return tuple(moved)


def add_deadlines(connection: Connection, reckoned: Mapping[Owner, Iterable[law.Deadline]]) -> None:
    """The first deadlines of many owners at once, as an import writes them."""
    rows = [
        {"owner_kind": owner.kind, "owner_id": owner.id, **_values(deadline)}
        for owner, deadlines in reckoned.items()
        for deadline in deadlines
    ]
    if rows:
        connection.execute(_ADD_ALL, rows)


def _write_deadline(connection: Connection, owner: Owner, before: DeadlineRow | None, values: Mapping[str, Any]) -> int:
    if before is not None:
        connection.execute(_SET, {"deadline": before.id, **values})
        return before.id
    new = {"owner_kind": owner.kind, "owner_id": owner.id, **values}
    return int(connection.execute(_ADD, new).scalar_one())


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


def _deadline_row(values: Mapping[Any, Any]) -> DeadlineRow:
    said = {name: values[name] for name in DeadlineRow.__slots__}
    return DeadlineRow(**{**said, "because": tuple(said["because"])})
