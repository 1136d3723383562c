"""Where branches meet: a meeting waits for the branches of its own round and loses nothing that one of them said.

The library counts a branch that arrived in an earlier round of a loop, and lets the branch that comes last overwrite
what the others changed with what it had inherited. Both would let a decision pass that nobody made.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, InclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState


class BranchesMeet(ParallelGateway):
    """A parallel gateway: goes on when every flow that leads to it has arrived in this round."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        arrived = {t.parent.task_spec.name for t in [my_task, *_same_round(my_task)] if _has_arrived(t)}
        later = {before for t in _instances(my_task) if my_task in _path(t) for before in _led_through(t, my_task)}
        return all(one.name in arrived or one.name in later for one in self.inputs)

    def _run_hook(self, my_task: Any) -> bool:
        my_task.data = _merged(my_task)
        return True


class SomeBranchesMeet(InclusiveGateway):
    """An inclusive gateway: goes on when nothing that still runs can lead to it."""

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        return not any(
            _is_token(task) and task.task_spec is not self and self._is_reached_from(task.task_spec)
            for task in my_task.workflow.tasks.values()
        )

    def _is_reached_from(self, spec: Any) -> bool:
        seen, waiting = {spec.name}, [spec]
        while waiting:
            for following in waiting.pop().outputs:
                if following is self:
                    return True
                if following.name not in seen:
                    seen.add(following.name)
                    waiting.append(following)
        return False

    def _run_hook(self, my_task: Any) -> bool:
        my_task.data = _merged(my_task)
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches + defaults:
            raise WorkflowTaskException("No conditions satisfied on gateway", task=my_task)
        my_task._sync_children(matches or defaults, TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class PathsEnd(_EndJoin):
    """The end of a process, where its paths meet for the last time."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.data = _merged(my_task)
        my_task.workflow.data.update(my_task.data)
        return True


class Process(BpmnProcessSpec):
    """A process whose paths meet as above."""

    def __init__(self, name: str | None = None, **said: Any) -> None:
        super().__init__(name=name, **said)
        last = self.task_specs["End"]
        last.inputs = []
        del self.task_specs[self.end.name]
        self.end = PathsEnd(self, self.end.name)
        self.end.connect(last)


def _path(task: Any) -> Iterator[Any]:
    """The tasks that led to this one, the nearest first."""
    task = task.parent
    while task is not None:
        yield task
        task = task.parent


def _instances(my_task: Any) -> list[Any]:
    tasks = my_task.workflow.tasks.values()
    return [task for task in tasks if task.task_spec is my_task.task_spec and task is not my_task]


def _same_round(my_task: Any) -> list[Any]:
    """The other arrivals since these branches met last."""
    last = _met_last(my_task)
    return [task for task in _instances(my_task) if task is not last and _met_last(task) is last]


def _met_last(task: Any) -> Any | None:
    return next((one for one in _path(task) if one.task_spec is task.task_spec), None)


def _has_arrived(task: Any) -> bool:
    return bool(task.parent.state == TaskState.COMPLETED)


def _led_through(task: Any, my_task: Any) -> Iterator[str]:
    """What lies between a meeting and its own next round is not waited for in this one."""
    for one in _path(task):
        if one is my_task:
            return
        yield one.task_spec.name


def _is_token(task: Any) -> bool:
    """Something runs or waits here; a boundary event does so only as long as its host does."""
    running = task.has_state(TaskState.READY | TaskState.STARTED)
    return running or (task.state == TaskState.WAITING and not isinstance(task.task_spec, BoundaryEvent))


def _merged(my_task: Any) -> dict[str, Any]:
    """What the branches had in common, and over it what each changed, in the order of their arrival."""
    others = sorted(filter(_has_arrived, _same_round(my_task)), key=lambda task: task.last_state_change)
    ends = [task.parent for task in [*others, my_task]]
    common = _common(ends).data if others else my_task.parent.data
    found = dict(common)
    for end in ends:
        found |= {key: copy(value) for key, value in end.data.items() if key not in common or common[key] != value}
    return found


def _common(ends: list[Any]) -> Any:
    """The last task that led to all of them."""
    lines = [[end, *_path(end)] for end in ends]
    shared = set.intersection(*({task.id for task in line} for line in lines))
    return next(task for task in lines[0] if task.id in shared)
