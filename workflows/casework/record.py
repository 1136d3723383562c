"""Writes down what a step led to: tasks, timers, effects, deadlines, journal, state; all in the step's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.casework import binding, cutting, incidents, nudging, recount
from workflows.casework.event import Step
from workflows.casework.opening import new_task, new_timer
from workflows.casework.rows import Rows, rows_before, rows_written, write_new
from workflows.engine import state as engine_state
from workflows.engine.events import Outcome
from workflows.engine.state import CaseState
from workflows.store import cases, journal, outbox, tasks, timers
from workflows.store.outbox import NewEffect


def record(step: Step, kind: str, state: CaseState | None, outcome: Outcome | None) -> bool:
    """Writes everything in the order of locks: case, registry (the actions did), numbers last.

    True when the case was closed by it.
    """
    desk, case = step.desk, step.case
    body: dict[str, Any] = dict(step.said)
    rows, is_settled = rows_before(step), True
    if outcome is not None:
        body |= _told(outcome)
        is_settled = _follow(step, rows, outcome, body)
    closed_at = desk.now if outcome is not None and outcome.ended else None
    if closed_at is not None:
        _close(step)
    if desk.facts_changed or not is_settled:
        recount.recount(step, rows)
    write_new(step, rows)
    if closed_at is not None:
        timers.drop_timers_of(desk.connection, "case", case.id)
    _do_last(step)
    if desk.notes:
        body["notes"] = desk.notes
    if outcome is not None and state is not None:
        saved = cases.SavedState(engine_state.FORMAT, engine_state.dump(state))
        cases.save_state(desk.connection, case.id, saved, is_new=step.is_first)
    head = _journal(step, kind, body)
    change = cases.CaseChange(
        _case_state(step, outcome),
        _awaits(step, outcome),
        step.handler_id,
        closed_at,
        desk.now,
        case.journal_seq + 1,
        head,
    )
    cases.save_case(desk.connection, case.id, case.revision, change)
    outbox.put(desk.connection, case.district, case.id, desk.effects, desk.now)
    return closed_at is not None


def _do_last(step: Step) -> None:
    """The last acts tell and draw numbers; a fact that one of them records is reckoned with too."""
    step.desk.facts_changed = False
    for act in step.desk.last_acts:
        act()
    if step.desk.facts_changed:
        recount.recount(step, rows_written(step))


def _told(outcome: Outcome) -> dict[str, Any]:
    """The elements that the engine passed by itself, for timeline and diagram."""
    return {"passed": [[node.process, node.element] for node in outcome.passed]}


def _follow(step: Step, rows: Rows, outcome: Outcome, body: dict[str, Any]) -> bool:
    """Makes the rows of tasks and timers equal to what waits now; false when a recount must set their days."""
    open_before = {(task.engine_task, task.attempt): task for task in rows.tasks}
    waits = {(task.task_id, task.attempt): task for task in outcome.tasks}
    closed = [task for place, task in open_before.items() if place not in waits]
    tasks.close_tasks(step.connection, [task.id for task in closed])
    rows.tasks = [task for place, task in open_before.items() if place in waits]
    rows.new_tasks = [new_task(step, task) for place, task in waits.items() if place not in open_before]
    rows.new_timers = [timer for task in rows.new_tasks for timer in nudging.timers_of(step, task)]
    is_settled = binding.set_days(step, rows)
    if rows.new_tasks:
        body["opened"] = [[task.process, task.element] for task in rows.new_tasks]
    cancelled = [[task.process, task.element] for task in closed if task.id != step.task_id]
    if cancelled:
        body["cancelled"] = cancelled
    is_settled &= _follow_timers(step, rows, outcome, {task.engine_task for task in closed})
    cutting.cut_off(step, outcome, body)
    _throw(step, outcome)
    if outcome.stuck:
        incidents.report(step, "stuck", "案件没有任何待办或等待，需要人工处理")
    for error in outcome.uncaught:
        incidents.report(
            step, "uncaught", f"流程图中的错误“{error}”没有处理，案件当作已经办完继续进行，请核对", key=error
        )
    return is_settled


def _follow_timers(step: Step, rows: Rows, outcome: Outcome, closed: set[str]) -> bool:
    """The engine's own follow what it waits for, nudges go with their task; false when something new waits."""
    waits = {timer.task_id: timer for timer in outcome.timers}
    armed_before = {row.engine_task for row in rows.timers if row.kind == "engine"}
    gone = {row.id for row in rows.timers if row.kind == "engine" and row.engine_task not in waits}
    gone |= {row.id for row in rows.timers if row.kind in {"nudge", "ladder"} and row.engine_task in closed}
    rows.timers = [row for row in rows.timers if row.id not in gone]
    new = [new_timer(step, timer) for task_id, timer in waits.items() if task_id not in armed_before]
    rows.new_timers += new
    if not outcome.ended:
        timers.drop_timers(step.connection, gone)
    return not new


def _throw(step: Step, outcome: Outcome) -> None:
    for index, message in enumerate(outcome.thrown):
        payload = {"case_id": step.case.id, "name": message.name, "scope": "", "payload": dict(message.payload)}
        step.desk.effect("case.message", f"thrown:{step.case.revision}:{index}", payload)


def _close(step: Step) -> None:
    """A closed case waits for nothing, keeps no record from others, and its parent hears of it."""
    case = step.case
    if step.desk.records:
        cases.free_records(step.connection, case.id)
    cutting.close_down(step)
    if case.parent_id is not None:
        payload = {"case_id": case.parent_id, "child_id": case.id, "process": case.process, "scope": case.scope}
        step.desk.effects.append(NewEffect("child.closed", f"{case.id}:closed", payload))


def _journal(step: Step, kind: str, body: Mapping[str, Any]) -> bytes:
    actor, case = step.desk.actor, step.case
    entry = journal.Entry(step.desk.now, actor.name, actor.on_behalf, kind, step.task_id, body)
    return journal.append(step.connection, case.id, case.journal_seq + 1, case.journal_head, entry)


def _awaits(step: Step, outcome: Outcome | None) -> list[list[str]]:
    """Name and scope of every message that the case waits for, so that pages know what may be asked of it."""
    if outcome is None:
        return step.case.awaits
    return [[message.name, message.scope] for message in outcome.messages]


def _case_state(step: Step, outcome: Outcome | None) -> str:
    """The state that the last drawn element with a `caseState` gives, of those passed and then of those entered.

    A place that the case had entered before says nothing new; the case keeps its state when nothing does.
    """
    if step.state_said or outcome is None:
        return step.state_said or step.case.state
    said = [state for node in (*outcome.passed, *outcome.entered) if (state := node.says("caseState"))]
    return said[-1] if said else step.case.state
