"""Recounts the deadlines of a case from its facts and sets every waiting row by them: arms, moves or puts to sleep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from workflows.casework import holding, incidents, moments, occurrences
from workflows.casework.event import Step
from workflows.casework.office import Rhythm
from workflows.casework.reckoning import Bound, Reckoned, owner_of, reckon_case
from workflows.clock import china_instant, day_end
from workflows.law.roles import Role
from workflows.store import facts, tasks, timers
from workflows.store.base import FAR
from workflows.store.facts import Moved
from workflows.store.tasks import TaskRow
from workflows.store.timers import TimerRow


def recount(step: Step) -> None:
    """Runs at the end of every step that changed a fact, a hold or an extension, or opened a timer.

    Writes deadlines, due days of tasks and instants of timers; journals each day and each moment that moved, old and
    new, with the reason.
    """
    owner, reckoned = owner_of(step), reckon_case(step)
    moved = facts.replace_deadlines(step.connection, owner, reckoned.deadlines.values())
    _tell_moved(step, moved)
    open_tasks = tasks.list_tasks(step.connection, step.case.id)
    for task in open_tasks:
        due_at = task_due_at(step.office.rhythm, task, reckoned) or FAR
        if due_at != task.due_at:
            tasks.set_due(step.connection, task.id, due_at)
    opened = {task.engine_task: task.opened_at for task in open_tasks}
    rows = timers.list_timers(step.connection, owner.kind, owner.id)
    for row in rows:
        if row.rule and row.kind != holding.KIND:
            _set_timer(step, row, reckoned, opened)
    held = [row for row in rows if row.kind == holding.KIND]
    if held or any(hold.ended_on is None for hold in reckoned.holds):
        holding.follow(step, held, reckoned.fired)
    occurrences.report_premature(step, reckoned, moved)


def _tell_moved(step: Step, moved: Iterable[Moved]) -> None:
    for change in moved:
        said = change.after or change.before
        if said is not None:
            old = change.before.due_on if change.before else None
            new = change.after.due_on if change.after else None
            step.desk.note("deadline", rule=said.rule, scope=said.scope, old=_iso(old), new=_iso(new), state=said.state)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def task_due_at(rhythm: Rhythm, task: TaskRow, reckoned: Reckoned) -> datetime | None:
    """When the task's day ends: at closing time for the office, at midnight for a subject; None without a deadline."""
    deadline = reckoned.deadline(task.rule, task.scope)
    return end_of_day(rhythm, task.role_group, deadline.due_on) if deadline else None


def end_of_day(rhythm: Rhythm, role_group: str, due_on: date | None) -> datetime | None:
    """The instant at which the last day is over for those who work on the task."""
    if due_on is None:
        return None
    if role_group.startswith(f"{Role.SUBJECT}@"):
        return day_end(due_on)
    return china_instant(due_on, rhythm.closes)


def _set_timer(step: Step, row: TimerRow, reckoned: Reckoned, opened: Mapping[str, datetime]) -> None:
    """A row binds to the round that runs when it has none, and follows only its own fact's superseding afterwards."""
    bound = Bound(row.rule, row.scope, row.fact_id) if row.fact_id else reckoned.running(row.rule, row.scope)
    if bound is None:
        due_at, dormant = None, moments.NOT_STARTED
    else:
        due_at, dormant = moments.setting_of(step, row, bound, reckoned, opened.get(row.engine_task))
    fact_id = bound.fact_id if bound else None
    if (due_at, dormant, fact_id) == (row.due_at, row.dormant, row.fact_id):
        return
    timers.set_timer(step.connection, row.id, due_at, dormant, fact_id)
    if row.kind == "engine":
        _tell_timer(step, row, due_at, dormant)
    if dormant == moments.LATE_KNOWLEDGE != row.dormant and bound is not None:
        _report_late_knowledge(step, row, bound, reckoned)


def _tell_timer(step: Step, row: TimerRow, due_at: datetime | None, dormant: str) -> None:
    old = row.due_at.isoformat() if row.due_at else row.dormant
    new = due_at.isoformat() if due_at else dormant
    if old != new:
        step.desk.note("timer", rule=row.rule, moment=row.moment, offset=row.offset, scope=row.scope, old=old, new=new)


def _report_late_knowledge(step: Step, row: TimerRow, bound: Bound, reckoned: Reckoned) -> None:
    """A drawn act whose instant had passed before its fact was known does not happen by itself."""
    deadline = reckoned.deadlines[bound]
    sentence = f"逾期后补录，请核对：“{deadline.rule.name}”的起算事实在期满后才补录，后果未自动发生"
    key = f"{':'.join(map(str, bound))}:{row.occurrence}:{deadline.start_fact_id}"
    incidents.report(step, "late-knowledge", sentence, key=key)
