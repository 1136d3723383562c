"""Safety: which elements of the standard the engine does not have, or has only in appearance."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from workflows.engine.lint.bundle import BPMN, local
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.model import Model, Node

_EVENTS: dict[str, Collection[str]] = {
    "startEvent": (),
    "intermediateCatchEvent": ("message", "timer", "signal"),
    "intermediateThrowEvent": ("message", "signal", "escalation"),
    "boundaryEvent": ("message", "timer", "signal", "error", "escalation", "cancel"),
    "endEvent": ("message", "error", "escalation", "cancel", "terminate"),
}
_ELSEWHERE = {"link", "compensate", "conditional"}
"""Kinds of event that have a rule of their own, whatever the event is."""
_CHOREOGRAPHY = ("choreography", "globalChoreographyTask", "conversation")
_DATA = (
    "dataObject",
    "dataObjectReference",
    "dataStore",
    "dataStoreReference",
    "dataInputAssociation",
    "dataOutputAssociation",
)
_DATA_NAMES = {"dataInputAssociation": "数据关联", "dataOutputAssociation": "数据关联"}


def _nodes(model: Model, *kinds: str) -> Iterator[Node]:
    return (node for node in model.nodes if node.kind in kinds)


def _events(model: Model, kind: str, *where: str) -> Iterator[Hit]:
    for node in model.nodes:
        if node.definition(kind) and (not where or node.kind in where):
            yield hit(node.place)


def _complex_gateways(model: Model) -> Iterator[Hit]:
    yield from (hit(node.place) for node in _nodes(model, "complexGateway"))


def _ad_hoc(model: Model) -> Iterator[Hit]:
    yield from (hit(node.place) for node in _nodes(model, "adHocSubProcess"))


def _choreographies(model: Model) -> Iterator[Hit]:
    for diagram in model.diagrams:
        for element in diagram.root.iter(*(f"{BPMN}{kind}" for kind in _CHOREOGRAPHY)):
            yield hit(replace(diagram.place, element=element.get("id") or "", name=element.get("name") or ""))


def _data_elements(model: Model) -> Iterator[Hit]:
    for diagram in model.diagrams:
        for element in diagram.root.iter(*(f"{BPMN}{kind}" for kind in _DATA)):
            name = element.get("name") or _DATA_NAMES.get(local(element), "")
            yield hit(replace(diagram.place, element=element.get("id") or "", name=name))


def _links(model: Model) -> Iterator[Hit]:
    yield from _events(model, "link")


def _compensation(model: Model) -> Iterator[Hit]:
    yield from _events(model, "compensate")
    for node in model.nodes:
        if node.element.get("isForCompensation") == "true":
            yield hit(node.place)


def _conditional(model: Model) -> Iterator[Hit]:
    yield from _events(model, "conditional")


def _signal_ends(model: Model) -> Iterator[Hit]:
    yield from _events(model, "signal", "endEvent")


def _event_subprocesses(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.is_subprocess and node.element.get("triggeredByEvent") == "true":
            yield hit(node.place)


def _triggered_starts(model: Model) -> Iterator[Hit]:
    for node in _nodes(model, "startEvent"):
        if any(d.kind not in _ELSEWHERE for d in node.definitions) and not _starts_event_subprocess(model, node):
            yield hit(node.place)


def _starts_event_subprocess(model: Model, node: Node) -> bool:
    scope = model.scope_by_id.get(node.scope)
    return scope is not None and scope.element.get("triggeredByEvent") == "true"


def _odd_events(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        known = _EVENTS.get(node.kind)
        if known is None or node.kind == "startEvent":
            continue
        odd = [
            d
            for d in node.definitions
            if d.kind not in known and d.kind not in _ELSEWHERE and not _is_signal_end(node, d.kind)
        ]
        bare_catch = node.kind in {"intermediateCatchEvent", "boundaryEvent"} and not node.definitions
        if odd or len(node.definitions) > 1 or bare_catch or node.element.find(f"{BPMN}eventDefinitionRef") is not None:
            yield hit(node.place)


def _is_signal_end(node: Node, kind: str) -> bool:
    return node.kind == "endEvent" and kind == "signal"


def _cancel_outside_transaction(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if not node.definition("cancel"):
            continue
        scope = model.scope_by_id[node.scope]
        holder = scope.node(node.attached_to) if node.attached_to else None
        kind = holder.kind if holder else local(scope.element)
        if kind != "transaction":
            yield hit(node.place)


def _other_script_languages(model: Model) -> Iterator[Hit]:
    for node in _nodes(model, "scriptTask"):
        language = (node.element.get("scriptFormat") or "").strip().lower()
        if language not in {"", "python", "text/python", "text/x-python", "application/x-python"}:
            yield hit(node.place, language=language)


RULES = (
    Rule(
        "complex-gateway", Severity.ERROR, "不能用复杂网关“{name}”", "the complex gateway {name} is not supported",
        "改用排他、并行或包容网关", "Use an exclusive, parallel or inclusive gateway.", _complex_gateways,
    ),
    Rule(
        "ad-hoc", Severity.ERROR, "不能用自由子流程“{name}”", "the ad-hoc subprocess {name} is not supported",
        "把可能的步骤画成附带办理或普通子流程", "Draw the possible steps as side cases or a plain subprocess.", _ad_hoc,
    ),
    Rule(
        "choreography", Severity.ERROR, "不能用编排图或会话图“{name}”", "choreographies and conversations ({name}) are not supported",
        "只画流程和协作", "Draw processes and collaborations only.", _choreographies,
    ),
    Rule(
        "data-element", Severity.ERROR, "不能用数据对象或数据存储“{name}”", "data objects and data stores ({name}) are not supported",
        "数据由表单、动作和被调流程的输入输出传递", "Data comes from forms, actions and the inputs and outputs of called processes.", _data_elements,
    ),
    Rule(
        "link-event", Severity.ERROR, "不能用链接事件“{name}”", "the link event {name} is not supported",
        "用连线直接连接，或把后面的部分画成被调流程", "Connect by a flow, or call the rest as a process.", _links,
    ),
    Rule(
        "compensation", Severity.ERROR, "不能用补偿“{name}”", "compensation ({name}) is not supported",
        "把更正、撤销画成普通步骤", "Draw corrections and revocations as plain steps.", _compensation,
    ),
    Rule(
        "conditional-event", Severity.ERROR, "不能用条件事件“{name}”", "the conditional event {name} is not supported",
        "改为等待消息", "Wait for a message instead.", _conditional,
    ),
    Rule(
        "signal-end", Severity.ERROR, "结束事件“{name}”不能发信号", "the end event {name} cannot throw a signal",
        "在结束之前用中间抛出事件发信号", "Throw the signal by an intermediate event before the end.", _signal_ends,
    ),
    Rule(
        "event-subprocess", Severity.ERROR, "不能用事件子流程“{name}”", "the event subprocess {name} is not supported",
        "把主路径放进被调流程，在它的边界上画事件", "Put the main path into a called process and draw the event on its border.", _event_subprocesses,
    ),
    Rule(
        "triggered-start", Severity.ERROR, "开始事件“{name}”不能带触发条件", "the start event {name} may not have a trigger",
        "用普通开始事件：案件由受理、到期或其他案件启动", "Use a plain start: cases are begun by a person, a date or another case.", _triggered_starts,
    ),
    Rule(
        "odd-event", Severity.ERROR, "事件“{name}”的种类不支持", "an event of the kind of {name} is not supported",
        "每个事件只带一种触发，并且是引擎支持的：消息、定时、信号、错误、升级、终止", "Each event has one trigger of a supported kind: message, timer, signal, error, escalation, terminate.", _odd_events,
    ),
    Rule(
        "cancel-outside-transaction", Severity.ERROR, "取消事件“{name}”不在事务里", "the cancel event {name} is not in a transaction",
        "取消只用于事务子流程内部和它的边界", "Cancel belongs inside a transaction and on its border.", _cancel_outside_transaction,
    ),
    Rule(
        "script-language", Severity.ERROR, "脚本“{name}”的语言“{language}”不支持", "the script language {language} of {name} is not supported",
        "脚本只有赋值和 if，scriptFormat 留空或写 python", "Scripts have assignments and if; leave scriptFormat empty or write python.", _other_script_languages,
    ),
)  # fmt: skip
