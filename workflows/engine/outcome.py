"""What the engine tells after a step: who and what is waited for now, and what the step passed, threw and cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.util.task import TaskState

from workflows.engine import language
from workflows.engine.definition import Definition, Node
from workflows.engine.events import OpenTask, Outcome, ThrownMessage, Undone, WaitingMessage, WaitingTimer
from workflows.engine.sendback import is_act, operator_of, tasks_after
from workflows.engine.state import CaseState
from workflows.engine.timers import TimerName

_STANDS = TaskState.READY | TaskState.WAITING | TaskState.STARTED


@dataclass(frozen=True, slots=True)
class Before:
    """What there was before the step: the places where the case stood, and the branches that ran."""

    places: frozenset[Any]
    branches: Mapping[Any, Any]

    @classmethod
    def of(cls, state: CaseState) -> Before:
        running = {key: inner for key, inner in state.workflow.subprocesses.items() if not inner.completed}
        return cls(frozenset((task.id, state.attempt(str(task.id))) for task in standing(state)), running)


def all_tasks(state: CaseState) -> Iterator[Any]:
    """Every task of the case that may still matter; called processes that have ended do not."""
    yield from state.workflow.tasks.values()
    for inner in state.workflow.subprocesses.values():
        if not inner.completed:
            yield from inner.tasks.values()


def standing(state: CaseState) -> Iterator[Any]:
    """The drawn places where the case stands: open tasks, waiting events, running calls."""
    return (task for task in all_tasks(state) if task.has_state(_STANDS) and task.task_spec.bpmn_id is not None)


def awaited_by(task: Any) -> list[tuple[Any, str]]:
    """Each event a waiting place listens to, with the element that draws it (an event gateway has several)."""
    awaited = task.task_spec.event_definition
    if isinstance(awaited, MultipleEventDefinition):
        return [(d, o.bpmn_id) for d, o in zip(awaited.event_definitions, task.task_spec.outputs, strict=True)]
    return [(awaited, task.task_spec.bpmn_id)]


def waiting_events(state: CaseState) -> Iterator[tuple[Any, Any, str]]:
    """Each waiting task with each event that it listens to and the element that draws the event."""
    for task in state.workflow.event_manager.tasks.values():
        if task.state == TaskState.WAITING:
            for awaited, element in awaited_by(task):
                yield task, awaited, element


def scope_of(definition: Definition, task: Any, element: str) -> str:
    """The scope that a waiting message names, worked out from the data of its place."""
    said = definition.node(task.workflow.spec.name, element).says("scope")
    return str(language.evaluate(said, task.data)) if said else ""


def outcome_of(
    definition: Definition, state: CaseState, before: Before, passed: Iterable[Any], gone_back_over: Iterable[Any]
) -> Outcome:
    workflow = state.workflow
    tasks = tuple(
        OpenTask(str(task.id), state.attempt(str(task.id)), _node(definition, task), task.data)
        for task in all_tasks(state)
        if task.state == TaskState.READY and task.task_spec.manual
    )
    timers, messages = _waits(definition, state)
    events = workflow.get_events()
    cut = {key: inner for key, inner in before.branches.items() if _is_cut_off(workflow, key)}
    undone = {task.id: task for inner in cut.values() for task in tasks_after(inner.task_tree) if is_act(task)}.values()
    ended = bool(workflow.completed)
    return Outcome(
        tasks=tasks,
        timers=timers,
        messages=messages,
        passed=tuple(_drawn(definition, passed)),
        thrown=tuple(_thrown(events)),
        cancelled=tuple(map(str, cut)),
        ended=ended,
        stuck=not ended and not (tasks or timers or messages),
        names=workflow.data if ended else {},
        entered=tuple(_drawn(definition, _entered(state, before))),
        undone=(*_undone(gone_back_over, is_cut_off=False), *_undone(undone, is_cut_off=True)),
        uncaught=tuple(
            _said(e.event_definition) for e in events if isinstance(e.event_definition, ErrorEventDefinition)
        ),
    )


def _waits(definition: Definition, state: CaseState) -> tuple[tuple[WaitingTimer, ...], tuple[WaitingMessage, ...]]:
    timers: list[WaitingTimer] = []
    messages: list[WaitingMessage] = []
    for task, awaited, element in waiting_events(state):
        node = definition.node(task.workflow.spec.name, element)
        if isinstance(awaited, TimerEventDefinition):
            timers.append(WaitingTimer(str(task.id), node, TimerName.read(task.internal_data["event_value"])))
        elif isinstance(awaited, MessageEventDefinition):
            messages.append(WaitingMessage(str(task.id), node, awaited.name, scope_of(definition, task, element)))
    return tuple(timers), tuple(messages)


def _is_cut_off(workflow: Any, key: Any) -> bool:
    """Cancelled by an event, or gone because the case was sent back over it."""
    return key not in workflow.subprocesses or workflow.get_task_from_id(key).state == TaskState.CANCELLED


def _entered(state: CaseState, before: Before) -> list[Any]:
    new = [task for task in standing(state) if (task.id, state.attempt(str(task.id))) not in before.places]
    return sorted(new, key=lambda task: task.workflow.depth)


def _thrown(events: Iterable[Any]) -> Iterator[ThrownMessage]:
    for event in events:
        if isinstance(event.event_definition, MessageEventDefinition):
            payload = event.payload if isinstance(event.payload, Mapping) else {"value": event.payload}
            yield ThrownMessage(event.event_definition.name, payload)


def _undone(tasks: Iterable[Any], *, is_cut_off: bool) -> Iterator[Undone]:
    for task in tasks:
        said = task.task_spec.operation_params.items()
        parameters = {name: language.evaluate(one["value"], task.data) for name, one in said}
        yield Undone(operator_of(task), parameters, is_cut_off)


def _said(error: Any) -> str:
    return str(error.name or error.code or "")


def _node(definition: Definition, task: Any) -> Node:
    return definition.node(task.workflow.spec.name, task.task_spec.bpmn_id)


def _drawn(definition: Definition, tasks: Iterable[Any]) -> Iterator[Node]:
    """The drawn elements among them; the engine's own splits and joins are not drawn."""
    for task in tasks:
        key = (task.workflow.spec.name, task.task_spec.bpmn_id)
        if key in definition.nodes:
            yield definition.nodes[key]
