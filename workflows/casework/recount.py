"""Recounts the deadlines of a case from its facts and sets every waiting row by them: arms, moves or puts to sleep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from workflows.casework import holding, incidents, moments, occurrences
from workflows.casework.event import Step
from workflows.casework.office import Rhythm
from workflows.casework.reckoning import Bound, Reckoned, owner_of, reckon_case
from workflows.casework.rows import Rows
from workflows.clock import china_instant, day_end
from workflows.law.roles import Role
from workflows.store import facts, tasks, timers
from workflows.store.base import FAR
from workflows.store.facts import Moved
from workflows.store.tasks import NewTask, TaskRow
from workflows.store.timers import NewTimer, TimerRow

_Task = TypeVar("_Task", TaskRow, NewTask)
_Timer = TypeVar("_Timer", TimerRow, NewTimer)


def recount(step: Step, rows: Rows) -> None:
    """Runs at the end of every step that changed a fact, a hold or an extension, or opened a timer.

    Writes deadlines, and due days of tasks and instants of timers into the rows that stay; new rows get theirs before
    they are written. Journals each day and each moment that moved, old and new, with the reason.
    """
    reckoned = reckon_case(step)
    moved = facts.replace_deadlines(step.connection, owner_of(step), reckoned.stored, reckoned.deadlines.values())
    _tell_moved(step, moved)
    _set_days(step, rows, reckoned)
    _set_timers(step, rows, reckoned)
    held = [row for row in rows.timers if row.kind == holding.KIND]
    if held or any(hold.ended_on is None for hold in reckoned.holds):
        holding.follow(step, held, reckoned.fired)
    occurrences.report_premature(step, reckoned, moved)


def _set_days(step: Step, rows: Rows, reckoned: Reckoned) -> None:
    def with_day(task: _Task) -> _Task:
        return replace(task, due_at=task_due_at(step.office.rhythm, task, reckoned) or FAR)

    set_anew = [with_day(task) for task in rows.tasks]
    tasks.set_days(step.connection, [new for old, new in zip(rows.tasks, set_anew, strict=True) if new != old])
    rows.tasks, rows.new_tasks = set_anew, [with_day(task) for task in rows.new_tasks]


def _set_timers(step: Step, rows: Rows, reckoned: Reckoned) -> None:
    opened = {task.engine_task: task.opened_at for task in rows.tasks}
    opened |= {task.engine_task: task.opened_at for task in rows.new_tasks}

    def with_instant(row: _Timer) -> _Timer:
        return _set_timer(step, row, reckoned, opened) if row.rule and row.kind != holding.KIND else row

    set_anew = [with_instant(row) for row in rows.timers]
    timers.set_timers(step.connection, [new for old, new in zip(rows.timers, set_anew, strict=True) if new != old])
    rows.timers, rows.new_timers = set_anew, [with_instant(row) for row in rows.new_timers]


def _tell_moved(step: Step, moved: Iterable[Moved]) -> None:
    for change in moved:
        said = change.after or change.before
        if said is not None:
            old = change.before.due_on if change.before else None
            new = change.after.due_on if change.after else None
            step.desk.note("deadline", rule=said.rule, scope=said.scope, old=_iso(old), new=_iso(new), state=said.state)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def task_due_at(rhythm: Rhythm, task: TaskRow | NewTask, reckoned: Reckoned) -> datetime | None:
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


def _set_timer(step: Step, row: _Timer, reckoned: Reckoned, opened: Mapping[str, datetime]) -> _Timer:
    """A row binds to the round that runs when it has none, and follows only its own fact's superseding afterwards."""
    bound = Bound(row.rule, row.scope, row.fact_id) if row.fact_id else reckoned.running(row.rule, row.scope)
    if bound is None:
        due_at, dormant = None, moments.NOT_STARTED
    else:
        due_at, dormant = moments.setting_of(step, row, bound, reckoned, opened.get(row.engine_task))
    if row.kind == "engine":
        _tell_timer(step, row, due_at, dormant)
    if dormant == moments.LATE_KNOWLEDGE != row.dormant and bound is not None:
        _report_late_knowledge(step, row, bound, reckoned)
    return replace(row, due_at=due_at, dormant=dormant, fact_id=bound.fact_id if bound else None)


def _tell_timer(step: Step, row: TimerRow | NewTimer, due_at: datetime | None, dormant: str) -> None:
    old = row.due_at.isoformat() if row.due_at else row.dormant
    new = due_at.isoformat() if due_at else dormant
    if old != new:
        step.desk.note("timer", rule=row.rule, moment=row.moment, offset=row.offset, scope=row.scope, old=old, new=new)


def _report_late_knowledge(step: Step, row: TimerRow | NewTimer, bound: Bound, reckoned: Reckoned) -> None:
    """A drawn act whose instant had passed before its fact was known does not happen by itself."""
    deadline = reckoned.deadlines[bound]
    sentence = f"逾期后补录，请核对：“{deadline.rule.name}”的起算事实在期满后才补录，后果未自动发生"
    key = f"{':'.join(map(str, bound))}:{row.occurrence}:{deadline.start_fact_id}"
    incidents.report(step, "late-knowledge", sentence, key=key)
