"""Reads well: whether a diagram is drawn so that a person can follow it from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from math import isfinite

from lxml import etree

from workflows.engine.lint.bundle import BPMN
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.geometry import Box, Point, cross, is_oblique, run_together, segments
from workflows.engine.lint.model import Diagram, Flow, Model, Node

MOST_NODES = 25
MOST_POINTS = 6
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """The shapes and lines of a diagram, without what lies hidden in collapsed subprocesses."""

    boxes: Mapping[str, Box]
    lines: Mapping[str, tuple[Point, ...]]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @property
    def drawn(self) -> list[tuple[Node, Box]]:
        return [(node, self.boxes[node.id]) for node in self.nodes if node.id in self.boxes]


@lru_cache(maxsize=64)
def drawing_of(diagram: Diagram) -> Drawing:
    boxes, collapsed = {}, set()
    for shape in diagram.root.iter(f"{_DI}BPMNShape"):
        key, bounds = shape.get("bpmnElement") or "", shape.find(f"{_DC}Bounds")
        if bounds is not None:
            boxes[key] = Box(*(_number(bounds.get(part)) for part in ("x", "y", "width", "height")))
        if shape.get("isExpanded") == "false":
            collapsed.add(key)
    lines = {
        edge.get("bpmnElement") or "": tuple((_number(p.get("x")), _number(p.get("y"))) for p in edge.iter(_WAYPOINT))
        for edge in diagram.root.iter(f"{_DI}BPMNEdge")
    }
    open_scopes = [s for s in diagram.scopes if not _is_hidden(s.element, collapsed)]
    nodes = tuple(node for scope in open_scopes for node in scope.nodes)
    return Drawing(boxes, lines, nodes, tuple(flow for scope in open_scopes for flow in scope.flows))


def _number(text: str | None) -> float:
    """A coordinate; the standard also allows infinity, which has no place on a page."""
    value = float(text or 0)
    return value if isfinite(value) else 0.0


def _is_hidden(element: etree._Element, collapsed: set[str]) -> bool:
    return element.get("id") in collapsed or any(a.get("id") in collapsed for a in element.iterancestors())


def _drawings(model: Model) -> Iterator[tuple[Diagram, Drawing]]:
    """The diagrams that are drawn at all; the others are told once, by not-drawn."""
    for diagram in model.diagrams:
        drawing = drawing_of(diagram)
        if drawing.boxes:
            yield diagram, drawing


def _not_drawn(model: Model) -> Iterator[Hit]:
    for diagram in model.diagrams:
        drawing = drawing_of(diagram)
        if not drawing.boxes:
            yield hit(replace(diagram.place, name=diagram.place.file))
            continue
        known = drawing.boxes.keys() | drawing.lines.keys()
        places = [*(node.place for node in drawing.nodes), *(flow.place for flow in drawing.flows)]
        for lane in diagram.root.iter(f"{BPMN}lane"):
            places.append(replace(diagram.place, element=lane.get("id") or "", name=lane.get("name") or ""))
        yield from (hit(place) for place in places if place.element not in known)


def _overlapping(model: Model) -> Iterator[Hit]:
    for _, drawing in _drawings(model):
        for (one, a), (other, b) in combinations(drawing.drawn, 2):
            attached = one.attached_to == other.id or other.attached_to == one.id
            if a.overlaps(b) and not attached and not a.contains(b) and not b.contains(a):
                yield hit(one.place, other=other.name or other.id)


def _outside_lanes(model: Model) -> Iterator[Hit]:
    for diagram, drawing in _drawings(model):
        places = {node.id: node.place for node in drawing.nodes}
        for lane in diagram.root.iter(f"{BPMN}lane"):
            room = drawing.boxes.get(lane.get("id") or "")
            for ref in lane.findall(f"{BPMN}flowNodeRef") if lane.find(f"{BPMN}childLaneSet") is None else ():
                key = (ref.text or "").strip()
                box = drawing.boxes.get(key)
                if room and box and key in places and not room.contains(box):
                    yield hit(places[key], lane=lane.get("name") or lane.get("id"))


def _through_shapes(model: Model) -> Iterator[Hit]:
    for _, drawing in _drawings(model):
        hosts = {node.id: node.attached_to for node in drawing.nodes}
        for flow in drawing.flows:
            ends = {flow.source, flow.target, hosts.get(flow.source), hosts.get(flow.target)}
            for node, box in drawing.drawn:
                passes = any(box.is_entered_by(line) for line in segments(drawing.lines.get(flow.id, ())))
                if passes and node.id not in ends and not node.is_subprocess:
                    yield hit(flow.place, other=node.name or node.id)


def _crossing(model: Model) -> Iterator[Hit]:
    for _, drawing in _drawings(model):
        for one, other in combinations([f for f in drawing.flows if f.id in drawing.lines], 2):
            if _meet(drawing, one, other):
                yield hit(one.place, other=other.name or other.id)


def _meet(drawing: Drawing, one: Flow, other: Flow) -> bool:
    strangers = one.source != other.source and one.target != other.target
    for a in segments(drawing.lines[one.id]):
        for b in segments(drawing.lines[other.id]):
            if cross(a, b) or (strangers and run_together(a, b)):
                return True
    return False


def _oblique(model: Model) -> Iterator[Hit]:
    for _, drawing in _drawings(model):
        for flow in drawing.flows:
            if any(is_oblique(line) for line in segments(drawing.lines.get(flow.id, ()))):
                yield hit(flow.place)


def _long_winded(model: Model) -> Iterator[Hit]:
    for _, drawing in _drawings(model):
        for flow in drawing.flows:
            points = drawing.lines.get(flow.id, ())
            if len(points) > MOST_POINTS:
                yield hit(flow.place, bends=len(points) - 2)


def _crooked(model: Model) -> Iterator[Hit]:
    for _, drawing in _drawings(model):
        for flow in drawing.flows:
            source, target = drawing.boxes.get(flow.source), drawing.boxes.get(flow.target)
            if source and target and 1 < abs(source.middle - target.middle) < 9:
                yield hit(flow.place)


def _backwards(model: Model) -> Iterator[Hit]:
    for diagram, drawing in _drawings(model):
        count = 0
        for flow in drawing.flows:
            source, target = drawing.boxes.get(flow.source), drawing.boxes.get(flow.target)
            count += bool(source and target and target.right < source.x)
        if count > max(2, len(drawing.flows) // 8):
            yield hit(diagram.place, count=count, flows=len(drawing.flows))


def _crowded(model: Model) -> Iterator[Hit]:
    for diagram in model.diagrams:
        count = len(drawing_of(diagram).nodes)
        if count > MOST_NODES:
            yield hit(diagram.place, count=count, limit=MOST_NODES)


RULES = (
    Rule(
        "not-drawn", Severity.HOUSE, "“{name}”没有画出来", "{name} is not drawn",
        "在编辑器里把它画上", "Draw it in an editor.", _not_drawn,
    ),
    Rule(
        "shapes-overlap", Severity.HOUSE, "“{name}”与“{other}”重叠", "{name} and {other} overlap",
        "把它们移开", "Move them apart.", _overlapping,
    ),
    Rule(
        "outside-lane", Severity.HOUSE, "“{name}”画在泳道“{lane}”外面", "{name} is drawn outside its lane {lane}",
        "移进泳道，或改变它所属的泳道", "Move it into the lane, or assign it to the other lane.", _outside_lanes,
    ),
    Rule(
        "flow-through-shape", Severity.HOUSE, "线“{name}”穿过“{other}”", "the flow {name} runs through {other}",
        "让线绕开", "Lead the flow around it.", _through_shapes,
    ),
    Rule(
        "flows-cross", Severity.HOUSE, "线“{name}”与“{other}”交叉或重合", "the flows {name} and {other} cross or run together",
        "重排节点，使线不相交", "Rearrange the nodes so that no flows meet.", _crossing,
    ),
    Rule(
        "oblique-flow", Severity.WARNING, "线“{name}”是斜的", "the flow {name} is oblique",
        "用横平竖直的线", "Use level and upright lines.", _oblique,
    ),
    Rule(
        "long-winded-flow", Severity.WARNING, "线“{name}”拐了 {bends} 个弯", "the flow {name} bends {bends} times",
        "把两端移近", "Move its ends closer.", _long_winded,
    ),
    Rule(
        "crooked-line", Severity.WARNING, "线“{name}”的两端几乎在一条线上，又差一点", "the ends of {name} are almost on one line",
        "把两端对齐", "Align the two ends.", _crooked,
    ),
    Rule(
        "runs-backwards", Severity.WARNING, "{flows} 条线里有 {count} 条往回走", "{count} of {flows} flows run backwards",
        "让主路径从左到右", "Let the story read from left to right.", _backwards,
    ),
    Rule(
        "crowded-page", Severity.HOUSE, "一页上有 {count} 个节点，超过 {limit} 个", "{count} nodes on one page, more than {limit}",
        "把一部分画成被调流程", "Put a part into a called process.", _crowded,
    ),
)  # fmt: skip
