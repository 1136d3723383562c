"""The rows of what waits in a case while a step is made: those that stay, and new ones, written once their day is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflows.casework.event import Step
from workflows.store import tasks, timers
from workflows.store.tasks import NewTask, TaskRow
from workflows.store.timers import NewTimer, TimerRow


@dataclass(slots=True)
class Rows:
    """What waits in the case by now."""

    tasks: list[TaskRow]
    timers: list[TimerRow]
    new_tasks: list[NewTask] = field(default_factory=list)
    new_timers: list[NewTimer] = field(default_factory=list)


def rows_before(step: Step) -> Rows:
    """What waited before the step, without the timer that made it."""
    fired = step.fired.id if step.fired else 0
    return Rows(list(step.found.tasks), [row for row in step.found.timers if row.id != fired])


def rows_written(step: Step) -> Rows:
    """What waits by what the step has written so far."""
    waiting = timers.list_timers(step.connection, "case", step.case.id)
    return Rows(list(tasks.list_tasks(step.connection, step.case.id)), list(waiting))


def write_new(step: Step, rows: Rows) -> None:
    tasks.open_tasks(step.connection, rows.new_tasks)
    timers.add_timers(step.connection, rows.new_timers)
