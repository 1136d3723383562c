"""The one executor: takes a case from rest to rest by one event and tells what then waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition, TimerEventDefinition
from SpiffWorkflow.util.task import TaskState

from workflows.engine import language
from workflows.engine.definition import Definition, Node
from workflows.engine.environment import Actions
from workflows.engine.events import (
    Abandon,
    Begin,
    CompleteTask,
    Deliver,
    Event,
    FireTimer,
    OpenTask,
    Outcome,
    SendBack,
    ThrownMessage,
    WaitingMessage,
    WaitingTimer,
)
from workflows.engine.state import CaseState
from workflows.engine.timers import TimerName
from workflows.errors import AlreadyDone, BadAnswers, Conflict, NotAvailable

STEP_BUDGET = 500
"""Automatic elements that one step may pass before it is taken for an endless loop."""

DEEPEST = 20
"""How deep answers may be nested."""


def advance(definition: Definition, state: CaseState, event: Event, actions: Actions) -> Outcome:
    """Applies the event and runs the case to rest.

    The state is changed in place; after any exception it is dirty and must be dropped.
    Raises AlreadyDone when the task is not open at this attempt, NotAvailable when no place waits for the
    message, Conflict when several do, BadAnswers for data the engine cannot keep.
    """
    state.engine.actions = actions
    passed: list[Any] = []
    try:
        _apply(definition, state, event, actions)
        _settle(state, passed)
    finally:
        state.engine.actions = None
    return _outcome(definition, state, passed)


def _apply(definition: Definition, state: CaseState, event: Event, actions: Actions) -> None:
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
            _send_back(state, _open_task(state, task_id, attempt), to, actions)
        case Abandon():
            state.workflow.cancel()
        case _:
            raise TypeError(f"unknown event {event!r}")


def _settle(state: CaseState, passed: list[Any]) -> None:
    """Runs automatic elements until only people, timers and messages are waited for."""

    def count(task: Any) -> None:
        passed.append(task)
        if len(passed) > STEP_BUDGET:
            raise RuntimeError(f"more than {STEP_BUDGET} automatic elements in one step, last {task.task_spec.name}")

    workflow = state.workflow
    while not workflow.completed:
        workflow.do_engine_steps(will_complete_task=count)
        if not any(t.state == TaskState.READY and not t.task_spec.manual for t in _all_tasks(state)):
            return


def _all_tasks(state: CaseState) -> Iterator[Any]:
    yield from state.workflow.tasks.values()
    for inner in state.workflow.subprocesses.values():
        if not inner.completed:
            yield from inner.tasks.values()


def _open_task(state: CaseState, task_id: str, attempt: int) -> Any:
    task = next((t for t in _all_tasks(state) if str(t.id) == task_id), None)
    if task is None or task.state != TaskState.READY or state.attempt(task_id) != attempt:
        raise AlreadyDone(task=task_id)
    return task


def _waiting(state: CaseState, task_id: str) -> Any:
    task = state.workflow.event_manager.tasks.get(UUID(task_id))
    if task is None or task.state != TaskState.WAITING:
        raise AlreadyDone(task=task_id)
    return task


def _definitions(task: Any) -> list[tuple[Any, str]]:
    """Each event a waiting place listens to, with the element that draws it (an event gateway has several)."""
    awaited = task.task_spec.event_definition
    if isinstance(awaited, MultipleEventDefinition):
        return [(d, o.bpmn_id) for d, o in zip(awaited.event_definitions, task.task_spec.outputs, strict=True)]
    return [(awaited, task.task_spec.bpmn_id)]


def _fire(task: Any) -> None:
    timer = next(d for d, _ in _definitions(task) if isinstance(d, TimerEventDefinition))
    if isinstance(timer, CycleTimerEventDefinition):
        task.internal_data["told"] = True
    else:
        task.task_spec.catch(task, BpmnEvent(timer))
    task.task_spec._update(task)


def _deliver(definition: Definition, state: CaseState, name: str, scope: str, payload: Mapping[str, Any]) -> None:
    found = [
        (task, awaited)
        for task in state.workflow.event_manager.tasks.values()
        for awaited, element in _definitions(task)
        if task.state == TaskState.WAITING
        and isinstance(awaited, MessageEventDefinition)
        and awaited.name == name
        and _scope(definition, task, element) == scope
    ]
    if not found:
        raise NotAvailable("案件目前不等待这一消息", message=name, scope=scope)
    if len(found) > 1:
        raise Conflict("案件有多处等待这一消息", message=name, scope=scope)
    task, awaited = found[0]
    task.task_spec.catch(task, BpmnEvent(awaited, dict(payload)))
    task.task_spec._update(task)


def _scope(definition: Definition, task: Any, element: str) -> str:
    said = definition.node(task.workflow.spec.name, element).says("scope")
    return str(language.evaluate(said, task.data)) if said else ""


def _send_back(state: CaseState, task: Any, to: str, actions: Actions) -> None:
    """Opens the latest done task of element `to` again, unless an act that stands lies between."""
    target = task.parent
    while target is not None and not (target.task_spec.bpmn_id == to and target.task_spec.manual):
        _refuse_to_cross(target, actions)
        target = target.parent
    if target is None or target.state != TaskState.COMPLETED:
        raise NotAvailable("不能退回到这一步", element=to)
    state.workflow.reset_from_task_id(target.id)
    task_id = str(target.id)
    state.attempts[task_id] = state.attempt(task_id) + 1


def _refuse_to_cross(passed: Any, actions: Actions) -> None:
    """Walks back along completed tasks only; a call activity counts with everything done inside it."""
    inner = passed.workflow.top_workflow.subprocesses.get(passed.id)
    for task in [passed, *(inner.tasks.values() if inner is not None else ())]:
        operator = getattr(task.task_spec, "operation_name", None)
        if operator and task.state == TaskState.COMPLETED and actions.stands(operator):
            raise NotAvailable(
                "中间已有发出的文书或已生效的登记，不能退回；请用更正或撤销办理", element=task.task_spec.bpmn_id
            )


def _clean(given: Mapping[str, Any]) -> dict[str, Any]:
    """Only what JSON keeps, and no key that the library's reader would take for an object of its own."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in _looked_at(given, 0).items()}


def _looked_at(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise BadAnswers("填写内容嵌套过深")
    if isinstance(value, Mapping):
        wrong = [key for key in value if not isinstance(key, str) or key == "typename"]
        if wrong:
            raise BadAnswers(f"不能使用的名称：{wrong[0]!r}")
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    for item in inner:
        _looked_at(item, depth + 1)
    if not isinstance(value, str | int | float | bool | Mapping | list | tuple | None):
        raise BadAnswers(f"不能保存的内容：{type(value).__name__}")
    return value


def _outcome(definition: Definition, state: CaseState, passed: list[Any]) -> Outcome:
    workflow = state.workflow
    tasks = tuple(
        OpenTask(str(t.id), state.attempt(str(t.id)), _node(definition, t), t.data)
        for t in _all_tasks(state)
        if t.state == TaskState.READY and t.task_spec.manual
    )
    timers: list[WaitingTimer] = []
    messages: list[WaitingMessage] = []
    for task in workflow.event_manager.tasks.values():
        if task.state != TaskState.WAITING:
            continue
        for awaited, element in _definitions(task):
            node = definition.node(task.workflow.spec.name, element)
            if isinstance(awaited, TimerEventDefinition):
                timers.append(WaitingTimer(str(task.id), node, TimerName.read(task.internal_data["event_value"])))
            elif isinstance(awaited, MessageEventDefinition):
                scope = _scope(definition, task, element)
                messages.append(WaitingMessage(str(task.id), node, awaited.name, scope))
    thrown = tuple(
        ThrownMessage(e.event_definition.name, e.payload or {})
        for e in workflow.get_events()
        if isinstance(e.event_definition, MessageEventDefinition)
    )
    ended = bool(workflow.completed)
    alive = any(t.has_state(TaskState.READY | TaskState.WAITING | TaskState.STARTED) for t in _all_tasks(state))
    return Outcome(
        tasks,
        tuple(timers),
        tuple(messages),
        tuple(_drawn(definition, passed)),
        thrown,
        tuple(str(i) for i in workflow.subprocesses if workflow.get_task_from_id(i).state == TaskState.CANCELLED),
        ended,
        stuck=not ended and not alive,
        names=workflow.data if ended else {},
    )


def _node(definition: Definition, task: Any) -> Node:
    return definition.node(task.workflow.spec.name, task.task_spec.bpmn_id)


def _drawn(definition: Definition, passed: list[Any]) -> Iterator[Node]:
    """The drawn elements among those the engine passed; its own splits and joins are not drawn."""
    for task in passed:
        key = (task.workflow.spec.name, task.task_spec.bpmn_id)
        if key in definition.nodes:
            yield definition.nodes[key]
