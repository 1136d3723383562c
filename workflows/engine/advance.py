"""The one executor: takes a case from rest to rest by one event and tells what then waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition, TimerEventDefinition
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from workflows.engine import language, pruning, sendback
from workflows.engine.definition import Definition, Node
from workflows.engine.environment import Actions
from workflows.engine.events import (
    Abandon,
    Begin,
    CompleteTask,
    Deliver,
    Event,
    FireTimer,
    Look,
    NotWaiting,
    Outcome,
    SendBack,
    SeveralWaiting,
)
from workflows.engine.outcome import Before, all_tasks, awaited_by, outcome_of, scope_of, waiting_events
from workflows.engine.state import CaseState
from workflows.errors import AlreadyDone, BadAnswers, BadDiagram, Refusal

STEP_BUDGET = 500
"""Automatic elements that one step may pass before it is taken for an endless loop."""


def advance(definition: Definition, state: CaseState, event: Event, actions: Actions) -> Outcome:
    """Applies the event and runs the case to rest.

    The state is changed in place; after any exception it is dirty and must be dropped.
    Raises AlreadyDone when the task is not open at this attempt, NotWaiting when no place waits for the message,
    SeveralWaiting when several do, BadAnswers for data the engine cannot keep, NotAvailable when it cannot be sent
    back, BadDiagram when the diagram cannot go on, and whatever an action refuses.
    """
    state.engine.actions = actions
    passed: list[Any] = []
    before = Before.of(state)
    try:
        gone_back_over = _apply(definition, state, event, actions)
        _settle(state, passed)
        found = outcome_of(definition, state, before, passed, gone_back_over)
    except SpiffWorkflowException as problem:
        raise _refusal(definition, problem) from problem
    finally:
        state.engine.actions = None
    if not found.ended:
        pruning.prune(state.workflow)
    return found


def list_ways_back(
    definition: Definition, state: CaseState, task_id: str, attempt: int, actions: Actions
) -> tuple[Node, ...]:
    """The elements that an open task can be sent back to, the nearest first. Raises AlreadyDone."""
    found = sendback.list_ways_back(_open_task(state, task_id, attempt), actions)
    return tuple(definition.node(task.workflow.spec.name, task.task_spec.bpmn_id) for task in found)


def _apply(definition: Definition, state: CaseState, event: Event, actions: Actions) -> list[Any]:
    """Returns the acts that the event goes back over."""
    match event:
        case Begin(names):
            state.workflow.task_tree.data.update(_clean(names))
        case CompleteTask(task_id, attempt, answers):
            task = _open_task(state, task_id, attempt)
            task.task_spec.add_data_from_form(task, _clean(answers))
            task.run()
        case FireTimer(task_id):
            _fire(_waiting(state, task_id))
        case Deliver(name, scope, payload):
            _deliver(definition, state, name, scope, _clean(payload))
        case SendBack(task_id, attempt, to):
            return _send_back(state, _open_task(state, task_id, attempt), to, actions)
        case Abandon():
            state.workflow.cancel()
        case Look():
            pass
        case _:
            raise TypeError(f"unknown event {event!r}")
    return []


def _settle(state: CaseState, passed: list[Any]) -> None:
    """Runs automatic elements until only people, timers and messages are waited for."""

    def count(task: Any) -> None:
        passed.append(task)
        if len(passed) > STEP_BUDGET:
            raise BadDiagram(
                f"流程在一步内经过了 {STEP_BUDGET} 多个自动环节仍没有停下，可能没有出口",
                english="The process passes automatic elements without end.",
                element=task.task_spec.bpmn_id,
            )

    def forget(task: Any) -> None:
        # An event gateway would keep the event that it saw, which cannot be stored and is not asked for again.
        task.internal_data.pop("seen_events", None)

    workflow = state.workflow
    while not workflow.completed:
        workflow.do_engine_steps(will_complete_task=count, did_complete_task=forget)
        if not any(t.state == TaskState.READY and not t.task_spec.manual for t in all_tasks(state)):
            return


def _open_task(state: CaseState, task_id: str, attempt: int) -> Any:
    task = next((t for t in all_tasks(state) if str(t.id) == task_id), None)
    is_open = task is not None and task.state == TaskState.READY and task.task_spec.manual
    if not is_open or state.attempt(task_id) != attempt:
        raise AlreadyDone(task=task_id)
    return task


def _waiting(state: CaseState, task_id: str) -> Any:
    task = state.workflow.event_manager.tasks.get(UUID(task_id))
    if task is None or task.state != TaskState.WAITING or _timer_of(task) is None:
        raise AlreadyDone(task=task_id)
    return task


def _timer_of(task: Any) -> Any | None:
    return next((d for d, _ in awaited_by(task) if isinstance(d, TimerEventDefinition)), None)


def _fire(task: Any) -> None:
    timer = _timer_of(task)
    if isinstance(timer, CycleTimerEventDefinition):
        task.internal_data["told"] = True
    else:
        task.task_spec.catch(task, BpmnEvent(timer))
    task.task_spec._update(task)


def _deliver(definition: Definition, state: CaseState, name: str, scope: str, payload: Mapping[str, Any]) -> None:
    found = [
        (task, awaited)
        for task, awaited, element in waiting_events(state)
        if isinstance(awaited, MessageEventDefinition)
        and awaited.name == name
        and scope_of(definition, task, element) == scope
    ]
    if not found:
        raise NotWaiting("案件目前不等待这一消息", english="Nothing waits for this.", message=name, scope=scope)
    if len(found) > 1:
        raise SeveralWaiting(
            "案件有多处等待这一消息", english="Several places wait for this.", message=name, scope=scope
        )
    task, awaited = found[0]
    task.task_spec.catch(task, BpmnEvent(awaited, dict(payload)))
    task.task_spec._update(task)


def _send_back(state: CaseState, task: Any, to: str, actions: Actions) -> list[Any]:
    """Opens the latest done task of element `to` again, and tells the acts that lay between."""
    target = sendback.find_way_back(task, to, actions)
    between = [one for one in sendback.tasks_after(target) if sendback.is_act(one)]
    sendback.reopen(target)
    task_id = str(target.id)
    state.attempts[task_id] = state.attempt(task_id) + 1
    return between


def _clean(given: Mapping[str, Any]) -> dict[str, Any]:
    """Only what JSON keeps, bounded, and no key that the library's reader would take for an object of its own."""
    try:
        kept: Any = language.fit_to_keep(_plain(given))
    except language.BadExpression as problem:
        raise BadAnswers(f"填写内容不能保存：{problem.sentence}", english=problem.english) from problem
    return dict(kept)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _refusal(definition: Definition, problem: SpiffWorkflowException) -> Refusal:
    """What the library says about a diagram that cannot go on; a refusal that it wrapped comes out again."""
    inner: BaseException | None = problem
    while inner is not None:
        if isinstance(inner, Refusal):
            return inner
        inner = inner.__cause__ or inner.__context__
    spec = getattr(problem, "task_spec", None)
    element = str(getattr(spec, "bpmn_id", None) or getattr(spec, "name", ""))
    name = next((node.name for node in definition.nodes.values() if node.element == element and node.name), element)
    return BadDiagram(
        f"流程在“{name}”处无法继续：{problem}",
        english=f"The process cannot go on at {name}.",
        element=element,
    )
