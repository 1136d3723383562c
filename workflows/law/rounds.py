"""Decides which facts open and close a round of which rule."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflows.law.policy import Policies, starts_of, stops_of
from workflows.law.rules import Rule


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened on a day, as the law reckons with it.

    `at` is the instant at which it was recorded. `supersedes` names the wrong fact it replaces; a `void` one says that
    nothing of the kind happened. `variant` is the class of a record or a kind of subject with terms of its own, `sets`
    the days that a served paper itself fixed for a rule.
    """

    id: int
    kind: str
    on: date
    at: datetime
    scope: str = ""
    supersedes: int | None = None
    void: bool = False
    variant: str = ""
    sets: tuple[tuple[str, date], ...] = ()

    @property
    def order(self) -> tuple[date, datetime, int]:
        return (self.on, self.at, self.id)


@dataclass(frozen=True, slots=True)
class Round:
    """One running of a rule: the fact that opened it, the one that closed it, and what it is known by.

    `origin` is the first fact of the chain of corrections that ends in `start`: a timer stays bound to it.
    """

    rule: Rule
    start: Fact
    origin: int
    stop: Fact | None


def standing(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that were not superseded, by day."""
    known = tuple(facts)
    replaced = {fact.supersedes for fact in known}
    return tuple(sorted((f for f in known if f.id not in replaced and not f.void), key=lambda fact: fact.order))


def list_rounds(facts: Sequence[Fact], policies: Policies, today: date) -> Iterator[Round]:
    """Every round that the facts opened. A new start fact of the same kind and scope opens a new one."""
    stand = standing(facts)
    by_id = {fact.id: fact for fact in facts}
    for fact in stand:
        for key in policies.started_by(fact.kind, on=fact.on, today=today):
            opened = _open(key, fact, _Known(stand, by_id), policies, today)
            if opened is not None:
                rule, stop = opened
                yield Round(rule, fact, _origin(fact, by_id), stop)


@dataclass(frozen=True, slots=True)
class _Known:
    """The facts that stand, and all of them by number."""

    stand: Sequence[Fact]
    by_id: Mapping[int, Fact]


def _open(key: str, start: Fact, known: _Known, policies: Policies, today: date) -> tuple[Rule, Fact | None] | None:
    """The rule of this round and what stopped it.

    A newer law with a transition governs only what still ran when it came into force, so the stop is sought first.
    """
    rule, stop = _governed(key, start, known, policies, start.on)
    ended = stop.on if stop is not None else today
    if ended > start.on:
        rule, stop = _governed(key, start, known, policies, ended)
    return (rule, stop) if rule is not None else None


def _governed(key: str, start: Fact, known: _Known, policies: Policies, as_of: date) -> tuple[Rule | None, Fact | None]:
    profile = policies.on(policies.governing_day(key, on=start.on, today=as_of))
    plain = profile.find_rule(key)
    if plain is None or start.kind not in starts_of(plain, profile) or plain.scoped != bool(start.scope):
        return None, None
    first = start if start.kind == plain.start else _opened_before(plain.start, start, known.stand)
    if first is None:
        return None, None
    rule = policies.rule(key, on=start.on, today=as_of, variant=start.variant or first.variant)
    kinds = stops_of(plain, profile)
    if plain.backward:
        return rule, _stop_before(start, kinds, known)
    return rule, _stop(start, kinds, known.stand)


def _opened_before(kind: str, fact: Fact, stand: Sequence[Fact]) -> Fact | None:
    """A supplement opens a term anew only when the term had begun before."""
    earlier = [one for one in stand if one.kind == kind and one.scope == fact.scope and one.order <= fact.order]
    return earlier[-1] if earlier else None


def _stop(start: Fact, kinds: Sequence[str], stand: Sequence[Fact]) -> Fact | None:
    """The first fact that ends the round. The day counts, not the recording; one without scope ends every branch."""
    for fact in stand:
        if fact.kind in kinds and fact.scope in ("", start.scope) and _is_after(fact, start, stand):
            return fact
    return None


def _stop_before(start: Fact, kinds: Sequence[str], known: _Known) -> Fact | None:
    """What has to be done before an event ends its round once it is recorded after the event was fixed, also when moved."""
    fixed = known.by_id.get(_origin(start, known.by_id), start)
    for fact in known.stand:
        if fact.kind in kinds and fact.scope in ("", start.scope) and fact.at >= fixed.at:
            return fact
    return None


def _is_after(fact: Fact, start: Fact, stand: Sequence[Fact]) -> bool:
    if fact.on != start.on:
        return fact.on > start.on
    # On one day the order of recording decides, unless no earlier round could be meant.
    rivals = (one for one in stand if one.kind == start.kind and one.scope == start.scope and one.order < start.order)
    return fact.at >= start.at or not any(rivals)


def _origin(fact: Fact, by_id: Mapping[int, Fact]) -> int:
    while fact.supersedes is not None and fact.supersedes in by_id:
        fact = by_id[fact.supersedes]
    return fact.supersedes if fact.supersedes is not None else fact.id
