"""How much of its past a live case carries: of a path that went back and forth very often only the nearer part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

DEEPEST = 400
"""The library follows a path by recursion and fails at about a thousand; long before that the far past is let go."""

KEPT = 200
"""How many steps back stay known; sending back reaches no further. The journal keeps all."""


def prune(workflow: Any, deepest: int = DEEPEST, kept: int = KEPT) -> None:
    """Lets the far past of the case and of its called processes go."""
    for one in [workflow, *workflow.subprocesses.values()]:
        if not one.completed and len(one.tasks) > deepest:
            _prune(one, deepest, kept)


def _prune(workflow: Any, deepest: int, kept: int) -> None:
    line = _common_line(workflow)
    if len(line) <= deepest:
        return
    first = next((task for task in line[-kept:] if _may_begin(task)), None)
    if first is None:
        return
    stay = {task.id for task in _subtree(first)} | {workflow.task_tree.id}
    gone = [task for task in workflow.tasks.values() if task.id not in stay]
    top = workflow.top_workflow
    for task in gone:
        if task.id in top.subprocesses:
            top.delete_subprocess(task)
        top.event_manager.remove_task(task)
        del workflow.tasks[task.id]
    first.parent = workflow.task_tree
    workflow.task_tree.children = [first]
    if workflow.last_task is not None and workflow.last_task.id not in stay:
        workflow.last_task = first


def _common_line(workflow: Any) -> list[Any]:
    """The path from the root that everything unfinished has in common."""
    common: list[Any] | None = None
    for task in workflow.tasks.values():
        if task.has_state(TaskState.NOT_FINISHED_MASK) and not _is_inside(task):
            path = list(_path(task))[::-1]
            common = path if common is None else common[: _shared(common, path)]
    return common or []


def _is_inside(task: Any) -> bool:
    """What lies under another unfinished task shares its path and need not be looked at."""
    return task.parent is not None and task.parent.has_state(TaskState.NOT_FINISHED_MASK)


def _path(task: Any) -> Iterator[Any]:
    while task is not None:
        yield task
        task = task.parent


def _shared(one: list[Any], other: list[Any]) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[middle - 1] is other[middle - 1] else (low, middle - 1)
    return low


def _may_begin(task: Any) -> bool:
    """Not between an activity and its boundary events, nor among instances: these are looked up together."""
    return (
        task.state == TaskState.COMPLETED
        and not task.triggered
        and not isinstance(task.task_spec, BoundaryEventSplit)
        and task.parent is not None
        and not isinstance(task.parent.task_spec, BoundaryEventSplit)
    )


def _subtree(task: Any) -> Iterator[Any]:
    waiting = [task]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(found.children)
