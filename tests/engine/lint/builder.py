"""Builds small diagrams of the house, drawn tidily, so that a test can spoil them in one place."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
 id="{key}_definitions" targetNamespace="xinfu">"""
COLUMN, ROW, LEFT, TOP = 180, 140, 120, 80
SIZES = {"Event": (36, 36), "Gateway": (50, 50)}


def _size(kind: str) -> tuple[int, int]:
    return next((size for ending, size in SIZES.items() if kind.endswith(ending)), (100, 80))


@dataclass(frozen=True, slots=True)
class _Node:
    kind: str
    id: str
    at: tuple[float, float]
    xml: str

    @property
    def middle(self) -> tuple[float, float]:
        return LEFT + self.at[0] * COLUMN + COLUMN / 2, TOP + self.at[1] * ROW + ROW / 2


@dataclass(slots=True)
class Build:
    """One process with lanes by row; nodes are put at (column, row), flows are drawn level and upright."""

    key: str
    name: str
    lanes: tuple[str, ...] = ()
    before: str = ""
    io: str = ""
    nodes: dict[str, _Node] = field(default_factory=dict)
    flows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def node(
        self, kind: str, key: str, name: str, at: tuple[float, float], inner: str = "", attributes: str = ""
    ) -> Build:
        xml = f'<{kind} id="{key}" name="{name}"{" " if attributes else ""}{attributes}>{inner}</{kind}>'
        self.nodes[key] = _Node(kind, key, at, xml)
        return self

    def user(self, key: str, name: str, at: tuple[float, float], inner: str = "", /, **properties: str) -> Build:
        given = {"formJsonSchemaFilename": "answers.json", "deadline": "none", **properties}
        lines = "".join(f'\n<spiffworkflow:property name="{k}" value="{v}"/>' for k, v in given.items())
        variable = f"<spiffworkflow:variableName>{key}</spiffworkflow:variableName>"
        extensions = (
            f"<spiffworkflow:properties>{lines}\n</spiffworkflow:properties>{variable}"
            "<spiffworkflow:instructionsForEndUser>核对材料。</spiffworkflow:instructionsForEndUser>"
        )
        return self.node("userTask", key, name, at, f"<extensionElements>{extensions}</extensionElements>{inner}")

    def service(self, key: str, name: str, at: tuple[float, float], action: str, /, **parameters: str) -> Build:
        given = "".join(f'<spiffworkflow:parameter id="{k}" type="str" value="{v}"/>' for k, v in parameters.items())
        operator = (
            f'<spiffworkflow:serviceTaskOperator id="{action}" resultVariable="{key}_result">'
            f"<spiffworkflow:parameters>{given}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        )
        return self.node("serviceTask", key, name, at, f"<extensionElements>{operator}</extensionElements>")

    def flow(self, source: str, target: str, name: str = "", condition: str = "") -> Build:
        self.flows.append((source, target, name, condition))
        return self

    def chain(self, *keys: str) -> Build:
        for source, target in pairwise(keys):
            self.flow(source, target)
        return self

    def xml(self) -> str:
        lanes = "".join(self._lane(number, name) for number, name in enumerate(self.lanes))
        lane_set = f'<laneSet id="{self.key}_lanes">{lanes}</laneSet>' if lanes else ""
        nodes = "\n".join(node.xml for node in self.nodes.values())
        flows = "\n".join(self._flow(*flow) for flow in self.flows)
        process = f'<process id="{self.key}" name="{self.name}" isExecutable="true">{self.io}{lane_set}\n{nodes}\n{flows}\n</process>'
        return f"{HEAD.format(key=self.key)}\n{self.before}{process}\n{self._drawing()}\n</definitions>"

    def _lane(self, number: int, name: str) -> str:
        refs = "".join(
            f"<flowNodeRef>{n.id}</flowNodeRef>" for n in self.nodes.values() if number - 0.5 <= n.at[1] < number + 0.5
        )
        return f'<lane id="lane_{number}" name="{name}">{refs}</lane>\n'

    def _flow(self, source: str, target: str, name: str, condition: str) -> str:
        said = f' name="{name}"' if name else ""
        inner = f'<conditionExpression xsi:type="tFormalExpression">{escape(condition)}</conditionExpression>'
        ends = f'id="{source}_to_{target}"{said} sourceRef="{source}" targetRef="{target}"'
        return f"<sequenceFlow {ends}>{inner if condition else ''}</sequenceFlow>"

    def _drawing(self) -> str:
        wide = max(int(node.at[0]) for node in self.nodes.values()) + 1
        shapes = [
            _shape(f"lane_{number}", (LEFT, TOP + number * ROW, wide * COLUMN, ROW))
            for number in range(len(self.lanes))
        ]
        for node in self.nodes.values():
            (width, height), (x, y) = _size(node.kind), node.middle
            hidden = ' isExpanded="false"' if node.kind in {"subProcess", "transaction"} else ""
            shapes.append(_shape(node.id, (x - width / 2, y - height / 2, width, height), hidden))
        edges = [_edge(f"{a}_to_{b}", self._route(self.nodes[a], self.nodes[b])) for a, b, _, _ in self.flows]
        plane = f'<bpmndi:BPMNPlane id="{self.key}_plane" bpmnElement="{self.key}">'
        return f'<bpmndi:BPMNDiagram id="{self.key}_diagram">{plane}\n{"".join(shapes + edges)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'

    @staticmethod
    def _route(source: _Node, target: _Node) -> list[tuple[float, float]]:
        """Level when both are in one row, back under the row, else down or up first and then across."""
        (ax, ay), (bx, by) = source.middle, target.middle
        (aw, ah), (bw, bh) = _size(source.kind), _size(target.kind)
        if ay == by and ax < bx:
            return [(ax + aw / 2, ay), (bx - bw / 2, by)]
        if ay == by:
            low = ay + ROW / 2 - 8
            return [(ax, ay + ah / 2), (ax, low), (bx, low), (bx, by + bh / 2)]
        down = 1 if by > ay else -1
        if ax == bx:
            return [(ax, ay + down * ah / 2), (bx, by - down * bh / 2)]
        return [(ax, ay + down * ah / 2), (ax, by), (bx - bw / 2, by)]


def _shape(key: str, box: tuple[float, float, float, float], extra: str = "") -> str:
    bounds = 'x="{:g}" y="{:g}" width="{:g}" height="{:g}"'.format(*box)
    return f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}"{extra}><dc:Bounds {bounds}/></bpmndi:BPMNShape>\n'


def _edge(key: str, points: list[tuple[float, float]]) -> str:
    way = "".join(f'<di:waypoint x="{x:g}" y="{y:g}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge id="{key}_di" bpmnElement="{key}">{way}</bpmndi:BPMNEdge>\n'


def timer(key: str, text: str, kind: str = "timeDuration") -> str:
    """A timer by this expression."""
    body = f'<{kind} xsi:type="tFormalExpression">{escape(text)}</{kind}>'
    return f'<timerEventDefinition id="{key}_timer">{body}</timerEventDefinition>'


def caught(key: str, message: str, variable: str = "") -> str:
    """What makes an event wait for a message."""
    named = f"<spiffworkflow:messageVariable>{variable}</spiffworkflow:messageVariable>" if variable else ""
    return (
        f'<messageEventDefinition id="{key}_message" messageRef="{message}">'
        f"<extensionElements>{named}</extensionElements></messageEventDefinition>"
    )


def properties(**given: str) -> str:
    """Properties of our dialect on an element."""
    lines = "".join(f'<spiffworkflow:property name="{k}" value="{v}"/>' for k, v in given.items())
    return f"<extensionElements><spiffworkflow:properties>{lines}</spiffworkflow:properties></extensionElements>"


def io(inputs: tuple[str, ...], outputs: tuple[str, ...]) -> str:
    """The variables that a called process takes and gives back."""
    given = "".join(f'<dataInput id="{n}" name="{n}"/>' for n in inputs)
    taken = "".join(f'<dataOutput id="{n}" name="{n}"/>' for n in outputs)
    listed_in = "".join(f"<dataInputRefs>{n}</dataInputRefs>" for n in inputs)
    listed_out = "".join(f"<dataOutputRefs>{n}</dataOutputRefs>" for n in outputs)
    sets = f"<inputSet>{listed_in}</inputSet><outputSet>{listed_out}</outputSet>"
    return f"<ioSpecification>{given}{taken}{sets}</ioSpecification>"


def form(**extra: object) -> str:
    """A form of one question."""
    schema = {
        "type": "object",
        "title": "审查意见",
        "additionalProperties": False,
        "properties": {"decision": {"type": "string", "title": "结论"}},
        **extra,
    }
    return json.dumps(schema, ensure_ascii=False)


SETTINGS = """key = "{key}"
name = "信用修复"
letter = "R"
house = true
[lanes]
"信用主体" = "subject"
"经办人" = "officer"
"审批人" = "manager"
"系统" = "system"
[messages.withdrawal]
name = "撤回申请"
from = "subject"
form = "answers.json"
"""


def bundle(*builds: Build, **more: str) -> dict[str, str]:
    """A house folder `repair`: the first process is its own, `more` are further files (two underscores for a dot)."""
    files = {f"repair/{build.key}.bpmn": build.xml() for build in builds}
    files["repair/process.toml"] = SETTINGS.format(key=builds[0].key)
    files["repair/forms/answers.json"] = form()
    return files | {f"repair/{name.replace('__', '.')}": text for name, text in more.items()}


@dataclass(frozen=True, slots=True)
class Pair:
    """A rule, and the one change in a clean bundle that breaks it."""

    rule: str
    bundle: str
    old: str
    new: str
    file: str = "repair/repair.bpmn"
    accepted: dict[str, str] = field(default_factory=dict)
    """Further changes, old → new, that both diagrams of the pair share."""
