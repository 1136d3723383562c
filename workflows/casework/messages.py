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
from workflows.casework.step import Attempt, CaseClosed, Taken, on_case, once, take_step
from workflows.casework.tasks import Doer
from workflows.engine.definition import Node
from workflows.engine.events import Deliver, Event, Look, NotWaiting, SeveralWaiting
from workflows.errors import Conflict, NotAllowed, NotFound
from workflows.law.roles import Role
from workflows.store import cases, inbound, incidents
from workflows.store.cases import CaseHead
from workflows.store.database import Open


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

    def attempt(connection: Open) -> Attempt:
        case = cases.lock_case(connection, case_id)
        if case.closed_at is not None:
            return _keep(office, connection, case, (message, key), "案件已办结")
        try:
            return on_case(office, connection, case, Delivered(message), SYSTEM)
        except NotWaiting:
            return _keep(office, connection, case, (message, key), "")
        except SeveralWaiting as refusal:
            return _keep(office, connection, case, (message, key), refusal.sentence)
        except Conflict as refusal:
            if message.name not in beside.NOTES:
                raise
            return _keep(office, connection, case, (message, key), refusal.sentence)

    taken = once(office, attempt, key)
    return None if taken.kept else taken


def _keep(office: Office, connection: Open, case: CaseHead, named: tuple[Message, str], reported: str) -> Attempt:
    """Under the lock of the case: nobody begins to wait between being asked and the message being kept."""
    (message, key), now = named, office.clock.now()
    early = inbound.Early(message.name, message.scope, dict(message.payload or {}))
    inbound.keep(connection, case.id, key, early, now)
    if reported:
        said = f"消息“{message.name}”未能送达：{reported}"
        new = incidents.NewIncident(case.district, case.id, "message", f"message:{key}", said, "")
        incidents.add(connection, new, now)
    return Attempt(Taken(case.id, case.number, case.closed_at is not None, kept=True), None, case.revision)


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
    """A side case of this case has ended; whether it was the last that is waited for, every step asks by itself."""

    process: str
    scope: str
    kind: str = "child.closed"

    def prepare(self, step: Step) -> Look:
        step.said |= {"process": self.process, "scope": self.scope}
        return Look()


def child_closed(office: Office, parent_id: int, process: str, scope: str, *, key: str) -> bool:
    """Tells the parent that a side case has ended; false when the parent had ended before it was told.

    Told again with the same key the answer is the same, also when the first telling ended the parent.
    """
    try:
        take_step(office, parent_id, ChildClosed(process, scope), SYSTEM, key=key)
    except CaseClosed:
        return False
    return True


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
            raise NotAllowed(
                f"“{asking.title}”只能由{asking.sender.label}提出",
                english=f"Only the {asking.sender.value} may ask for this.",
                message=self.name,
            )
        form = replace(_NO_FORM, folder=step.desk.definition.folder, properties={"formJsonSchemaFilename": asking.form})
        given = checked.check(step, form, self.answers)
        step.said |= {"message": self.name, "title": asking.title, "answers": given}
        return Deliver(self.name, "", given)


_NO_FORM = Node("", "", "message", "", "")
