"""Decides how a finding is made and said: a rule meets a place, and says what is wrong and how to put it right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from workflows.engine.lint.model import Model, Place


class Level(StrEnum):
    """What a finding does to a release."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def label(self) -> str:
        return {Level.ERROR: "错误", Level.WARNING: "提示"}[self]


class Severity(Enum):
    """How a rule weighs: everywhere, only as advice, or as advice that binds the folders of the house."""

    ERROR = "一律拒绝"
    WARNING = "提示"
    HOUSE = "本单位规范"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a rule is broken, with what its sentence needs to know."""

    place: Place
    details: Mapping[str, object] = field(default_factory=dict)


def hit(place: Place, **details: object) -> Hit:
    return Hit(place, details)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the linter knows; the sentences are filled with the details of a hit."""

    id: str
    severity: Severity
    message: str
    english: str
    hint: str
    hint_english: str
    check: Callable[[Model], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong where, and what to do about it."""

    level: Level
    rule: str
    file: str
    element: str
    name: str
    message: str
    hint: str
    english: str = ""
    hint_english: str = ""

    def said_in(self, language: str) -> tuple[str, str]:
        """Message and hint in the reader's language; everything but English is answered in Chinese."""
        if language.lower().startswith("en"):
            return self.english, self.hint_english
        return self.message, self.hint


def finding(rule: Rule, found: Hit, house: bool) -> Finding:
    """What a hit of a rule amounts to in a folder of the house or a foreign one."""
    binding = rule.severity is Severity.ERROR or (rule.severity is Severity.HOUSE and house)
    place = found.place
    shown = {"name": place.name or place.element, "id": place.element, **found.details}
    return Finding(
        level=Level.ERROR if binding else Level.WARNING,
        rule=rule.id,
        file=place.file,
        element=place.element,
        name=place.name,
        message=rule.message.format(**shown),
        hint=rule.hint.format(**shown),
        english=rule.english.format(**shown),
        hint_english=rule.hint_english.format(**shown),
    )
