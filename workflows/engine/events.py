"""What makes the engine move, and what a move leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.engine.definition import Node
from workflows.engine.timers import TimerName


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
class Outcome:
    """What a step led to: what waits now, what was passed, what was thrown, and whether the case ended.

    `cancelled` names the branches (called or embedded processes) that were cut off, now or earlier.
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
