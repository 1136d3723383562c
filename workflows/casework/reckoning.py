"""What the law makes of a case: its deadlines by round, as they stand now or as they would have stood on another day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from workflows.casework.event import Step
from workflows.law.deadlines import Deadline, Extension, Fact, Hold, reckon
from workflows.store import facts
from workflows.store.facts import DeadlineRow, Owner
from workflows.store.timers import Fired


class Bound(NamedTuple):
    """What a row follows: the rule, the scope and the first fact of the round; a corrected fact keeps its origin."""

    rule: str
    scope: str
    fact_id: int


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Everything a row is set by: the deadlines by round, what they were reckoned from, and what has fired.

    `stored` are the deadlines as they were written down last.
    """

    deadlines: Mapping[Bound, Deadline]
    facts: Mapping[int, Fact]
    holds: Sequence[Hold]
    extensions: Sequence[Extension]
    fired: frozenset[Fired]
    stored: Sequence[DeadlineRow]

    def running(self, rule: str, scope: str) -> Bound | None:
        """The round of the rule that began last and was not stopped yet."""
        found = [b for b, d in self.deadlines.items() if (b.rule, b.scope) == (rule, scope) and not d.is_stopped]
        return max(found, key=lambda bound: self.facts[self.deadlines[bound].start_fact_id].order, default=None)

    def deadline(self, rule: str, scope: str) -> Deadline | None:
        bound = self.running(rule, scope)
        return None if bound is None else self.deadlines[bound]


def owner_of(step: Step) -> Owner:
    return Owner("case", step.case.id)


def reckon_case(step: Step) -> Reckoned:
    """The deadlines of the case as they stand now."""
    known = facts.read_known(step.connection, owner_of(step))
    return Reckoned(
        deadlines=by_round(step, known.facts, known.holds, known.extensions),
        facts={fact.id: fact for fact in known.facts},
        holds=known.holds,
        extensions=known.extensions,
        fired=known.fired,
        stored=known.deadlines,
    )


def by_round(
    step: Step, known: Sequence[Fact], holds: Sequence[Hold], extensions: Sequence[Extension], on: date | None = None
) -> Mapping[Bound, Deadline]:
    """The deadlines that these facts, holds and extensions make, seen today or on another day."""
    law = step.desk.law
    found = reckon(known, holds, extensions, law.policies, law.calendar, on or step.desk.today)
    return {Bound(one.rule_key, one.scope, one.origin_fact_id): one for one in found}


def as_of(step: Step, reckoned: Reckoned, day: date) -> Mapping[Bound, Deadline]:
    """The deadlines of that day by what is known now: later holds and decisions about extensions had not happened."""
    holds = [hold for hold in reckoned.holds if hold.begun_on <= day]
    extensions = [_undecided(one, day) for one in reckoned.extensions if one.dated <= day]
    return by_round(step, list(reckoned.facts.values()), holds, extensions, day)


def _undecided(extension: Extension, day: date) -> Extension:
    later = [on for on in (extension.approved_on, extension.refused_on) if on is not None and on > day]
    return replace(extension, approved_on=None, refused_on=None) if later else extension
