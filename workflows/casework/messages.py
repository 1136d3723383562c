"""Messages to a running case: delivered to exactly one place, kept when they come early, never lost, never twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflows.actions.catalogue import SYSTEM
from workflows.casework import answers as checked
from workflows.casework import beside
from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.step import Taken, take_step
from workflows.casework.tasks import Doer
from workflows.engine.definition import Node
from workflows.engine.events import Deliver, Event
from workflows.errors import Conflict, NotAllowed, NotAvailable, NotFound
from workflows.law.roles import Role
from workflows.store import cases, inbound, incidents, outbox

ALL_DONE = "children.all_done"


@dataclass(frozen=True, slots=True)
class Message:
    """A message on its way to a case; `scope` names the place when several may wait."""

    name: str
    scope: str = ""
    payload: Mapping[str, Any] | None = None
    from_case: int | None = None


def deliver(office: Office, case_id: int, message: Message, *, key: str) -> Taken | None:
    """Brings a message to a case; a second one with the same key changes nothing.

    What nobody waits for yet is kept until somebody does; what several wait for, or what comes for a closed case,
    is kept and reported. Returns None when it was kept.
    """
    try:
        return take_step(office, case_id, Delivered(message), SYSTEM, key=key)
    except (NotAvailable, Conflict) as refusal:
        _keep(office, case_id, message, key, refusal)
        return None


def _keep(office: Office, case_id: int, message: Message, key: str, refusal: NotAvailable | Conflict) -> None:
    with office.database.writing() as connection:
        case = cases.lock_case(connection, case_id)
        now = office.clock.now()
        inbound.keep(
            connection, case_id, key, inbound.Early(message.name, message.scope, dict(message.payload or {})), now
        )
        if case.closed_at is not None or isinstance(refusal, Conflict):
            said = f"消息“{message.name}”未能送达：{refusal.sentence}"
            new = incidents.NewIncident(office.district, case_id, "message", f"message:{key}", said, "")
            incidents.add(connection, new, now)


@dataclass(frozen=True, slots=True)
class Delivered(CaseEvent):
    """A message came from outside the case: a side case, a worker, another authority."""

    message: Message
    kind: str = "message.delivered"

    def prepare(self, step: Step) -> Event | None:
        message = self.message
        step.said |= {"message": message.name, "scope": message.scope, "from_case": message.from_case}
        if message.name in beside.NOTES:
            beside.NOTES[message.name](step, message.payload or {}, message.from_case)
            return None
        return Deliver(message.name, message.scope, message.payload or {})


@dataclass(frozen=True, slots=True)
class ChildClosed(CaseEvent):
    """A side case of this case has ended; when it was the last of its kind, the case that waits for all goes on."""

    process: str
    scope: str
    kind: str = "child.closed"

    def prepare(self, step: Step) -> Event | None:
        step.said |= {"process": self.process, "scope": self.scope}
        still_open = [c for c in cases.list_open_children(step.connection, step.case.id) if c[1] == self.process]
        to_come = [
            effect
            for effect in outbox.list_waiting(step.connection, step.case.id, "case.start")
            if effect["process"] == self.process
        ]
        if still_open or to_come:
            return None
        return Deliver(ALL_DONE, self.process, {})


def child_closed(office: Office, parent_id: int, process: str, scope: str, *, key: str) -> None:
    """Tells the parent that a side case has ended; kept for later when it does not wait for it yet."""
    try:
        take_step(office, parent_id, ChildClosed(process, scope), SYSTEM, key=key)
    except NotAvailable as refusal:
        _keep(office, parent_id, Message(ALL_DONE, process, {}), key, refusal)


def send(office: Office, case_id: int, name: str, answers: Mapping[str, Any], *, doer: Doer, key: str) -> Taken:
    """A person sends one of the messages that the process declares, e.g. a withdrawal.

    Raises NotAllowed for others than the declared sender, NotAvailable when the case does not wait for it any more.
    """
    return take_step(office, case_id, Sent(name, answers, doer), doer.actor, key=key)


@dataclass(frozen=True, slots=True)
class Sent(CaseEvent):
    """A person sent a declared message."""

    name: str
    answers: Mapping[str, Any]
    doer: Doer
    kind: str = "message.sent"

    def prepare(self, step: Step) -> Event:
        asking = step.desk.definition.messages.get(self.name)
        if asking is None:
            raise NotFound("没有这种请求", english="There is no such request.", message=self.name)
        place = step.case.subject_id if asking.sender is Role.SUBJECT else step.case.unit
        if f"{asking.sender}@{place}" not in self.doer.groups:
            raise NotAllowed(f"“{asking.title}”只能由{asking.sender.label}提出", message=self.name)
        form = replace(_NO_FORM, folder=step.desk.definition.folder, properties={"formJsonSchemaFilename": asking.form})
        given = checked.check(step, form, self.answers)
        step.said |= {"message": self.name, "title": asking.title, "answers": given}
        return Deliver(self.name, "", given)


_NO_FORM = Node("", "", "message", "", "")
