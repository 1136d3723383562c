"""审批 and 解除惩戒: the tasks of managers and of implementing units, each with what decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, render_template
from flask_login import current_user

from webapp import asking
from webapp.access import may_call
from webapp.badges import Badge
from webapp.fields import Kind
from webapp.forms import Form
from workflows.engine.definition import Definition
from workflows.law.roles import Role
from workflows.queries import approvals as queries
from workflows.queries import case, inbox, measures
from workflows.queries.approvals import Matter, Part
from workflows.queries.inbox import InboxRow
from workflows.queries.measures import Standing
from workflows.store.database import Open

DECIDERS = (Role.MANAGER, Role.HEAD, Role.LEGAL)
KEY_FACTS = 3
"""So many facts of the proposal stand in its row."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision that waits: what is proposed, by whom, the key facts, and why this reader may not decide it."""

    row: InboxRow
    badge: Badge
    clock: int | None
    proposed: str
    drafter: str
    facts: tuple[tuple[str, str], ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class Lifting:
    """A confirmation that waits: the decision behind it, and the measures of the unit."""

    row: InboxRow
    badge: Badge
    clock: int | None
    decision: str
    measures: tuple[Standing, ...]

    @property
    def cells(self) -> list[list[str]]:
        """The measures as rows of a table."""
        return [[f"{one.name}（{one.code}）", one.field, one.basis, one.document_number] for one in self.measures]


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/approvals", "approvals", approvals)
    area.add_url_rule("/measures", "measures", confirmations)


def _groups(*roles: Role) -> list[str]:
    return [group for group in current_user.groups if group.partition("@")[0] in set(roles)]


@may_call(*DECIDERS)
def approvals() -> Any:
    """What waits for a signature, the earliest day first."""
    with g.office.database.reading() as connection:
        rows = inbox.list_team(connection, _groups(*DECIDERS))
        badges = _badges(connection, rows)
        parts = queries.list_parts(connection, [row.case_id for row in rows])
        matters = queries.list_matters(connection, [row.id for row in rows])
        shown = [
            _proposal(connection, row, matters[row.id], parts.get(row.case_id, []), badges[row.id]) for row in rows
        ]
    return render_template("work/approvals.html", proposals=shown)


def _badges(connection: Open, rows: Iterable[InboxRow]) -> Mapping[int, tuple[Badge, int | None]]:
    known, clocks = list(rows), asking.clocks(connection)
    deadlines = case.newest_deadlines(connection, [row.case_id for row in known])
    found: dict[int, tuple[Badge, int | None]] = {}
    for row in known:
        line = deadlines.get((row.case_id, row.rule, row.scope)) if row.rule else None
        found[row.id] = (clocks.badge(line), line.id if line else None)
    return found


def _proposal(
    connection: Open, row: InboxRow, matter: Matter, parts: list[Part], told: tuple[Badge, int | None]
) -> Proposal:
    """The last element that the decider must be apart from and that was answered is the proposal."""
    definition = g.office.definition(connection, matter.release_id, matter.process)
    node = definition.nodes.get((row.process, row.element))
    apart = [name.strip() for name in (node.says("apartFrom") if node else "").split(",") if name.strip()]
    taken = [part for part in parts if part.part in apart]
    acting = {current_user.id, *current_user.absent}
    typed = _typed(connection, matter, definition, row.process, taken[-1].part) if taken else []
    return Proposal(
        row=row,
        badge=told[0],
        clock=told[1],
        proposed=typed[0][1] if typed else "",
        drafter=taken[-1].name if taken else "",
        facts=tuple(typed[1 : 1 + KEY_FACTS]),
        is_own=bool(acting & {number for part in taken for number in (part.person_id, part.for_person_id)}),
    )


def _typed(
    connection: Open, matter: Matter, definition: Definition, process: str, element: str
) -> list[tuple[str, str]]:
    """What the proposal says: its choice first, then its other answers in their order."""
    node = definition.nodes.get((process, element))
    answers = matter.names.get(node.variable or element) if node else None
    if node is None or not isinstance(answers, Mapping):
        return []
    bound = Form(g.office.bundle(connection, matter.release_id).form(node)).show(answers)
    said = [(one.field.title, one.said, one.field.kind in {Kind.RADIO, Kind.SELECT}) for one in bound.controls]
    ordered = sorted((one for one in said if one[1]), key=lambda one: not one[2])
    return [(title, answer) for title, answer, _choice in ordered]


@may_call(Role.IMPLEMENTER, Role.CREDIT_OFFICE)
def confirmations() -> Any:
    """The liftings that this unit has to confirm."""
    with g.office.database.reading() as connection:
        rows = inbox.list_team(connection, _groups(Role.IMPLEMENTER, Role.CREDIT_OFFICE))
        ids = [row.case_id for row in rows]
        scopes, found = measures.list_scopes(connection, ids), measures.list_of_cases(connection, ids)
        decisions = measures.list_decisions(connection, [one for _unit, one in scopes.values() if one])
        badges = _badges(connection, rows)
        shown = []
        for row in rows:
            unit, parent = scopes.get(row.case_id, ("", None))
            own = tuple(one for one in found.get(row.case_id, ()) if one.unit == unit)
            number = decisions[parent][1] if parent is not None and parent in decisions else ""
            shown.append(Lifting(row, *badges[row.id], number, own))
    return render_template("work/measures.html", liftings=shown)
