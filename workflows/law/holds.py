"""Decides which holds and extensions concern a round, and when a hold ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.law.calendar import Calendar
from workflows.law.policy import Policies
from workflows.law.rounds import Round
from workflows.law.terms import Span, Term, tally


@dataclass(frozen=True, slots=True)
class Hold:
    """中止计时: begun by an act of one day, ended by an act of another or still open; without scope it holds every branch."""

    kind: str
    begun_on: date
    ended_on: date | None = None
    reason: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """延期: asked on a day, granted (`approved_on`), refused, or still open; it counts from the old last day.

    Without `start_fact_id` it belongs to the round that ran when it was asked or granted.
    """

    rule: str
    scope: str
    term: Term
    approved_on: date | None
    reason: str = ""
    asked_on: date | None = None
    refused_on: date | None = None
    start_fact_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.approved_on is None and self.refused_on is None

    @property
    def dated(self) -> date:
        return self.asked_on or self.approved_on or self.refused_on or date.max


@dataclass(frozen=True, slots=True)
class Held:
    """The days that holds take out of one round, and whether one of them still runs."""

    spans: tuple[Span, ...]
    open_reason: str | None


def holds_of(one: Round, holds: Iterable[Hold], today: date) -> list[Hold]:
    """The holds that stop this rule, in the order in which they began."""
    found = [hold for hold in holds if hold.kind in one.rule.stopped_by and hold.scope in ("", one.start.scope)]
    return sorted((hold for hold in found if hold.begun_on <= today), key=lambda hold: hold.begun_on)


def end_of(hold: Hold, until: date, policies: Policies, calendar: Calendar) -> tuple[date, bool]:
    """The last held day, and whether the hold still runs; it ends by itself at the maximum that the policy sets."""
    latest = latest_end(hold, policies, calendar) or date.max
    ended = min(hold.ended_on or date.max, latest)
    return min(ended, until), hold.ended_on is None and ended >= until


def latest_end(hold: Hold, policies: Policies, calendar: Calendar) -> date | None:
    """The day on which the hold ends by itself, or None when the policy sets no maximum."""
    profile = policies.on(hold.begun_on)
    kind = profile.find_hold(hold.kind)
    limit = profile.find_rule(kind.maximum) if kind and kind.maximum else None
    return tally(limit.term, hold.begun_on, calendar).on if limit and limit.term else None


def reason_of(hold: Hold, policies: Policies) -> str:
    kind = policies.on(hold.begun_on).find_hold(hold.kind)
    name = kind.name if kind else hold.kind
    return f"{name}：{hold.reason}" if hold.reason and hold.reason != name else name


def belongs(extension: Extension, one: Round, rounds: Sequence[Round]) -> bool:
    """An extension concerns one round: the one it names, or the last that had begun when it was asked."""
    if extension.rule != one.rule.key or extension.scope != one.start.scope:
        return False
    if extension.start_fact_id is not None:
        return extension.start_fact_id in (one.start.id, one.origin)
    later = [
        other
        for other in rounds
        if (other.rule.key, other.start.scope) == (one.rule.key, one.start.scope)
        and one.start.order < other.start.order
        and other.start.on <= extension.dated
    ]
    return one.start.on <= extension.dated and not later
