"""The actions that tell somebody something: the text is chosen by the diagram, written by the worker, sent after the step."""

from __future__ import annotations

from typing import Any

from workflows.actions import at_hand, effects, names
from workflows.actions.catalogue import Desk, action
from workflows.actions.effects import Act, Feed, Receiver, Tell
from workflows.engine.environment import Place
from workflows.errors import BadDiagram, Conflict
from workflows.law.roles import Role
from workflows.registry import publicity


@action("tell.subject")
def tell_subject(desk: Desk, place: Place, *, message: str) -> dict[str, Any]:
    """告知信用主体：站内消息，并按其预留的方式发邮件或短信。缺少消息所用的任何一项内容时，本步不能办理。"""
    if desk.case.subject_id is None:
        raise Conflict("本件没有信用主体，无法告知", english="This case has no subject to tell.")
    return _tell(desk, place, message, Receiver(subject_id=desk.case.subject_id))


@action("tell.unit")
def tell_unit(desk: Desk, place: Place, *, message: str, unit: str) -> dict[str, Any]:
    """告知一个单位：发给该单位的收件人；外部单位按登记的地址发送。"""
    return _tell(desk, place, message, Receiver(unit=unit))


@action("tell.officer")
def tell_officer(desk: Desk, place: Place, *, message: str) -> dict[str, Any]:
    """告知本件经办人；尚无人经办的，告知本单位全体经办人。"""
    handler = desk.case.handler_id
    receiver = Receiver(person_id=handler) if handler else Receiver(role=Role.OFFICER, unit=desk.case.unit)
    return _tell(desk, place, message, receiver)


@action("tell.role")
def tell_role(desk: Desk, place: Place, *, message: str, role: str, unit: str = "") -> dict[str, Any]:
    """告知本单位（或 `unit` 指定单位）担任某一岗位的人员，例如审批人 manager、单位负责人 head。"""
    if role not in set(Role):
        raise BadDiagram(f"没有名为“{role}”的岗位", english=f"No such role: {role}", element=place.element)
    return _tell(desk, place, message, Receiver(role=role, unit=unit or desk.case.unit))


@action("tell.credit_office")
def tell_credit_office(desk: Desk, place: Place, *, message: str) -> dict[str, Any]:
    """告知区信用办：发给担任信用办协调岗位的全体人员。"""
    return _tell(desk, place, message, Receiver(role=Role.CREDIT_OFFICE))


@action("tell.upstream")
def tell_upstream(desk: Desk, place: Place, *, message: str) -> dict[str, Any]:
    """告知上级公示平台：把本件所涉记录和消息内容写入上报文件，留存回执。"""
    rows = at_hand.lock_records(desk)
    text = at_hand.read_text(desk, place, "messages", message)
    data = dict(place.names)

    def send() -> None:
        said = names.gather(desk, data, text.says.get("names", []), _title(text.says, message))
        shown = publicity.shown(desk.connection, rows)
        title = {"title": _title(text.says, message), "code": str(text.says.get("code", message))}
        notice = Feed("upstream", Act.NOTICE, desk.today.isoformat(), message, shown, {**title, **said})
        effects.put(desk, place, notice, message)

    desk.last_acts.append(send)
    return {"told": "upstream"}


def _tell(desk: Desk, place: Place, message: str, receiver: Receiver) -> dict[str, Any]:
    """Chosen now, written down when papers have their numbers and deadlines their days."""
    text = at_hand.read_text(desk, place, "messages", message)
    data = dict(place.names)

    def send() -> None:
        said = names.gather(desk, data, text.says.get("names", []), _title(text.says, message))
        code = str(text.says.get("code", message))
        told = Tell(
            message=message,
            path=text.path,
            code=code,
            person_id=receiver.person_id,
            subject_id=receiver.subject_id,
            unit=receiver.unit,
            role=receiver.role,
            names=said,
        )
        effects.put(desk, place, told, f"{message}:{receiver.key}")
        desk.note("told", message=code, to=receiver.key)

    desk.last_acts.append(send)
    return {"told": message}


def _title(says: Any, message: str) -> str:
    return str(says.get("title") or message)
