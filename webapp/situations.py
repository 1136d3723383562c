"""Gathers what decides the next step of a case, for the pages that tell it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import g

from webapp import asking
from webapp.badges import Badge
from webapp.deadlines import is_running
from webapp.next_step import Situation, Teller
from webapp.timeline import Narrator
from workflows.law.deadlines import State
from workflows.law.rules import Party
from workflows.queries import case, cases
from workflows.queries.case import CasePage, DeadlineLine, OpenTask
from workflows.store import people, timers
from workflows.store.database import Open

DECIDE = "decide"
"""How the rule is called within which a case of any kind is decided: repair.decide."""


def look(connection: Open, page: CasePage, tasks: list[OpenTask]) -> Situation:
    """The situation of a case as it is now."""
    sides = case.list_side_cases(connection, page.id, page.parent_id)
    running = [side.id for side in sides if side.closed_at is None and side.id != page.parent_id]
    definition = g.office.definition(connection, page.release_id, page.process)
    moments = [row.due_at for row in timers.list_timers(connection, "case", page.id) if row.due_at is not None]
    unit = people.find_unit(connection, page.unit)
    return Situation(
        case=page,
        tasks=tasks,
        deadlines=case.newest_deadlines(connection, [page.id, *running]),
        sides=sides,
        side_tasks=cases.list_waiting(connection, running) if running else {},
        next_at=min(moments, default=None),
        asked_by_people=frozenset(definition.messages),
        unit_names=cases.unit_names(connection),
        phone=unit.phone if unit else "",
    )


def tell(connection: Open, situation: Situation, *, to_subject: bool = False) -> list[str]:
    """The sentences of the next step."""
    policies = g.office.law(connection).policies
    return Teller(situation, asking.clocks(connection), policies, to_subject).lines()


def narrator(connection: Open, page: CasePage) -> Narrator:
    """Who tells what happened in this case."""
    definition = g.office.definition(connection, page.release_id, page.process)
    return Narrator(definition, g.office.law(connection).policies, asking.clocks(connection).today)


def running(situation: Situation, *, to_subject: bool = False) -> list[DeadlineLine]:
    """The deadlines that the open tasks have to keep; while there is none, those of the units that still work beside it,
    and for the office its own. Of a closed case the one within which it was decided."""
    case_id = situation.case.id
    mine = [line for (owner, _rule, _scope), line in situation.deadlines.items() if owner == case_id]
    if situation.case.closed_at is not None:
        return [line for line in mine if line.rule == f"{situation.case.process}.{DECIDE}"]
    open_ones = [line for line in mine if is_running(line)]
    bound = {(task.rule, task.scope) for task in situation.tasks}
    found = [line for line in open_ones if (line.rule, line.scope) in bound or line.state == State.ON_HOLD]
    if not found:
        waiting = [situation.deadline(side, task) for side, tasks in situation.side_tasks.items() for task in tasks]
        found = [line for line in waiting if line is not None]
    if not found and not to_subject:
        found = [line for line in open_ones if line.row.get("owner") == Party.OFFICE]
    return sorted(found, key=lambda line: (line.row.get("owner") != Party.OFFICE, line.due_on or date.max))


def badges(connection: Open, situation: Situation, *, to_subject: bool = False) -> list[tuple[Badge, int]]:
    """Their badges; each says which deadline it is about when the task does not."""
    clocks, lines = asking.clocks(connection), running(situation, to_subject=to_subject)
    bound = {(task.rule, task.scope) for task in situation.tasks}
    found = []
    for line in lines:
        badge = clocks.badge(line)
        plain = len(lines) == 1 and (line.rule, line.scope) in bound
        found.append((badge if plain else replace(badge, text=f"{line.name} {badge.text}"), line.id))
    return found
