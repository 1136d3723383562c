"""The steps of a case as an ordered list, equal to its diagrams: done with person and day, current, and still possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from workflows.engine.definition import Definition, Node
from workflows.engine.drawn import BPMN
from workflows.engine.reader import read_xml
from workflows.queries.case import Happening, OpenTask

TASK, CALL, END = "userTask", "callActivity", "endEvent"
_EVENTS = frozenset({"intermediateCatchEvent", "receiveTask"})
Place = tuple[str, str]


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    CURRENT = "current"
    OPEN = "open"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        return {
            StepState.DONE: "已完成",
            StepState.CURRENT: "当前",
            StepState.OPEN: "未到",
            StepState.SKIPPED: "未经过",
        }[self]


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
class Drawing:
    """One diagram of a case: that of its process, or of a process which it calls."""

    key: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class _Done:
    who: str
    at: datetime


def list_steps(
    definition: Definition,
    happenings: Iterable[Happening],
    tasks: Iterable[OpenTask],
    awaits: Iterable[Iterable[str]] = (),
    *,
    is_closed: bool = False,
) -> list[StepLine]:
    """Done steps in the order in which they were first done, then the current ones, then what is still possible."""
    done = _done(happenings)
    current: dict[Place, OpenTask | None] = {(task.process, task.element): task for task in tasks}
    current |= dict.fromkeys(_waited_for(definition, [name for name, _scope in awaits]))
    current |= dict.fromkeys(_callers(definition, current))
    lines = [
        _line(definition.nodes[place], done.get(place), place in current, current.get(place))
        for place in _order(definition, done, current)
    ]
    shown = [line for line in lines if line.name and _is_step(line, definition.key)]
    if is_closed:
        return [replace(one, state=StepState.SKIPPED) if one.state is StepState.OPEN else one for one in shown]
    return shown


def _is_step(line: StepLine, main: str) -> bool:
    """What a reader calls a step: work of people anywhere; of the main process also its parts and how it ended."""
    if line.kind in {TASK, "boundaryEvent"}:
        return line.kind == TASK or line.state is StepState.DONE
    if line.process != main:
        return False
    if line.kind in _EVENTS:
        return line.state is StepState.CURRENT
    return line.kind == CALL or (line.kind == END and line.state is StepState.DONE)


def _done(happenings: Iterable[Happening]) -> Mapping[Place, _Done]:
    """The first time each element was passed or completed, oldest first."""
    found: dict[Place, _Done] = {}
    for entry in sorted(happenings, key=lambda entry: entry.seq):
        places = [tuple(place) for place in entry.body.get("passed", ())]
        if entry.kind == "task.completed":
            places.insert(0, tuple(entry.body["element"]))
        for place in places:
            found.setdefault((place[0], place[1]), _Done(entry.actor, entry.at))
    return found


def _waited_for(definition: Definition, names: Iterable[str]) -> list[Place]:
    """Where the case waits for messages of these names, as far as only one place of its drawings can be meant."""
    found = []
    for name in names:
        places = [place for drawing in definition.diagrams.values() for place in _waits_in(drawing).get(name, ())]
        found += places if len(places) == 1 else []
    return found


@lru_cache(maxsize=512)
def _waits_in(drawing: bytes) -> Mapping[str, tuple[Place, ...]]:
    """The catch events of a drawing by the name of their message; those at the edge of an activity do not count."""
    root = read_xml("drawing.bpmn", drawing)
    names = {str(message.get("id")): str(message.get("name")) for message in root.iter(f"{BPMN}message")}
    found: dict[str, tuple[Place, ...]] = {}
    for process in root.iter(f"{BPMN}process"):
        for event in process.iter(f"{BPMN}intermediateCatchEvent", f"{BPMN}receiveTask"):
            told = event.find(f"{BPMN}messageEventDefinition")
            reference = event.get("messageRef") or (told.get("messageRef") if told is not None else None)
            if reference:
                name = names.get(str(reference), str(reference))
                found[name] = (*found.get(name, ()), (str(process.get("id")), str(event.get("id"))))
    return found


def calls(definition: Definition) -> Mapping[Place, str]:
    """Which process each call activity calls; read from the drawings."""
    found: dict[Place, str] = {}
    for content in definition.diagrams.values():
        found |= _calls_in(content)
    return found


@lru_cache(maxsize=512)
def _calls_in(drawing: bytes) -> Mapping[Place, str]:
    return {
        (str(process.get("id")), str(element.get("id"))): str(element.get("calledElement"))
        for process in read_xml("drawing.bpmn", drawing).iter(f"{BPMN}process")
        for element in process.iter(f"{BPMN}callActivity")
        if element.get("calledElement")
    }


def _callers(definition: Definition, current: Iterable[Place]) -> list[Place]:
    """The call activities inside which something is current, from the inside out."""
    called = calls(definition)
    inside = {process for process, _element in current}
    found: list[Place] = []
    while new := [place for place, process in called.items() if process in inside and place not in found]:
        found += new
        inside |= {process for process, _element in new}
    return found


def _order(definition: Definition, done: Mapping[Place, _Done], current: Mapping[Place, object]) -> list[Place]:
    known = [place for place in (*done, *current) if place in definition.nodes]
    rest = [place for place in definition.nodes if place[0] == definition.key]
    finished = [place for place in known if place not in current]
    return list(dict.fromkeys([*finished, *(place for place in known if place in current), *rest]))


def _line(node: Node, done: _Done | None, is_current: bool, task: OpenTask | None) -> StepLine:
    state = StepState.CURRENT if is_current else StepState.DONE if done else StepState.OPEN
    return StepLine(
        process=node.process,
        element=node.element,
        name=node.name,
        lane=node.lane,
        kind=node.kind,
        state=state,
        who=(task.holder or "待领取") if task else done.who if done and not is_current else "",
        at=done.at if done and not is_current else None,
        since=task.opened_at if task else None,
    )


def marks(definition: Definition, lines: Iterable[StepLine], of: str = "") -> Mapping[str, Mapping[str, str]]:
    """What one drawing marks: element → state, with the person at work."""
    key = of or definition.key
    return {
        line.element: {"state": line.state.value, "label": line.who if line.state is StepState.CURRENT else ""}
        for line in lines
        if line.process == key and line.state in {StepState.DONE, StepState.CURRENT}
    }


def list_drawings(definition: Definition, lines: Iterable[StepLine]) -> list[Drawing]:
    """The drawings of a case, the main one first, each with whether something is current in it."""
    busy = {line.process for line in lines if line.state is StepState.CURRENT}
    names = {
        called: definition.nodes[place].name for place, called in calls(definition).items() if place in definition.nodes
    }
    return [Drawing(key, names.get(key) or definition.name, key in busy) for key in definition.diagrams]
