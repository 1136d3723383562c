"""How long a clock may stand still: each open hold has its own last day, nudges whoever is waited for, and ends by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from workflows.casework import nudging
from workflows.casework.event import Step
from workflows.casework.reckoning import owner_of
from workflows.clock import china_day, china_instant, day_end
from workflows.law.deadlines import Hold
from workflows.law.explain import offset_day
from workflows.law.holds import latest_end
from workflows.law.profile import HoldKind
from workflows.law.roles import Role
from workflows.law.rules import Nudge
from workflows.store import facts, timers
from workflows.store.facts import HoldRow
from workflows.store.timers import Fired, NewTimer, TimerRow

KIND = "hold"
ENDS, NUDGES, WEEKLY = "ends", "nudges", "weekly"
"""The moments of a hold: its last day is over, whoever is waited for is reminded, nobody set a last day."""


def follow(step: Step, rows: Sequence[TimerRow], fired: frozenset[Fired]) -> None:
    """Makes the rows of holds say what the open holds want: called by every recount."""
    still_open = [hold for hold in facts.list_hold_rows(step.connection, owner_of(step)) if hold.ended_on is None]
    wanted = {(row.moment, row.offset): row for hold in still_open for row in _timers_of(step, hold, fired)}
    there = {(row.moment, row.offset): row for row in rows}
    timers.drop_timers(step.connection, [row.id for place, row in there.items() if place not in wanted])
    timers.add_timers(step.connection, [row for place, row in wanted.items() if place not in there])
    kept = [(row, wanted[place].due_at) for place, row in there.items() if place in wanted]
    timers.set_timers(step.connection, [replace(row, due_at=due_at) for row, due_at in kept if row.due_at != due_at])


def _timers_of(step: Step, hold: HoldRow, fired: frozenset[Fired]) -> Iterable[NewTimer]:
    latest = _latest(step, hold)
    if latest is None:
        yield _row(step, hold, WEEKLY, str(hold.id), _next_week(step, hold))
        return
    yield _row(step, hold, ENDS, str(hold.id), day_end(latest))
    for number, nudge in enumerate(_nudges_of(step, hold)):
        day = offset_day(nudge.at, latest, step.desk.law.calendar)
        offset = f"{hold.id}:{number}"
        if day > hold.begun_on and _fired(step, hold, offset, latest) not in fired:
            yield _row(step, hold, NUDGES, offset, china_instant(day, step.office.rhythm.opens))


def _row(step: Step, hold: HoldRow, moment: str, offset: str, due_at: datetime) -> NewTimer:
    """The kind of hold stands where other rows have their rule."""
    owner = owner_of(step)
    return NewTimer(
        district=step.case.district,
        owner_kind=owner.kind,
        owner_id=owner.id,
        kind=KIND,
        engine_task=moment,
        moment=moment,
        rule=hold.kind,
        offset=offset,
        due_at=due_at,
        dormant="",
    )


def _kind_of(step: Step, hold: HoldRow) -> HoldKind | None:
    return step.desk.law.policies.on(hold.begun_on).find_hold(hold.kind)


def _latest(step: Step, hold: HoldRow) -> date | None:
    law = step.desk.law
    return latest_end(Hold(hold.kind, hold.begun_on), law.policies, law.calendar)


def _nudges_of(step: Step, hold: HoldRow) -> tuple[Nudge, ...]:
    """A side case that waits nudges by its own task; otherwise the rule of the longest hold says who is reminded."""
    kind = _kind_of(step, hold)
    if hold.side_case_id is not None or kind is None or not kind.maximum:
        return ()
    rule = step.desk.law.policies.on(hold.begun_on).find_rule(kind.maximum)
    return rule.nudges if rule else ()


def _next_week(step: Step, hold: HoldRow) -> datetime:
    """The next opening hour that lies whole weeks after the hold began."""
    rhythm, day = step.office.rhythm, hold.begun_on + step.office.rhythm.patience
    while china_instant(day, rhythm.opens) <= step.desk.now:
        day += rhythm.patience
    return china_instant(day, rhythm.opens)


def _fired(step: Step, hold: HoldRow, offset: str, latest: date) -> Fired:
    owner = owner_of(step)
    return Fired(owner.kind, owner.id, hold.kind, "", 0, f"{NUDGES}:{offset}", latest)


def fire(step: Step, row: TimerRow) -> None:
    """The moment of a hold has come: it ends, or somebody is told that it still runs."""
    number, _, index = row.offset.partition(":")
    holds = facts.list_hold_rows(step.connection, owner_of(step))
    hold = next((one for one in holds if one.id == int(number) and one.ended_on is None), None)
    step.desk.facts_changed = True
    if hold is None or row.due_at is None:
        return
    if row.moment == ENDS:
        last = china_day(row.due_at) - timedelta(days=1)
        facts.end_hold(step.connection, hold.id, last)
        step.desk.note("hold.over", hold=hold.kind, reason=hold.reason, on=last.isoformat())
        _tell(step, hold, (Role.OFFICER,), "hold-over")
    elif row.moment == WEEKLY:
        _tell(step, hold, (Role.OFFICER,), "hold-open")
    else:
        latest = _latest(step, hold)
        nudges = _nudges_of(step, hold)
        if latest is not None and timers.record_occurrence(
            step.connection, _fired(step, hold, row.offset, latest), step.desk.now
        ):
            _tell(step, hold, nudges[int(index)].tell, "hold-open")


def _tell(step: Step, hold: HoldRow, roles: tuple[Role, ...], message: str) -> None:
    found = {person.id: person for role in roles for person in nudging.handler_or(step, role, step.case.unit)}
    kind, latest = _kind_of(step, hold), _latest(step, hold)
    names = {
        "hold": kind.name if kind else hold.kind,
        "reason": hold.reason,
        "begun_on": hold.begun_on.isoformat(),
        "latest": latest.isoformat() if latest else "",
    }
    nudging.tell(step, message, found.values(), names, f"{hold.id}:{step.desk.today.isoformat()}")
