"""Nudges to officers and the ladder inside the office: they come from the rule, undrawn, and change nothing in the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from workflows.actions.effects import Tell
from workflows.casework.event import Step
from workflows.clock import china_day
from workflows.law.calendar import Calendar
from workflows.law.explain import offset_day
from workflows.law.roles import Role
from workflows.law.rules import Nudge, Rule, Rung
from workflows.store import facts, people
from workflows.store.people import PersonRow
from workflows.store.tasks import NewTask, TaskRow
from workflows.store.timers import NewTimer, TimerRow

TEXTS = "office/messages"
"""Where a release keeps what the office tells its own people."""


def timers_of(step: Step, task: NewTask) -> list[NewTimer]:
    """The moments at which an open task nudges its holder, and those at which it climbs the ladder."""
    rule = step.desk.law.policies.rule(task.rule, on=step.desk.today) if task.rule else None
    if rule is None or task.role_group.startswith(f"{Role.SUBJECT}@"):
        return []
    steps = [("nudge", str(index)) for index in range(len(rule.nudges))]
    steps += [("ladder", str(rung.level)) for rung in rule.ladder]
    return [
        NewTimer(
            district=task.district,
            owner_kind="case",
            owner_id=task.case_id,
            kind=kind,
            engine_task=task.engine_task,
            moment="offset",
            rule=task.rule,
            offset=offset,
            scope=task.scope,
        )
        for kind, offset in steps
    ]


def nudge(step: Step, row: TimerRow) -> None:
    """Tells those whom the rule names that the task is due; each gets one letter for this moment."""
    rule = _rule_of(step, row)
    task = next((task for task in step.found.tasks if task.engine_task == row.engine_task), None)
    found = _find(rule, row) if rule is not None else None
    if found is None or task is None:
        return
    level = found.level if isinstance(found, Rung) else 0
    names = {"task": task.title, "due": _last_day(task), "level": level}
    message = "nudge" if level == 0 else "escalation"
    told = tell(step, message, _receivers(step, task, found.tell), names, f"{row.occurrence}:{row.id}:{row.due_at}")
    step.said |= {"title": task.title, "level": level, "told": told}


def tell(step: Step, message: str, receivers: Iterable[PersonRow], names: Mapping[str, Any], key: str) -> list[str]:
    """One letter of the office to each; returns their names. `key` tells this occasion from every other of the case."""
    told = []
    case = step.case
    known = {"case_no": case.number, "ent_short": case.subject_name, "url": f"/w/cases/{case.number}", **names}
    for person in receivers:
        letter = Tell(message, f"{TEXTS}/{message}.toml", message, person.id, None, "", "", known)
        step.desk.effect(Tell.kind, f"{message}:{key}:{person.id}", asdict(letter))
        told.append(person.name)
    return told


def _last_day(task: TaskRow) -> str:
    """The day that is over when the task is late."""
    return china_day(task.due_at - timedelta(seconds=1)).isoformat()


def handler_or(step: Step, role: Role, unit: str) -> Sequence[PersonRow]:
    """The handler of the case when an officer of its unit is meant, else everybody who has the role there.

    The credit office is one for the district: its people stand in a unit of their own.
    """
    if role is Role.OFFICER and unit == step.case.unit and step.handler_id is not None:
        handler = people.find_by_id(step.connection, step.handler_id)
        if handler is not None and not handler.disabled:
            return [handler]
    if role is Role.CREDIT_OFFICE:
        units = people.list_units(step.connection)
        return [person for one in units for person in people.list_holders(step.connection, role, one.code)]
    return people.list_holders(step.connection, role, unit)


def day_of(row: TimerRow | NewTimer, rule: Rule, due_on: date, calendar: Calendar) -> date | None:
    """The day of a nudge or of a level of the ladder; None when the rule no longer has it."""
    found = _find(rule, row)
    return offset_day(found.at, due_on, calendar) if found else None


def _rule_of(step: Step, row: TimerRow) -> Rule | None:
    """The row of policy that the deadline runs by: that of the day on which it began."""
    start = facts.find_fact(step.connection, row.fact_id) if row.fact_id is not None else None
    return step.desk.law.policies.rule(row.rule, on=start.on if start else step.desk.today, today=step.desk.today)


def _find(rule: Rule, row: TimerRow | NewTimer) -> Nudge | Rung | None:
    if row.kind == "ladder":
        return next((rung for rung in rule.ladder if str(rung.level) == row.offset), None)
    return next((nudge for index, nudge in enumerate(rule.nudges) if str(index) == row.offset), None)


def _receivers(step: Step, task: TaskRow, roles: tuple[Role, ...]) -> list[PersonRow]:
    """The holder of the task first, or its whole group; then everybody in the roles that the rule names."""
    role, _, unit = task.role_group.partition("@")
    found: dict[int, PersonRow] = {}
    holder = people.find_by_id(step.connection, task.assignee_id) if task.assignee_id else None
    for person in [holder] if holder else people.list_holders(step.connection, role, unit):
        found[person.id] = person
    for wanted in roles:
        if wanted.value != role:
            for person in handler_or(step, wanted, unit):
                found.setdefault(person.id, person)
    return list(found.values())
