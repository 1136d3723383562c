"""Case state ↔ bytes, with a format version; the specs are never stored, the live objects are kept for the next step."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from importlib.metadata import version
from threading import Lock
from typing import Any
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter, TaskConverter
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator, TaskState

from workflows.engine import packing
from workflows.engine.definition import Definition
from workflows.engine.environment import SafeEngine

FORMAT = 2
"""Raised whenever the bytes change their shape; `restore` then carries the upgrade. 1 was the whole as compressed JSON."""

LIBRARY = version("spiffworkflow")
"""Which edition of the engine library wrote a state; kept with it, for whoever has to read it years later."""

_DEEP = 1_000_000


class _Deep:
    """The library loses tasks below depth 1000 without a word, and keeps removed ones waiting; a case must do neither."""

    tasks: dict[UUID, Any]

    def get_tasks_iterator(self, first_task: Any = None, **wanted: Any) -> Any:
        wanted.setdefault("max_depth", _DEEP)
        return super().get_tasks_iterator(first_task, **wanted)  # type: ignore[misc]

    def update_waiting_tasks(self) -> None:
        for task in TaskIterator(self.task_tree, state=TaskState.WAITING, max_depth=_DEEP):  # type: ignore[attr-defined]
            task.task_spec._update(task)

    def cancel(self, success: bool = False) -> list[Any]:
        self.success, self.completed = success, True
        unfinished = [task for task in self.tasks.values() if task.has_state(TaskState.NOT_FINISHED_MASK)]
        for task in unfinished:
            task.cancel()
        return unfinished

    def _task_removed_notify(self, task: Any) -> None:
        self.top_workflow.event_manager.remove_task(task)  # type: ignore[attr-defined]
        super()._task_removed_notify(task)  # type: ignore[misc]


class CaseWorkflow(_Deep, BpmnWorkflow):
    """The library's workflow, told not to broadcast messages: they leave the case and come back addressed."""

    def create_subprocess(self, my_task: Any, spec_name: str) -> Any:
        made = _SubWorkflow(self.subprocess_specs[spec_name], parent_task_id=my_task.id, top_workflow=self)
        self.subprocesses[my_task.id] = made
        return made

    def delete_subprocess(self, my_task: Any) -> list[Any]:
        removed: list[Any] = super().delete_subprocess(my_task)
        for task in removed:
            self.event_manager.remove_task(task)
        return removed

    def catch(self, event: Any) -> None:
        if isinstance(event.event_definition, MessageEventDefinition):
            self.bpmn_events.append(event)
        else:
            super().catch(event)


class _SubWorkflow(_Deep, BpmnSubWorkflow):
    """A called or embedded process of a case."""


@dataclass(slots=True)
class CaseState:
    """A live case of the engine: the workflow and how often each task was opened again."""

    workflow: CaseWorkflow
    engine: SafeEngine
    attempts: dict[str, int] = field(default_factory=dict)

    def attempt(self, task_id: str) -> int:
        return self.attempts.get(task_id, 1)


def begin(definition: Definition) -> CaseState:
    """A new case before its first step."""
    engine = SafeEngine()
    workflow = CaseWorkflow(definition.spec, dict(definition.subprocess_specs), script_engine=engine)
    return CaseState(workflow, engine)


class _ExactTasks(TaskConverter):
    """A task keeps only what differs from its parent; the library takes 1 and True for the same, we do not."""

    def to_dict(self, task: Any) -> dict[str, Any]:
        written: dict[str, Any] = super().to_dict(task)
        if task.parent is not None:
            before = task.parent.data
            said = {
                key: value for key, value in task.data.items() if key not in before or not _same(value, before[key])
            }
            written["delta"]["updates"] = said
        return written


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if type(one) is not type(other) or one != other:
        return False
    if isinstance(one, dict):
        return all(_same(value, other[key]) for key, value in one.items())
    return not isinstance(one, list) or all(map(_same, one, other))


_CONFIG = {
    **SPIFF_CONFIG,
    Task: _ExactTasks,
    _SubWorkflow: SPIFF_CONFIG[BpmnSubWorkflow],
    CaseWorkflow: BpmnWorkflowConverter,
}
_REGISTRY = BpmnWorkflowSerializer.configure(_CONFIG)
_CONVERTER = BpmnWorkflowConverter(CaseWorkflow, _REGISTRY)


def dump(state: CaseState) -> bytes:
    """The case without its specs. Key order is significant (engine deltas), so it is never sorted."""
    workflow = state.workflow
    kept = {
        "library": LIBRARY,
        "attempts": state.attempts,
        "data": _REGISTRY.convert(workflow.data),
        "correlations": workflow.correlations,
        "last_task": _last(workflow),
        "success": workflow.success,
        "completed": workflow.completed,
        "root": str(workflow.task_tree.id),
        "tasks": _CONVERTER.mapping_to_dict(workflow.tasks),
        "subprocesses": _CONVERTER.mapping_to_dict(workflow.subprocesses),
    }
    return packing.pack(kept)


def _last(workflow: Any) -> str | None:
    return str(workflow.last_task.id) if workflow.last_task is not None else None


def restore(definition: Definition, form: int, body: bytes) -> CaseState:
    """The live case of bytes that `dump` wrote. Raises ValueError for a format it does not know."""
    kept = _unpack(form, body)
    engine = SafeEngine()
    workflow = CaseWorkflow(
        definition.spec, dict(definition.subprocess_specs), script_engine=engine, deserializing=True
    )
    workflow.tasks = _CONVERTER.mapping_from_dict(kept["tasks"], UUID, workflow=workflow)
    workflow.task_tree = workflow.tasks[UUID(kept["root"])]
    _CONVERTER.set_default_attributes(workflow, kept)
    _CONVERTER.subprocesses_from_dict(kept["subprocesses"], workflow)
    return CaseState(workflow, engine, kept["attempts"])


def _unpack(form: int, body: bytes) -> dict[str, Any]:
    if form == FORMAT:
        return packing.unpack(body)
    if form == 1:
        first: dict[str, Any] = orjson.loads(zstandard.ZstdDecompressor().decompress(body))
        return first
    raise ValueError(f"case state of unknown format {form}")


class LiveCases:
    """Keeps recently advanced cases in memory, each under its revision.

    `take` hands the object over exclusively: a step that fails never gives it back, so a dirty case is gone;
    `keep` is called after the commit only.
    """

    def __init__(self, capacity: int = 500) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[int, tuple[int, CaseState]] = OrderedDict()
        self._lock = Lock()

    def holds(self, case_id: int, revision: int) -> bool:
        """Whether `take` would give the case at that revision now; it may be forgotten before it does."""
        with self._lock:
            found = self._kept.get(case_id)
        return found is not None and found[0] == revision

    def take(self, case_id: int, revision: int) -> CaseState | None:
        with self._lock:
            found = self._kept.pop(case_id, None)
        return found[1] if found is not None and found[0] == revision else None

    def renew(self, case_id: int, revision: int) -> None:
        """The case came to `revision` by a step that did not concern the engine."""
        with self._lock:
            found = self._kept.get(case_id)
            if found is not None and found[0] == revision - 1:
                self._kept[case_id] = (revision, found[1])

    def keep(self, case_id: int, revision: int, state: CaseState) -> None:
        with self._lock:
            self._kept[case_id] = (revision, state)
            self._kept.move_to_end(case_id)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
