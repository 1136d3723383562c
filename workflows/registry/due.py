"""Decides when a registry object wants a process of its own: the end of publicity or of a measure, a commitment to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from workflows.clock import day_end
from workflows.law.deadlines import Deadline, Fact, State, reckon
from workflows.registry.circumstances import Circumstances
from workflows.store import facts, timers
from workflows.store.database import Open
from workflows.store.facts import Owner
from workflows.store.timers import Fired, NewTimer, TimerRow

KIND = "start"
PUBLICITY = "publicity.max"
STARTING = (PUBLICITY, "commitment.check", "measure.term")
"""Rules of registry objects whose last day starts the process that names the rule in its process.toml."""

PUBLISHED = "published"
NOT_APPLICABLE = "不适用"


def recount(connection: Open, district: str, owner: Owner, circumstances: Circumstances) -> None:
    """Reckons the deadlines of one registry object anew and sets the timer that starts its process.

    A day that was over before its fact was recorded starts nothing: publicity ends by itself, and an old record that
    comes in late is not announced. A day that has started its process once does not do so again.
    """
    known = facts.read_known(connection, owner)
    deadlines = reckon(known.facts, (), (), circumstances.policies, circumstances.calendar, circumstances.today)
    facts.replace_deadlines(connection, owner, known.deadlines, deadlines)
    rows = {row.rule: row for row in timers.list_timers(connection, owner.kind, owner.id) if row.kind == KIND}
    for rule in STARTING:
        newest = [one for one in deadlines if one.rule_key == rule][-1:]
        for deadline in newest:
            due_at = _due_at(owner, deadline, known.facts, known.fired)
            _set(connection, _new(district, owner, deadline, due_at), rows.get(rule))


def begin(connection: Open, district: str, kind: str, ids: Sequence[int], circumstances: Circumstances) -> None:
    """The same for many objects that have just come in and have no deadline yet, in a few statements."""
    reckoned: dict[Owner, tuple[Deadline, ...]] = {}
    new: list[NewTimer] = []
    for number, known in facts.list_facts_of(connection, kind, ids).items():
        owner = Owner(kind, number)
        deadlines = reckon(known, (), (), circumstances.policies, circumstances.calendar, circumstances.today)
        reckoned[owner] = deadlines
        starting = (one for one in deadlines if one.rule_key in STARTING)
        new += [_new(district, owner, one, _due_at(owner, one, known, frozenset())) for one in starting]
    facts.add_deadlines(connection, reckoned)
    timers.add_timers(connection, [timer for timer in new if timer.due_at is not None])


def _due_at(owner: Owner, deadline: Deadline, known: Sequence[Fact], fired: frozenset[Fired]) -> datetime | None:
    """What was never published has no publicity to end."""
    if deadline.due_on is None or deadline.is_stopped or deadline.state is State.UNSET:
        return None
    if deadline.rule_key == PUBLICITY and not any(fact.kind == PUBLISHED for fact in known):
        return None
    due_at = day_end(deadline.due_on)
    recorded = next(fact.at for fact in known if fact.id == deadline.start_fact_id)
    if due_at <= recorded:
        return None
    place = (owner.kind, owner.id, deadline.rule_key, deadline.scope, deadline.origin_fact_id)
    return None if Fired(*place, "due:", deadline.due_on) in fired else due_at


def _new(district: str, owner: Owner, deadline: Deadline, due_at: datetime | None) -> NewTimer:
    return NewTimer(
        district=district,
        owner_kind=owner.kind,
        owner_id=owner.id,
        kind=KIND,
        engine_task="",
        moment="due",
        rule=deadline.rule_key,
        fact_id=deadline.origin_fact_id,
        due_at=due_at,
        dormant="" if due_at else NOT_APPLICABLE,
    )


def _set(connection: Open, wanted: NewTimer, row: TimerRow | None) -> None:
    if row is None:
        if wanted.due_at is not None:
            timers.add_timers(connection, [wanted])
    elif (row.due_at, row.fact_id) != (wanted.due_at, wanted.fact_id):
        moved = replace(row, due_at=wanted.due_at, dormant=wanted.dormant, fact_id=wanted.fact_id)
        timers.set_timers(connection, [moved])
