"""Decides whether a term may be extended once more: asked before its last day is over, and not more often than its rule allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflows.errors import Conflict, NotEligible, Refusal, TooLate
from workflows.law.holds import Extension
from workflows.law.rules import ExtensionRight


@dataclass(frozen=True, slots=True)
class Extendable:
    """A term that its rule allows to extend, as it runs; `due_on` is None while it has no day."""

    name: str
    right: ExtensionRight
    due_on: date | None
    asked: tuple[Extension, ...] = ()

    @property
    def granted(self) -> tuple[Extension, ...]:
        return tuple(one for one in self.asked if one.approved_on is not None)

    @property
    def refused(self) -> tuple[Extension, ...]:
        return tuple(one for one in self.asked if one.refused_on is not None)


def refusal_of(term: Extendable, today: date) -> Refusal | None:
    """Why it cannot be extended any more, or None while somebody may ask for it."""
    if term.due_on is None:
        return Conflict(f"“{term.name}”没有正在计算的期限", english="There is no running deadline to extend.")
    if today > term.due_on:
        return TooLate(
            f"“{term.name}”已于 {term.due_on} 期满，不能再申请延期",
            english="The term is over; it is too late to extend it.",
        )
    if len(term.granted) >= term.right.times:
        return NotEligible(f"“{term.name}”最多延期 {term.right.times} 次，已经用完", english="No extension is left.")
    return None


def of_rule(rule: str, scope: str, asked: Iterable[Extension]) -> tuple[Extension, ...]:
    """The extensions that were asked for of one deadline, in their order."""
    return tuple(one for one in asked if (one.rule, one.scope) == (rule, scope))
