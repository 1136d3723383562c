"""Gives newly opened tasks their last day at once, where the deadlines as last reckoned tell it; else a recount does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workflows.casework import nudging
from workflows.casework.event import Step
from workflows.casework.moments import NOT_APPLICABLE
from workflows.casework.recount import end_of_day
from workflows.casework.rows import Rows
from workflows.clock import china_instant
from workflows.law.deadlines import State
from workflows.store import facts
from workflows.store.facts import DeadlineRow, Owner
from workflows.store.tasks import NewTask
from workflows.store.timers import NewTimer

_TOLD = frozenset({State.RUNNING.value, State.MISSED.value})
"""States in which the stored day is all there is to know."""


def set_days(step: Step, rows: Rows) -> bool:
    """One read of the stored deadlines instead of a whole recount: most steps open a task of a deadline that runs.

    False when a recount must set the days of the new rows.
    """
    if not any(task.rule for task in rows.new_tasks):
        return True
    if step.desk.facts_changed or any(task.attempt > 1 for task in rows.new_tasks):
        return False
    newest = _newest(step)
    found = [newest.get((task.rule, task.scope)) for task in rows.new_tasks if task.rule]
    if any(row is None or row.state not in _TOLD for row in found):
        return False
    rows.new_tasks = [_with_day(step, task, newest) for task in rows.new_tasks]
    rows.new_timers = [_with_instant(step, nudge, newest[nudge.rule, nudge.scope]) for nudge in rows.new_timers]
    return True


def _newest(step: Step) -> Mapping[tuple[str, str], DeadlineRow]:
    """The round that began last, of each rule and scope."""
    rows = facts.list_deadlines(step.connection, Owner("case", step.case.id))
    return {(row.rule, row.scope): row for row in sorted(rows, key=lambda row: row.origin_id)}


def _with_day(step: Step, task: NewTask, newest: Mapping[tuple[str, str], DeadlineRow]) -> NewTask:
    row = newest.get((task.rule, task.scope))
    due_at = end_of_day(step.office.rhythm, task.role_group, row.due_on) if row else None
    return replace(task, due_at=due_at) if due_at else task


def _with_instant(step: Step, nudge: NewTimer, row: DeadlineRow) -> NewTimer:
    """The opening hour of its day; what lay before the task was opened is no news."""
    rule = step.desk.law.policies.rule(nudge.rule, on=step.desk.today)
    day = nudging.day_of(nudge, rule, row.due_on, step.desk.law.calendar) if rule and row.due_on else None
    due_at = china_instant(day, step.office.rhythm.opens) if day else None
    if due_at is None or (nudge.kind == "nudge" and due_at <= step.desk.now):
        return replace(nudge, due_at=None, dormant=NOT_APPLICABLE, fact_id=row.origin_id)
    return replace(nudge, due_at=due_at, dormant="", fact_id=row.origin_id)
