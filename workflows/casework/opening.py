"""How a waiting place of the diagram becomes a row: who may do the task, what deadline it has, what the timer waits for."""

from __future__ import annotations

import re
from typing import Any

from workflows.casework.event import Step
from workflows.engine import language
from workflows.engine.definition import Node
from workflows.engine.events import OpenTask, WaitingTimer
from workflows.engine.timers import literal_due
from workflows.errors import BadDiagram
from workflows.law.roles import Role
from workflows.registry import apart
from workflows.registry.apart import Matter
from workflows.store import parts, people
from workflows.store.base import FAR
from workflows.store.tasks import NewTask
from workflows.store.timers import NewTimer

_DEADLINE = re.compile(r"^(?P<rule>[a-z][a-z0-9_.-]*)(?:\((?P<scope>.+)\))?$")
NO_DEADLINE = "none"


def new_task(step: Step, task: OpenTask) -> NewTask:
    """The inbox row of a task that the engine opened; recount sets its last day."""
    case, node = step.case, task.node
    rule, scope = deadline_of(node, task.names)
    group = group_of(step, node, task.names)
    return NewTask(
        district=case.district,
        case_id=case.id,
        case_number=case.number,
        engine_task=task.task_id,
        attempt=task.attempt,
        process=node.process,
        element=node.element,
        title=node.name,
        role_group=group,
        assignee_id=_assignee(step, task, group),
        rule=rule,
        scope=scope,
        due_at=FAR,
        subject_name=case.subject_name,
        mark=step.reopened_because if task.attempt > 1 else "",
        apart=parts.spelled(node.apart),
        names=dict(task.names),
        opened_at=step.desk.now,
    )


def deadline_of(node: Node, names: Any) -> tuple[str, str]:
    """The rule and scope that the element's `deadline` property names; nothing when it says `none`."""
    said = node.says("deadline").strip()
    if said in {"", NO_DEADLINE}:
        return "", ""
    found = _DEADLINE.match(said)
    if found is None:
        raise BadDiagram(
            f"“{node.name}”的期限“{said}”无法读懂",
            english=f"The deadline {said!r} of {node.element} cannot be read.",
            element=node.element,
        )
    scope = found["scope"]
    return found["rule"], str(language.evaluate(scope, names)) if scope else ""


def group_of(step: Step, node: Node, names: Any) -> str:
    """`role@UNIT`, or `subject@ID` for a task of the subject."""
    if node.role is None:
        raise BadDiagram(
            f"“{node.name}”不在任何泳道中，不知道由谁办理",
            english=f"{node.element} is in no lane: nobody knows who does it.",
            element=node.element,
        )
    if node.role is Role.SUBJECT:
        return f"{node.role}@{step.case.subject_id}"
    said = node.says("unit")
    unit = str(language.evaluate(said, names)) if said else _own_unit(step, node.role)
    return f"{node.role}@{unit}"


def _own_unit(step: Step, role: Role) -> str:
    """The unit of the case; the credit office is one for the district, wherever its people stand."""
    if role is Role.CREDIT_OFFICE:
        return people.find_unit_with(step.connection, role) or step.case.unit
    return step.case.unit


def _assignee(step: Step, task: OpenTask, group: str) -> int | None:
    """A task that is opened again goes to whoever did it; an officer's task goes to the handler of the case.

    Whom an earlier part bars gets nothing: then the task waits for the others of the post.
    """
    handler = step.handler_id if group == f"{Role.OFFICER}@{step.case.unit}" else None
    done: list[int] = []
    if task.attempt > 1:
        taken = parts.list_parts(step.connection, step.case.id)
        done = [part.person_id for part in taken if part.part == task.node.element]
    wanted = dict.fromkeys(person for person in (*done[-1:], handler) if person is not None)
    found = (person for person in wanted if task.attempt == 1 or _may_still(step, person, group))
    matter = Matter(step.case.id, step.case.number, group, task.node.apart)
    return next((one for one in found if _is_free(step, matter, one)), None)


def _is_free(step: Step, matter: Matter, person_id: int) -> bool:
    return apart.find_barred(step.connection, matter, apart.actor_of(person_id, "")) is None


def _may_still(step: Step, person_id: int, group: str) -> bool:
    """Who left the unit or its role meanwhile gets nothing back; whom a subject sends is the subject's affair."""
    role, _, unit = group.partition("@")
    if role == Role.SUBJECT:
        return True
    return any(holder.id == person_id for holder in people.list_holders(step.connection, role, unit))


def new_timer(step: Step, timer: WaitingTimer) -> NewTimer:
    """The row of an engine timer: dormant until recount arms it, or due at once known for a literal instant."""
    name = timer.name
    literal = name.kind == "literal"
    return NewTimer(
        district=step.case.district,
        owner_kind="case",
        owner_id=step.case.id,
        kind="engine",
        engine_task=timer.task_id,
        moment=name.kind,
        rule=name.rule,
        offset=name.offset,
        scope=name.scope,
        due_at=literal_due(name.text, step.desk.now) if literal else None,
        dormant="" if literal else "未起算",
    )
