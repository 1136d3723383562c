"""What makes the engine move, and what a move leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflows.engine.definition import Node
from workflows.engine.timers import TimerName
from workflows.errors import Conflict, NotAvailable


class NotWaiting(NotAvailable):
    """Nothing in the case waits for this message (now)."""


class SeveralWaiting(Conflict):
    """More than one place waits for this message; it is given to none."""


class Event:
    """What makes the engine move."""


@dataclass(frozen=True, slots=True)
class Begin(Event):
    """The case is opened; `names` are the data it starts with."""

    names: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CompleteTask(Event):
    """A person answered a task."""

    task_id: str
    attempt: int
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FireTimer(Event):
    """The moment that a waiting timer was named for has come."""

    task_id: str


@dataclass(frozen=True, slots=True)
class Deliver(Event):
    """A message for exactly one waiting place: its name, and its scope where several may wait."""

    name: str
    scope: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SendBack(Event):
    """An open task is given back to an element that the case has already passed."""

    task_id: str
    attempt: int
    to: str


@dataclass(frozen=True, slots=True)
class Look(Event):
    """Nothing happens to the engine; it only tells what waits."""


@dataclass(frozen=True, slots=True)
class Abandon(Event):
    """The case ends here by decision of a person (opened twice, wrong unit, subject gone)."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A human step that waits: where it is drawn, which attempt, and the data it was opened with."""

    task_id: str
    attempt: int
    node: Node
    names: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WaitingTimer:
    """A timer that waits on its name."""

    task_id: str
    node: Node
    name: TimerName


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A place that waits for a message."""

    task_id: str
    node: Node
    name: str
    scope: str


@dataclass(frozen=True, slots=True)
class ThrownMessage:
    """A message that the diagram threw; it leaves the case by the outbox."""

    name: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Undone:
    """An act that was carried out on a path which this step cut off, or only went back over."""

    operator: str
    parameters: Mapping[str, Any]
    is_cut_off: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step led to: what waits now, what was passed, what was thrown, and whether the case ended.

    `cancelled` names the branches (called or embedded processes) that this step cut off, `undone` the acts carried out
    on what it cut off or went back over; `entered` are the places where the case stands since this step, the outer
    ones first. `uncaught` names errors that nothing in the diagram caught. A case is stuck when it has not ended and
    waits for nobody and nothing.
    """

    tasks: tuple[OpenTask, ...]
    timers: tuple[WaitingTimer, ...]
    messages: tuple[WaitingMessage, ...]
    passed: tuple[Node, ...]
    thrown: tuple[ThrownMessage, ...]
    cancelled: tuple[str, ...]
    ended: bool
    stuck: bool
    names: Mapping[str, Any]
    entered: tuple[Node, ...] = ()
    undone: tuple[Undone, ...] = ()
    uncaught: tuple[str, ...] = ()

    def followed_by(self, later: Outcome) -> Outcome:
        """Both as one step: what waits is what waits in the end, what happened is what happened in either."""
        return replace(
            later,
            passed=self.passed + later.passed,
            thrown=self.thrown + later.thrown,
            cancelled=self.cancelled + later.cancelled,
            entered=self.entered + later.entered,
            undone=self.undone + later.undone,
            uncaught=self.uncaught + later.uncaught,
        )
