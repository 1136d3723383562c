"""Decides where a diagram holds texts of the small language, and which variables a node sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from workflows.engine import language
from workflows.engine.language import Kind
from workflows.engine.lint.bundle import BPMN, SPIFF
from workflows.engine.lint.model import Diagram, Model, Node, Place


class Use(Enum):
    """What a text is there for."""

    CONDITION = "条件"
    SCRIPT = "脚本"
    BEFORE = "进入时的脚本"
    AFTER = "完成后的脚本"
    TIMER = "定时"
    LOOP = "循环"
    PAYLOAD = "消息内容"
    PARAMETER = "动作参数"
    SCOPE = "范围"
    CORRELATION = "消息对应"


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the small language and where it stands."""

    use: Use
    text: str
    place: Place
    node: Node | None = None

    @property
    def kind(self) -> Kind:
        return Kind.SCRIPT if self.use in {Use.SCRIPT, Use.BEFORE, Use.AFTER} else Kind.EXPRESSION


_TIMES = ("timeDate", "timeDuration", "timeCycle")
_LOOPS = ("loopCardinality", "completionCondition", "loopCondition")


def texts(diagram: Diagram) -> Iterator[Text]:
    """Every text of a diagram that the engine will ever work out, in the order of the file."""
    for scope in (scope for scope in diagram.scopes if scope.executable):
        for flow in scope.flows:
            if flow.condition is not None:
                yield Text(Use.CONDITION, flow.condition, flow.place)
        for node in scope.nodes:
            yield from _node_texts(node)
    for element in diagram.root.iter(f"{BPMN}messagePath", f"{SPIFF}messagePayload", f"{SPIFF}payloadExpression"):
        if not any(a.tag.endswith(("Event", "Task")) for a in element.iterancestors()):
            yield Text(Use.CORRELATION, element.text or "", diagram.place)


def _node_texts(node: Node) -> Iterator[Text]:
    yield from (Text(use, text, node.place, node) for use, text in [*_script_texts(node), *_waiting_texts(node)])
    yield from (
        Text(Use.PARAMETER, v, node.place, node) for v in (node.operator.parameters if node.operator else {}).values()
    )
    if "scope" in node.properties:
        yield Text(Use.SCOPE, node.properties["scope"], node.place, node)


def _script_texts(node: Node) -> Iterator[tuple[Use, str]]:
    if node.kind == "scriptTask":
        script = node.element.find(f"{BPMN}script")
        yield Use.SCRIPT, "" if script is None else script.text or ""
    for use, name in ((Use.BEFORE, "preScript"), (Use.AFTER, "postScript")):
        if node.extensions.get(name, "").strip():
            yield use, node.extensions[name]


def _waiting_texts(node: Node) -> Iterator[tuple[Use, str]]:
    for definition in node.definitions:
        yield from ((Use.TIMER, t.text or "") for t in definition.element.iter(*(f"{BPMN}{t}" for t in _TIMES)))
    for tag in _LOOPS:
        yield from ((Use.LOOP, found.text or "") for found in node.element.findall(f"{BPMN}*/{BPMN}{tag}"))
    if not node.is_subprocess:
        payloads = node.element.iter(f"{SPIFF}messagePayload", f"{SPIFF}payloadExpression", f"{SPIFF}expression")
        yield from ((Use.PAYLOAD, payload.text or "") for payload in payloads)


def variable(node: Node, name: str) -> str:
    """The variable that an extension names (variableName, messageVariable), also inside an event definition."""
    if name in node.extensions:
        return node.extensions[name].strip()
    if node.is_subprocess:
        return ""
    found = next(node.element.iter(f"{SPIFF}{name}"), None)
    return "" if found is None else (found.text or "").strip()


def scripts(node: Node) -> tuple[str, ...]:
    return tuple(text.text for text in _node_texts(node) if text.kind is Kind.SCRIPT)


def assigned(model: Model, node: Node) -> frozenset[str]:
    """The variables that a node sets when it is done."""
    found = {name for script in scripts(node) for name in language.names_assigned(script)}
    found |= {variable(node, "variableName"), variable(node, "messageVariable"), multiple(node, "loopDataOutputRef")}
    if node.operator:
        found.add(node.operator.result)
    if node.kind == "userTask" and not variable(node, "variableName"):
        found |= form_fields(model, node)
    inner = model.inner(node)
    if inner is not None and node.is_subprocess:
        found |= {name for child in inner.nodes for name in assigned(model, child)}
    elif inner is not None:
        found |= set(inner.outputs)
    if node.kind == "businessRuleTask":
        found |= _table_outputs(model, node)
    return frozenset(found - {""})


def multiple(node: Node, part: str) -> str:
    """A part of a multi-instance marker: loopDataOutputRef as text, inputDataItem and outputDataItem as id."""
    found = node.element.find(f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}{part}")
    return "" if found is None else (found.get("id") or found.text or "").strip()


def form_path(node: Node) -> str:
    name = node.properties.get("formJsonSchemaFilename", "")
    return f"{node.place.folder}/forms/{name}" if node.place.folder != "." else f"forms/{name}"


def form_fields(model: Model, node: Node) -> frozenset[str]:
    """The names of the questions of a task's form."""
    properties = model.forms.get(form_path(node), {}).get("properties", {})
    return frozenset(properties) if isinstance(properties, dict) else frozenset()


def _table_outputs(model: Model, node: Node) -> set[str]:
    wanted = node.extensions.get("calledDecisionId", "").strip()
    return {
        output.get("name") or ""
        for table in model.tables
        for decision in table.root.iter("{*}decision")
        if decision.get("id") == wanted
        for output in decision.iter("{*}output")
    }
