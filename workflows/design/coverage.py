"""Counts which sequence flows of the diagrams the played cases went over; told from their journals, after the fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflows.engine.lint.bundle import model_of
from workflows.engine.lint.model import Flow, Model, Node, Scope
from workflows.queries.walks import Pace, Walk

_ONE_OF_MANY = {"exclusiveGateway", "eventBasedGateway"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """The flows that were gone over among all of the processes concerned, and those that nobody took."""

    covered: int
    total: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        return self.covered * 100 // self.total if self.total else 100

    def __str__(self) -> str:
        return f"flows {self.covered}/{self.total} ({self.percent} %)"


def measure(files: Mapping[str, bytes], walks: Iterable[Walk], folders: Iterable[str]) -> Coverage:
    """Over the processes of these folders, and every process that any of the cases came to."""
    model = model_of(files, {}, {})
    wanted, ways = set(folders), list(walks)
    touched = {pace.process for way in ways for pace in way}
    scopes = [s for s in model.scopes if s.place.folder in wanted or s.id in touched]
    flows = [(scope, flow) for scope in scopes for flow in scope.flows]
    taken = {flow for scope in scopes for way in ways for flow in _taken(model, scope, way)}
    missing = tuple(
        f"{scope.id}：{_name(scope, flow.source)} → {_name(scope, flow.target)}"
        for scope, flow in flows
        if flow not in taken
    )
    return Coverage(len(flows) - len(missing), len(flows), missing)


def _name(scope: Scope, key: str) -> str:
    found = scope.node(key)
    return (found.name or key) if found else key


def _taken(model: Model, scope: Scope, way: Walk) -> set[Flow]:
    """The flows of one process that one case went over."""
    nodes = {node.id: node for node in scope.nodes}
    found: set[Flow] = set()
    for at, pace in enumerate(way):
        node = nodes.get(pace.element) if pace.process == scope.id and pace.left else None
        if node is not None and node.outgoing:
            found |= _onward(model, scope, node, way[at + 1 :])
    return found


def _onward(model: Model, scope: Scope, node: Node, rest: Walk) -> set[Flow]:
    """Where the case went on from an element: the first of the ways out at a choice, else each that it came to."""
    open_flows = {flow.target: flow for flow in node.outgoing}
    found: set[Flow] = set()
    for pace in rest:
        if pace.left and (pace.process, pace.element) == (scope.id, node.id):
            break  # it came here again: what follows belongs to that time
        target = _reached(model, scope, open_flows, pace)
        if target is None:
            continue
        found.add(open_flows.pop(target))
        if node.kind in _ONE_OF_MANY or not open_flows:
            break
    return found


def _reached(model: Model, scope: Scope, targets: Iterable[str], pace: Pace) -> str | None:
    """The target that a case came to: by itself, or by the inside of what it alone of them calls."""
    if pace.process == scope.id:
        return next((key for key in targets if key == pace.element), None)
    inside = [key for key in targets if _inside(model, scope, key) == pace.process]
    return inside[0] if len(inside) == 1 else None


def _inside(model: Model, scope: Scope, key: str) -> str:
    """The process that only this element calls; one that several call does not tell by which way a case came."""
    target = scope.node(key)
    inner = model.inner(target) if target is not None else None
    if inner is None or sum(model.inner(node) is inner for node in model.nodes) > 1:
        return ""
    return inner.id
