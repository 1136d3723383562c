"""The five verbs on a task: claim, release, hand over, send back, complete; and who may use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.actions.catalogue import Actor
from workflows.casework import answers as checked
from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.reckoning import reckon_case
from workflows.casework.step import Taken, step_on_task
from workflows.engine.definition import Node
from workflows.engine.events import CompleteTask, Event, SendBack
from workflows.errors import AlreadyDone, BadAnswers, NotAllowed, NotYours, TooLate
from workflows.law.roles import Role
from workflows.registry import apart
from workflows.registry.apart import Matter
from workflows.store import parts, people, tasks
from workflows.store.tasks import TaskRow

SENDBACK_REASON = 10
"""Characters that a reason for sending back must have at least (ux.md M2)."""


@dataclass(frozen=True, slots=True)
class Doer:
    """A person at work with what decides their rights: roles in units, subjects they act for.

    Whoever stands in for somebody has that person's roles too, and acts for them: actor.on_behalf_id.
    """

    actor: Actor
    groups: frozenset[str]

    def may_do(self, task: TaskRow) -> bool:
        return task.role_group in self.groups


@dataclass(frozen=True, slots=True)
class Opened:
    """A task as somebody opened it: its number, and which attempt it was then."""

    task_id: int
    attempt: int


def complete(
    office: Office,
    opened: Opened,
    answers: Mapping[str, Any],
    *,
    doer: Doer,
    received_at: datetime | None = None,
    key: str = "",
) -> Taken:
    """Hands in the answers of a task and moves the case on.

    `received_at` is when the request arrived: lateness is judged by it, not by whether a timer has fired.
    Raises NotYours, AlreadyDone, BadAnswers, TooLate, NotAllowed (four eyes).
    """
    event = Completed(opened.task_id, opened.attempt, answers, doer, received_at or office.clock.now())
    return step_on_task(office, opened.task_id, event, doer.actor, key=key)


def keep_draft(office: Office, task_id: int, answers: Mapping[str, Any], doer: Doer) -> None:
    """Keeps what was typed, right or wrong, until the task is done."""
    with office.database.writing() as connection:
        tasks.save_draft(connection, doer.actor.id, f"task:{task_id}", answers, office.clock.now())


def claim(office: Office, task_id: int, *, doer: Doer) -> Taken:
    """Takes a task from the pool; taking one's own again changes nothing."""
    return step_on_task(office, task_id, Claimed(task_id, doer), doer.actor)


def release(office: Office, task_id: int, *, doer: Doer) -> Taken:
    """Gives a task back to the pool."""
    return step_on_task(office, task_id, Released(task_id, doer), doer.actor)


def hand_over(office: Office, task_id: int, to_person: int, *, doer: Doer) -> Taken:
    """Gives a task to a colleague of the same group."""
    return step_on_task(office, task_id, HandedOver(task_id, to_person, doer), doer.actor)


def send_back(office: Office, opened: Opened, to: str, reason: str, *, doer: Doer, key: str = "") -> Taken:
    """Gives the case back to an element it has passed; facts and deadlines stay as they are."""
    event = SentBack(opened.task_id, opened.attempt, to, reason, doer)
    return step_on_task(office, opened.task_id, event, doer.actor, key=key)


def _guard(step: Step, task_id: int, doer: Doer) -> TaskRow:
    """The task, when it is this person's to work on. Raises AlreadyDone, NotAllowed, NotYours."""
    task = step.open_task(task_id)
    step.task_id = task.id
    if not doer.may_do(task):
        raise NotAllowed(
            f"“{task.title}”不由您所在的岗位办理", english="Your role does not do this task.", group=task.role_group
        )
    if task.assignee_id not in {None, doer.actor.id, doer.actor.on_behalf_id}:
        raise NotYours(
            f"“{task.title}”已由他人领取", english="Somebody else has claimed this task.", holder=task.assignee_id
        )
    return task


@dataclass(frozen=True, slots=True)
class Completed(CaseEvent):
    """A person handed in the answers of a task."""

    task_id: int
    attempt: int
    answers: Mapping[str, Any]
    doer: Doer
    received_at: datetime
    kind: str = "task.completed"

    def prepare(self, step: Step) -> Event:
        task = _guard(step, self.task_id, self.doer)
        if task.attempt != self.attempt:
            raise AlreadyDone(task=task.id)
        node = step.desk.definition.node(task.process, task.element)
        self._refuse_if_late(step, task, node)
        _refuse_barred(step, task, self.doer.actor)
        answers = checked.check(step, node, self.answers)
        _take_part(step, node, self.doer.actor)
        if task.role_group == f"{Role.OFFICER}@{step.case.unit}":
            step.handler_id = self.doer.actor.id
        step.said |= {"element": [node.process, node.element], "title": task.title, "answers": answers}
        if (place := f"task:{task.id}") in step.found.drafts:
            tasks.drop_draft(step.connection, self.doer.actor.id, place)
        return CompleteTask(task.engine_task, task.attempt, answers)

    def _refuse_if_late(self, step: Step, task: TaskRow, node: Node) -> None:
        """A consequence against a subject needs graded law or a day that a served paper set, and no extension asked."""
        if node.role is not Role.SUBJECT or self.received_at < task.due_at:
            return
        deadline = reckon_case(step).deadline(task.rule, task.scope)
        binds = deadline is not None and deadline.may_bind_subject and not deadline.in_abeyance
        if node.says("afterDue") == "accept" or not binds:
            step.said["late"] = True
            return
        raise TooLate(
            f"“{task.title}”的期限已过，这次提交没有计入",
            english="The deadline has passed; this submission was not counted.",
            due=task.due_at,
            task=task.id,
        )


def _matter(step: Step, task: TaskRow) -> Matter:
    node = step.desk.definition.node(task.process, task.element)
    return Matter(step.case.id, step.case.number, task.role_group, node.apart)


def _refuse_barred(step: Step, task: TaskRow, actor: Actor) -> None:
    """Four eyes: who did one of the named elements, or had it done for them, may not do this one."""
    acting = apart.actor_of(actor.id, actor.name, actor.on_behalf_id, actor.on_behalf)
    apart.refuse_barred(step.connection, _matter(step, task), acting)


def _take_part(step: Step, node: Node, actor: Actor) -> None:
    """Every completed task is a part taken, in the case and in the records it decides on."""
    if actor.id == 0:
        return
    owners = [("case", step.case.id)]
    if node.says("part"):
        owners += [("record", record_id) for record_id in step.found.records]
    part = parts.Part(actor.id, actor.on_behalf_id, node.element, step.case.id)
    parts.write_parts(step.connection, owners, part, step.desk.now)


@dataclass(frozen=True, slots=True)
class Claimed(CaseEvent):
    """A task was taken from the pool."""

    task_id: int
    doer: Doer
    kind: str = "task.claimed"

    def prepare(self, step: Step) -> None:
        task = _guard(step, self.task_id, self.doer)
        _refuse_barred(step, task, self.doer.actor)
        tasks.set_assignee(step.connection, task.id, self.doer.actor.id)
        step.said["title"] = task.title


@dataclass(frozen=True, slots=True)
class Released(CaseEvent):
    """A task was given back to the pool."""

    task_id: int
    doer: Doer
    kind: str = "task.released"

    def prepare(self, step: Step) -> None:
        task = _guard(step, self.task_id, self.doer)
        tasks.set_assignee(step.connection, task.id, None)
        step.said["title"] = task.title


@dataclass(frozen=True, slots=True)
class HandedOver(CaseEvent):
    """A task was given to a colleague."""

    task_id: int
    to_person: int
    doer: Doer
    kind: str = "task.handed_over"

    def prepare(self, step: Step) -> None:
        task = _guard(step, self.task_id, self.doer)
        name = self._colleague(step, task)
        tasks.set_assignee(step.connection, task.id, self.to_person)
        step.said |= {"title": task.title, "to": name}

    def _colleague(self, step: Step, task: TaskRow) -> str:
        """The name of the one who takes over: of the same post, and not barred by an earlier part."""
        role, _, unit = task.role_group.partition("@")
        holders = {holder.id: holder.name for holder in people.list_holders(step.connection, role, unit)}
        if self.to_person not in holders:
            raise NotAllowed(
                "接办人不在这一岗位", english="The new assignee does not have this role.", person=self.to_person
            )
        matter, name = _matter(step, task), holders[self.to_person]
        barred = apart.find_barred(step.connection, matter, apart.actor_of(self.to_person, name))
        if barred is not None:
            able = "、".join(one for _id, one in apart.list_able(step.connection, matter)) or "本单位暂无其他人员"
            raise NotAllowed(
                f"{name} 办理过本件的前一环节，按双人审核规则不能接办。可以接办：{able}",
                english="Four eyes: this colleague took an earlier part in the matter.",
                person=self.to_person,
                able=barred.able,
            )
        return name


@dataclass(frozen=True, slots=True)
class SentBack(CaseEvent):
    """The case was given back to an element that it has passed."""

    task_id: int
    attempt: int
    to: str
    reason: str
    doer: Doer
    kind: str = "task.sent_back"

    def prepare(self, step: Step) -> Event:
        task = _guard(step, self.task_id, self.doer)
        _refuse_barred(step, task, self.doer.actor)
        if len(self.reason.strip()) < SENDBACK_REASON:
            english = f"The reason needs at least {SENDBACK_REASON} characters."
            raise BadAnswers(
                f"退回理由至少 {SENDBACK_REASON} 个字", english=english, fields={"reason": "请写明退回理由"}
            )
        step.said |= {"title": task.title, "to": self.to, "reason": self.reason}
        step.reopened_because = f"来自 {self.doer.actor.name} 退回：{self.reason.strip()}"
        return SendBack(task.engine_task, self.attempt, self.to)
