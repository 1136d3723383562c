"""Says what differs between two drawings of a process: elements, their words and settings, the ways between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy

from lxml import etree

from workflows.engine.lint.bundle import BPMN, model_of
from workflows.engine.lint.model import Flow, Model, Node

_KINDS = {
    "userTask": "任务",
    "serviceTask": "自动步骤",
    "scriptTask": "计算步骤",
    "businessRuleTask": "决策步骤",
    "callActivity": "调用流程",
    "subProcess": "子流程",
    "startEvent": "开始",
    "endEvent": "结束",
    "boundaryEvent": "边界事件",
    "intermediateCatchEvent": "等待事件",
    "intermediateThrowEvent": "发出事件",
    "exclusiveGateway": "判断",
    "parallelGateway": "并行",
    "inclusiveGateway": "包容判断",
    "eventBasedGateway": "等待其一",
}
_SETTINGS = {
    "deadline": "期限",
    "formJsonSchemaFilename": "表单",
    "apartFrom": "回避",
    "caseState": "案件状态",
    "afterDue": "逾期后",
    "part": "参与",
    "unit": "办理单位",
}


def diagrams(path: str, before: bytes, after: bytes) -> list[str]:
    """One line for each element and way that was added, dropped or changed."""
    old, new = model_of({path: before}, {}, {}), model_of({path: after}, {}, {})
    lines = [*_nodes(old, new), *_flows(old, new)]
    return lines or ["只改了图的画法，办理方式不变"]


def _nodes(old: Model, new: Model) -> Iterator[str]:
    known, now = _nodes_by_place(old), _nodes_by_place(new)
    for place, node in now.items():
        if place not in known:
            yield f"新增{_called(node)}{f'，由{node.lane}办理' if node.lane and node.is_human else ''}"
        else:
            changed = list(_changes(known[place], node))
            if changed:
                yield f"修改{_called(node)}：{'；'.join(changed)}"
    yield from (f"删除{_called(node)}" for place, node in known.items() if place not in now)


def _nodes_by_place(model: Model) -> Mapping[tuple[str, str], Node]:
    return {(scope.id, node.id): node for scope in model.drawn_scopes for node in scope.nodes}


def _called(node: Node) -> str:
    return f"{_KINDS.get(node.kind, '元素')}“{node.name or node.id}”"


def _changes(old: Node, new: Node) -> Iterator[str]:
    if old.name != new.name:
        yield f"名称由“{old.name}”改为“{new.name}”"
    if old.lane != new.lane:
        yield f"由{old.lane or '（无泳道）'}改为{new.lane or '（无泳道）'}办理"
    for key in sorted(old.properties.keys() | new.properties.keys()):
        before, after = old.properties.get(key, ""), new.properties.get(key, "")
        if before != after:
            yield f"{_SETTINGS.get(key, key)}由“{before or '无'}”改为“{after or '无'}”"
    if _inside(old) != _inside(new):
        yield "内容修改"


def _inside(node: Node) -> bytes:
    """Everything that an element says beside its name, its properties and its ways."""
    plain = deepcopy(node.element)
    plain.attrib.pop("name", "")
    for child in list(plain):
        if child.tag in {f"{BPMN}incoming", f"{BPMN}outgoing"} or _is_element(child):
            plain.remove(child)
    for child in list(plain.iter("{*}properties")):
        parent = child.getparent()
        if parent is not None:
            parent.remove(child)
    etree.strip_tags(plain, etree.Comment)
    for one in plain.iter():
        one.text, one.tail = (one.text or "").strip() or None, None
    return bytes(etree.tostring(plain, method="c14n"))


def _is_element(child: etree._Element) -> bool:
    """What stands inside a subprocess is compared by itself."""
    return child.get("id") is not None and child.tag.startswith(BPMN) and not child.tag.endswith("EventDefinition")


def _flows(old: Model, new: Model) -> Iterator[str]:
    known, now = _flows_by_ends(old), _flows_by_ends(new)
    for ends, (flow, words) in now.items():
        if ends not in known:
            yield f"新增走向：{words}"
        elif (known[ends][0].name, known[ends][0].condition) != (flow.name, flow.condition):
            yield f"修改走向：{words}{f'，条件 {flow.condition.strip()}' if flow.condition else ''}"
    yield from (f"删除走向：{words}" for ends, (_flow, words) in known.items() if ends not in now)


def _flows_by_ends(model: Model) -> Mapping[tuple[str, str, str], tuple[Flow, str]]:
    found = {}
    for scope in model.drawn_scopes:
        names = {node.id: node.name or node.id for node in scope.nodes}
        for flow in scope.flows:
            words = f"{names.get(flow.source, flow.source)} → {names.get(flow.target, flow.target)}"
            found[scope.id, flow.source, flow.target] = (flow, f"{words}{f'（{flow.name}）' if flow.name else ''}")
    return found


def tables(path: str, before: bytes, after: bytes) -> list[str]:
    """How many rows a table has and had."""
    counts = [
        sum(1 for table in model_of({path: content}, {}, {}).tables for _ in table.root.iter("{*}rule"))
        for content in (before, after)
    ]
    return [f"规则由 {counts[0]} 行变为 {counts[1]} 行"] if counts[0] != counts[1] else ["规则内容修改"]
