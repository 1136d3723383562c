"""Safety: whether each timer says a time that the engine can read on the day it is entered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from workflows.engine import language
from workflows.engine.language import BadExpression, Call, Literal
from workflows.engine.lint.bundle import BPMN, local
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.model import Model, Node
from workflows.engine.timers import TIMER_WORDS, literal_due
from workflows.errors import BadDiagram

_BARE = re.compile(r"R?\d*/?P[\dTYMWDHS.]+|R\d*/\S+|\d{4}-\d\d\b.*", re.IGNORECASE)
_CYCLE = re.compile(r"R\d*/(.+/)?P.+", re.IGNORECASE)
_ANY_DAY = datetime(2026, 1, 31, 9, tzinfo=UTC)
_WORDS: dict[str, language.Function] = dict(TIMER_WORDS.items())
_ARGUMENTS = {"due": (1, 2), "before": (2, 3), "after": (2, 3)}


@dataclass(frozen=True, slots=True)
class Timer:
    """The time of one event: the text, and whether it repeats."""

    node: Node
    text: str
    repeats: bool

    @property
    def word(self) -> Call | None:
        """The call of due, before or after that the text is, when it is one."""
        found = [c for c in language.calls(self.text) if c.name in TIMER_WORDS]
        return found[0] if len(found) == 1 and self.text.strip().startswith(found[0].name) else None


def timers(model: Model) -> Iterator[Timer]:
    """Every timer of the bundle that has a time at all."""
    for node in model.nodes:
        definition = node.definition("timer")
        for time in definition.element if definition else ():
            if time.tag.startswith(BPMN) and local(time) in {"timeDate", "timeDuration", "timeCycle"}:
                yield Timer(node, time.text or "", local(time) == "timeCycle")


def argument(call: Call, index: int) -> str | None:
    """A written-out argument; None when it has to be worked out, empty when it is not there."""
    if index >= len(call.arguments):
        return ""
    literal = call.arguments[index]
    return str(literal.value) if isinstance(literal, Literal) else None


def _without_time(model: Model) -> Iterator[Hit]:
    timed = {id(timer.node) for timer in timers(model) if timer.text.strip()}
    yield from (hit(node.place) for node in model.nodes if node.definition("timer") and id(node) not in timed)


def _bare_literals(model: Model) -> Iterator[Hit]:
    for timer in timers(model):
        if _BARE.fullmatch(timer.text.strip()):
            yield hit(timer.node.place, text=timer.text.strip())


def _unreadable_literals(model: Model) -> Iterator[Hit]:
    for timer in timers(model):
        text = timer.text.strip()
        if not text or _BARE.fullmatch(text) or language.check(text) or language.names_used(text):
            continue
        if not _is_readable(timer, text):
            yield hit(timer.node.place, text=text)


def _is_readable(timer: Timer, text: str) -> bool:
    try:
        value = language.evaluate(text, {}, _WORDS)
    except (BadExpression, BadDiagram):
        return False
    if timer.word is not None:
        return not timer.repeats
    if not isinstance(value, str) or bool(_CYCLE.fullmatch(value)) is not timer.repeats:
        return False
    try:
        literal_due(value, _ANY_DAY)
    except BadDiagram:
        return False
    return "-P" not in value.upper() and "P-" not in value.upper()


def _wrong_words(model: Model) -> Iterator[Hit]:
    for timer in timers(model):
        for call in language.calls(timer.text):
            least, most = _ARGUMENTS.get(call.name, (0, 99))
            if not least <= len(call.arguments) <= most:
                yield hit(timer.node.place, word=call.name)


RULES = (
    Rule(
        "timer-without-time", Severity.ERROR, "定时“{name}”没有写时间", "the timer {name} says no time",
        "写 due(\"规则\")、before(\"规则\", \"提前量\") 或 after(\"规则\", \"推后量\")", "Write due(\"rule\"), before(\"rule\", \"offset\") or after(\"rule\", \"offset\").", _without_time,
    ),
    Rule(
        "timer-unquoted", Severity.ERROR, "定时“{name}”的 {text} 没有加引号，运行时才会出错", "the timer {name}: {text} needs quotes and would fail only when entered",
        "写成 \"{text}\"，或改用规则", "Write \"{text}\", or use a rule.", _bare_literals,
    ),
    Rule(
        "timer-unreadable", Severity.ERROR, "定时“{name}”的时间 {text} 读不懂", "the timer {name}: {text} cannot be read",
        "时长如 \"P3D\"，日期如 \"2026-12-01T09:00:00+08:00\"，重复如 \"R3/P1D\"", "A duration is \"P3D\", a date \"2026-12-01T09:00:00+08:00\", a repetition \"R3/P1D\".", _unreadable_literals,
    ),
    Rule(
        "timer-word", Severity.ERROR, "定时“{name}”的 {word}(…) 参数个数不对", "the timer {name}: {word}(…) has the wrong number of arguments",
        "due(规则[, 范围])；before、after(规则, 名称[, 范围])", "due(rule[, scope]); before and after(rule, offset[, scope]).", _wrong_words,
    ),
)  # fmt: skip
