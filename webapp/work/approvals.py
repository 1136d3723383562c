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
from webapp.formats import noted
from webapp.forms import Form
from workflows.engine.definition import Definition, Node
from workflows.law.roles import Role
from workflows.queries import approvals as queries
from workflows.queries import case, inbox, measures
from workflows.queries.approvals import Decision, Part
from workflows.queries.inbox import InboxRow
from workflows.queries.measures import Standing
from workflows.registry import apart
from workflows.registry.apart import Matter
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
    barred: str


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
        return [[noted(one.name, one.code), one.field, one.basis, one.document_number] for one in self.measures]


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
        closed = _closed(connection, rows)
        shown = [
            _proposal(connection, row, (matters[row.id], row.id in closed), parts.get(row.case_id, []), badges[row.id])
            for row in rows
        ]
    return render_template("work/approvals.html", proposals=shown)


def _closed(connection: Open, rows: Iterable[InboxRow]) -> frozenset[int]:
    """The tasks that an earlier part keeps the reader from; one query a post."""
    by_group: dict[str, list[int]] = {}
    for row in rows:
        by_group.setdefault(row.role_group, []).append(row.id)
    return frozenset().union(
        *(inbox.list_barred(connection, ids, current_user.acting(group)) for group, ids in by_group.items())
    )


def _barred(connection: Open, row: InboxRow, node: Node) -> str:
    matter = Matter(row.case_id, row.case_number, row.role_group, node.apart)
    actor = apart.actor_of(current_user.id, current_user.name, *current_user.stands_in(row.role_group))
    found = apart.find_barred(connection, matter, actor)
    return found.sentence if found else ""


def _badges(connection: Open, rows: Iterable[InboxRow]) -> Mapping[int, tuple[Badge, int | None]]:
    known, clocks = list(rows), asking.clocks(connection)
    deadlines = case.newest_deadlines(connection, [row.case_id for row in known])
    found: dict[int, tuple[Badge, int | None]] = {}
    for row in known:
        line = deadlines.get((row.case_id, row.rule, row.scope)) if row.rule else None
        found[row.id] = (clocks.badge(line), line.id if line else None)
    return found


def _proposal(
    connection: Open, row: InboxRow, asked: tuple[Decision, bool], parts: list[Part], told: tuple[Badge, int | None]
) -> Proposal:
    """The last element that the decider must be apart from and that was answered is the proposal."""
    matter, is_closed = asked
    definition = g.office.definition(connection, matter.release_id, matter.process)
    node = definition.node(row.process, row.element)
    taken = [part for part in parts if part.part in node.apart]
    typed = _typed(connection, matter, definition, row.process, taken[-1].part) if taken else []
    return Proposal(
        row=row,
        badge=told[0],
        clock=told[1],
        proposed=typed[0][1] if typed else "",
        drafter=taken[-1].name if taken else "",
        facts=tuple(typed[1 : 1 + KEY_FACTS]),
        barred=_barred(connection, row, node) if is_closed else "",
    )


def _typed(
    connection: Open, matter: Decision, definition: Definition, process: str, element: str
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
