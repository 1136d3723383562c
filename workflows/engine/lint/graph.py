"""Decides what can be reached from where in one process: paths, cycles and the parts of parallel branches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from workflows.engine.lint.model import Node, Scope

Steps = Mapping[str, tuple[str, ...]]


def steps(scope: Scope) -> Steps:
    """From each node the next ones: along flows, and from an activity to the events on its border."""
    found: dict[str, tuple[str, ...]] = {}
    for node in scope.nodes:
        borders = tuple(b.id for b in scope.boundaries(node.id))
        found[node.id] = tuple(f.target for f in node.outgoing if scope.node(f.target)) + borders
    return found


def backwards(ways: Steps) -> Steps:
    """The same steps, walked the other way."""
    found: dict[str, list[str]] = {key: [] for key in ways}
    for source, targets in ways.items():
        for target in targets:
            found[target].append(source)
    return {key: tuple(sources) for key, sources in found.items()}


def reached(ways: Steps, starts: Iterable[str], stop: Callable[[str], bool] = lambda _: False) -> frozenset[str]:
    """Everything from the starts on, the starts included; a node at which to stop is included but not passed."""
    waiting, found = list(starts), set[str]()
    while waiting:
        key = waiting.pop()
        if key in found or key not in ways:
            continue
        found.add(key)
        if not stop(key):
            waiting.extend(ways[key])
    return frozenset(found)


def cycles(ways: Steps) -> tuple[frozenset[str], ...]:
    """The sets of nodes that lead round to each other."""
    back = backwards(ways)
    seen: set[str] = set()
    found = []
    for key in ways:
        if key in seen:
            continue
        ring = reached(ways, [key]) & reached(back, [key])
        seen |= ring
        if len(ring) > 1 or key in ways[key]:
            found.append(ring)
    return tuple(found)


def branches(scope: Scope, split: Node) -> tuple[frozenset[str], ...]:
    """For each flow out of a split the nodes that belong to that branch alone, the split never passed again."""
    ways = steps(scope)
    sides = [reached(ways, [f.target], stop=lambda key: key == split.id) for f in split.outgoing]
    return tuple(
        side.difference({split.id}, *(other for number, other in enumerate(sides) if number != own))
        for own, side in enumerate(sides)
    )
