"""Where a case may be given back to, and how it gets there: acts that stand are never gone back over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.util.task import TaskIterator, TaskState
from SpiffWorkflow.workflow import Workflow

from workflows.engine.environment import Actions
from workflows.errors import NotAvailable

DEEPEST = 1_000_000


def find_way_back(task: Any, to: str, actions: Actions) -> Any:
    """The latest done task of element `to` on the way that led here, out of called processes too.

    Raises NotAvailable when the case did not come by there, or an act that stands lies between.
    """
    target = next((one for one in _came_by(task) if one.task_spec.bpmn_id == to and _is_done(one)), None)
    if target is None:
        raise NotAvailable("不能退回到这一步", english="The case cannot be sent back there.", element=to)
    standing = _standing(target, actions)
    if standing is not None:
        raise NotAvailable(
            "中间已有发出的文书或已生效的登记，不能退回；请用更正或撤销办理",
            english="An act that stands lies between; use a correction or a revocation.",
            element=standing.task_spec.bpmn_id,
        )
    return target


def list_ways_back(task: Any, actions: Actions) -> tuple[Any, ...]:
    """Every task that `find_way_back` would find, the nearest first."""
    found: dict[str, Any] = {}
    for one in _came_by(task):
        if _is_done(one):
            if _standing(one, actions) is not None:
                break
            found.setdefault(one.task_spec.bpmn_id, one)
    return tuple(found.values())


def reopen(target: Any) -> None:
    """Makes a done task open again and takes away what came after it.

    Its boundary events wait anew, but those that had fired stay fired and their own paths run on.
    """
    workflow = target.workflow
    for inner in list(TaskIterator(target, max_depth=DEEPEST)):
        if inner.id in workflow.top_workflow.subprocesses:
            workflow.top_workflow.delete_subprocess(inner)
    Workflow.reset_from_task_id(workflow, target.id)
    if isinstance(target.parent.task_spec, BoundaryEventSplit):
        for event in target.parent.children:
            if event is not target and event.state == TaskState.CANCELLED:
                event.reset_branch(None)


def tasks_after(target: Any) -> Iterator[Any]:
    """Every task that came of this one, inside called processes too."""
    called = target.workflow.top_workflow.subprocesses
    for task in TaskIterator(target, max_depth=DEEPEST):
        if task.id in called:
            yield from tasks_after(called[task.id].task_tree)
        yield task


def _came_by(task: Any) -> Iterator[Any]:
    """The tasks that led to this one, the nearest first, and through the call into the calling process."""
    while task is not None:
        outer = task.parent
        if outer is None and task.workflow.parent_task_id is not None:
            outer = task.workflow.top_workflow.get_task_from_id(task.workflow.parent_task_id)
        task = outer
        if task is not None:
            yield task


def _is_done(task: Any) -> bool:
    return bool(task.task_spec.manual and task.state == TaskState.COMPLETED)


def _standing(target: Any, actions: Actions) -> Any | None:
    """An act that stands among everything that going back would take away."""
    return next((task for task in tasks_after(target) if is_act(task) and actions.stands(operator_of(task))), None)


def is_act(task: Any) -> bool:
    """Whether an action was carried out here."""
    return bool(operator_of(task)) and task.state == TaskState.COMPLETED


def operator_of(task: Any) -> str:
    return str(getattr(task.task_spec, "operation_name", None) or "")
