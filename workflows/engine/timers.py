"""Timers that wait on a name: the engine stores the name once, and fires only when it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.parser.util import first
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition, TimerEventDefinition
from SpiffWorkflow.spiff.parser import event_parsers

from workflows.clock import CHINA
from workflows.errors import BadDiagram


@dataclass(frozen=True, slots=True)
class TimerName:
    """What a waiting timer was named: the moment of a rule, or (foreign diagrams) a literal instant.

    kind is `due`, `before`, `after` or `literal`; rule and offset are keys of the policy; scope is empty or
    names the branch; text keeps a literal as the diagram wrote it.
    """

    kind: str
    rule: str = ""
    offset: str = ""
    scope: str = ""
    text: str = ""

    def written(self) -> str:
        return json.dumps([self.kind, self.rule, self.offset, self.scope, self.text], ensure_ascii=False)

    @classmethod
    def read(cls, written: str) -> TimerName:
        try:
            return cls(*json.loads(written))
        except (ValueError, TypeError):
            return cls("literal", text=written)


def due(rule: str, scope: str = "") -> str:
    """The end of the last day of the rule's deadline."""
    return TimerName("due", rule, "", str(scope)).written()


def before(rule: str, offset: str, scope: str = "") -> str:
    """The opening hour of the day that the rule's offset names, before the last day."""
    return TimerName("before", rule, offset, str(scope)).written()


def after(rule: str, offset: str, scope: str = "") -> str:
    """The opening hour of the day that the rule's offset names, after the last day."""
    return TimerName("after", rule, offset, str(scope)).written()


TIMER_WORDS: Mapping[str, Callable[..., object]] = {"due": due, "before": before, "after": after}


class NamedTimer(TimerEventDefinition):
    """Evaluates its name on entry, keeps it, and never looks at a clock."""

    def has_fired(self, my_task: Any) -> bool:
        if my_task.internal_data.get("event_value") is None:
            value = my_task.workflow.script_engine.evaluate(my_task, self.expression)
            if not isinstance(value, str):
                raise BadDiagram(
                    f"定时“{self.name}”的内容不是文字：{value!r}",
                    english=f"Timer {self.name!r} holds no text: {value!r}",
                    element=self.name,
                )
            my_task.internal_data["event_value"] = value
        return bool(my_task.internal_data.get("event_fired", False))


class NamedCycle(CycleTimerEventDefinition):
    """A repeated literal of a foreign diagram: each telling makes one round, the last one ends it."""

    def cycle_complete(self, my_task: Any) -> bool:
        inner = my_task.internal_data
        if inner.get("event_value") is None:
            inner["event_value"] = str(my_task.workflow.script_engine.evaluate(my_task, self.expression))
            inner["rounds_left"] = _rounds(inner["event_value"])
        if not inner.pop("told", False):
            return False
        inner["rounds_left"] -= 1
        if inner["rounds_left"] == 0:
            inner["event_fired"] = True
        return True


def _rounds(text: str) -> int:
    """How often a literal repeats; without a number for ever."""
    digits = text.upper().removeprefix("R").split("/")[0]
    if digits and not digits.isdigit():
        raise BadDiagram(f"无法读懂的时间：“{text}”", english=f"Not a time: {text!r}", element=text)
    return max(int(digits), 1) if digits else -1


def literal_due(text: str, now: datetime) -> datetime:
    """The instant that a foreign literal means when it is entered at `now`: a date, a duration or the next round.

    A date without an offset is read in the office's zone. Raises BadDiagram when the text cannot be read.
    """
    try:
        if not text.upper().startswith("R"):
            return _later(text, now) if text.upper().startswith("P") else _instant(text)
        _, *first_round, span = text.split("/")
        if not first_round:
            return _later(span, now)
        due = _instant(first_round[0])
        while due <= now:
            due = _later(span, due)
    except Exception as problem:
        raise BadDiagram(f"无法读懂的时间：“{text}”", english=f"Not a time: {text!r}", element=text) from problem
    return due


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=CHINA)).astimezone(UTC)


def _later(text: str, start: datetime) -> datetime:
    parsed = TimerEventDefinition.parse_iso_duration(text)
    span: timedelta = TimerEventDefinition.get_timedelta_from_start(parsed, start.astimezone(CHINA))
    if span <= timedelta(0):
        raise ValueError(f"no length of time: {text}")
    return start + span


class _ReadsNames:
    """Makes the library's event parsers build our timers."""

    def parse_timer_event(self, event: Any) -> TimerEventDefinition:
        name = self.node.get("name", self.node.get("id"))  # type: ignore[attr-defined]
        for tag, made in (("timeDate", NamedTimer), ("timeDuration", NamedTimer), ("timeCycle", NamedCycle)):
            found = first(self.xpath(f".//bpmn:{tag}"))  # type: ignore[attr-defined]
            if found is not None:
                return made(name, found.text, description=self.get_event_description(event))  # type: ignore[attr-defined]
        raise BadDiagram(f"定时“{name}”没有时间", english=f"Timer {name!r} has no time.", element=str(name))


class NamedCatchParser(_ReadsNames, event_parsers.SpiffIntermediateCatchEventParser):
    """Intermediate catch events with our timers."""


class NamedBoundaryParser(_ReadsNames, event_parsers.SpiffBoundaryEventParser):
    """Boundary events with our timers."""
