"""Rows of what makes a deadline longer: holds and extensions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from workflows.errors import Conflict
from workflows.law import deadlines as law
from workflows.law.terms import Term, Unit
from workflows.store import schema
from workflows.store.facts.recorded import Owner


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold with its row number, so that it can be ended."""

    id: int
    kind: str
    begun_on: date
    ended_on: date | None
    reason: str
    side_case_id: int | None


_HOLD = tuple(getattr(schema.Hold, name) for name in HoldRow.__slots__)
OF_OWNER = (
    select(*_HOLD)
    .where(schema.Hold.owner_kind == bindparam("of_kind"), schema.Hold.owner_id == bindparam("owner"))
    .order_by(schema.Hold.id)
)
_BEGIN = insert(schema.Hold).returning(schema.Hold.id)
_END = update(schema.Hold).where(schema.Hold.id == bindparam("hold"), schema.Hold.ended_on.is_(None))
_EXTENSION = (
    schema.Extension.id,
    schema.Extension.rule,
    schema.Extension.scope,
    schema.Extension.amount,
    schema.Extension.unit,
    schema.Extension.asked_on,
    schema.Extension.approved_on,
    schema.Extension.refused_on,
    schema.Extension.reason,
)
EXTENSIONS_OF_OWNER = (
    select(*_EXTENSION)
    .where(schema.Extension.owner_kind == bindparam("of_kind"), schema.Extension.owner_id == bindparam("owner"))
    .order_by(schema.Extension.id)
)


def begin_hold(
    connection: Connection, owner: Owner, kind: str, *, on: date, reason: str, side_case_id: int | None = None
) -> int:
    """A hold begins with an act of that day; the days after it do not count."""
    values = {"owner_kind": owner.kind, "owner_id": owner.id, "kind": kind, "begun_on": on, "reason": reason}
    return int(connection.execute(_BEGIN, {**values, "side_case_id": side_case_id}).scalar_one())


def end_hold(connection: Connection, hold_id: int, on: date) -> None:
    """The hold ends with an act of that day. Raises Conflict when it has ended before."""
    if connection.execute(_END, {"hold": hold_id, "ended_on": on}).rowcount != 1:
        raise Conflict("该项中止计时已经结束", english="This hold has ended before.", hold=hold_id)


def list_hold_rows(connection: Connection, owner: Owner) -> tuple[HoldRow, ...]:
    rows = connection.execute(OF_OWNER, {"of_kind": owner.kind, "owner": owner.id})
    return tuple(HoldRow(*row) for row in rows)


def list_holds(connection: Connection, owner: Owner) -> tuple[law.Hold, ...]:
    """The holds of the owner, as the law reckons with them; one without an end still runs."""
    return tuple(as_law(row) for row in list_hold_rows(connection, owner))


def as_law(row: HoldRow) -> law.Hold:
    return law.Hold(kind=row.kind, begun_on=row.begun_on, ended_on=row.ended_on, reason=row.reason)


def ask_extension(connection: Connection, owner: Owner, asked: law.Extension, side_case_id: int | None) -> None:
    """An extension was asked for; while it is undecided, the consequence of the deadline is in abeyance.

    Raises Conflict while another one of this deadline is undecided.
    """
    table = schema.Extension
    undecided = select(table.id).where(
        table.owner_kind == owner.kind,
        table.owner_id == owner.id,
        table.rule == asked.rule,
        table.scope == asked.scope,
        table.approved_on.is_(None),
        table.refused_on.is_(None),
    )
    if connection.execute(undecided.limit(1)).first() is not None:
        raise Conflict("该期限已有待决定的延期申请", english="An extension of this deadline is still undecided.")
    connection.execute(
        insert(table).values(
            owner_kind=owner.kind,
            owner_id=owner.id,
            rule=asked.rule,
            scope=asked.scope,
            amount=asked.term.amount,
            unit=asked.term.unit.value,
            asked_on=asked.dated,
            reason=asked.reason,
            side_case_id=side_case_id,
        )
    )


def decide_extension(connection: Connection, side_case_id: int, on: date, *, granted: bool, by: str) -> None:
    """The extension that the side case asked for is granted or refused. Raises Conflict when it was decided before."""
    table = schema.Extension
    query = update(table).where(
        table.side_case_id == side_case_id, table.approved_on.is_(None), table.refused_on.is_(None)
    )
    decided = {"approved_on": on} if granted else {"refused_on": on}
    if connection.execute(query.values(**decided, decided_by=by)).rowcount != 1:
        raise Conflict("没有待决定的延期", english="There is no undecided extension.", case=side_case_id)


def list_extensions(connection: Connection, owner: Owner) -> tuple[law.Extension, ...]:
    """The extensions of the owner in the order in which they were asked for."""
    rows = connection.execute(EXTENSIONS_OF_OWNER, {"of_kind": owner.kind, "owner": owner.id})
    return tuple(extension_as_law(tuple(row)) for row in rows)


def extension_as_law(row: tuple[Any, ...]) -> law.Extension:
    """The columns of a row as the questions about extensions name them."""
    _, rule, scope, amount, unit, asked_on, approved_on, refused_on, reason = row
    return law.Extension(
        rule=rule,
        scope=scope,
        term=Term(amount, Unit(unit)),
        approved_on=approved_on,
        reason=reason,
        asked_on=asked_on,
        refused_on=refused_on,
    )
