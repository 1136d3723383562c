"""The steps of a case as an ordered list, equal to its diagram: done with person and day, current, and still possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workflows.engine.definition import Definition, Node
from workflows.queries.case import Happening, OpenTask

SHOWN = frozenset({"userTask", "intermediateCatchEvent", "boundaryEvent", "callActivity", "endEvent"})


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    CURRENT = "current"
    OPEN = "open"

    @property
    def label(self) -> str:
        return {StepState.DONE: "已完成", StepState.CURRENT: "当前", StepState.OPEN: "未到"}[self]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the list."""

    process: str
    element: str
    name: str
    lane: str
    kind: str
    state: StepState
    who: str
    at: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class _Done:
    who: str
    at: datetime


def list_steps(definition: Definition, happenings: Iterable[Happening], tasks: Iterable[OpenTask]) -> list[StepLine]:
    """Done steps in the order in which they were first done, then the current ones, then what is still possible."""
    done = _done(happenings)
    current = {(task.process, task.element): task for task in tasks}
    lines = [
        _line(definition.nodes[place], done.get(place), current.get(place))
        for place in _order(definition, done, current)
    ]
    return [line for line in lines if line.kind in SHOWN and line.name]


def _done(happenings: Iterable[Happening]) -> Mapping[tuple[str, str], _Done]:
    """The first time each element was passed or completed, oldest first."""
    found: dict[tuple[str, str], _Done] = {}
    for entry in sorted(happenings, key=lambda entry: entry.seq):
        places = [tuple(place) for place in entry.body.get("passed", ())]
        if entry.kind == "task.completed":
            places.insert(0, tuple(entry.body["element"]))
        for place in places:
            found.setdefault((place[0], place[1]), _Done(entry.actor, entry.at))
    return found


def _order(
    definition: Definition, done: Mapping[tuple[str, str], _Done], current: Mapping[tuple[str, str], OpenTask]
) -> list[tuple[str, str]]:
    known = [place for place in (*done, *current) if place in definition.nodes]
    rest = [place for place in definition.nodes if place[0] == definition.key]
    return list(dict.fromkeys([*known, *rest]))


def _line(node: Node, done: _Done | None, task: OpenTask | None) -> StepLine:
    state = StepState.CURRENT if task else StepState.DONE if done else StepState.OPEN
    return StepLine(
        process=node.process,
        element=node.element,
        name=node.name,
        lane=node.lane,
        kind=node.kind,
        state=state,
        who=(task.holder or "待领取") if task else done.who if done else "",
        at=done.at if done and not task else None,
        since=task.opened_at if task else None,
    )


def marks(definition: Definition, lines: Iterable[StepLine]) -> Mapping[str, Mapping[str, str]]:
    """What the diagram of the main process marks: element → state with its word."""
    return {
        line.element: {"state": line.state.value, "label": line.state.label}
        for line in lines
        if line.process == definition.key and line.state is not StepState.OPEN
    }
