"""What has fired, once and for ever; and what should not have fired yet, as it turns out later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from workflows.casework import incidents
from workflows.casework.event import Step
from workflows.casework.reckoning import Bound, Reckoned, as_of
from workflows.law.deadlines import Deadline, moment
from workflows.law.explain import offset_day
from workflows.store import facts, timers
from workflows.store.facts import Moved, Owner
from workflows.store.timers import Fired, TimerRow

DRAWN = ("due", "before", "after")
"""Moments of the diagram; nudges are the office's own and need no correction."""


def note(step: Step, row: TimerRow) -> bool:
    """Writes down that this moment of this round has fired, so that no loop or restore ever repeats it.

    False when it had fired before.
    """
    if row.fact_id is None:
        return True
    rounds = facts.list_deadlines(step.connection, Owner(row.owner_kind, row.owner_id))
    found = next((d for d in rounds if (d.rule, d.scope, d.origin_id) == (row.rule, row.scope, row.fact_id)), None)
    if found is None or found.due_on is None:
        return True
    place = (row.owner_kind, row.owner_id, row.rule, row.scope, row.fact_id)
    return timers.record_occurrence(step.connection, Fired(*place, row.occurrence, found.due_on), step.desk.now)


def report_premature(step: Step, reckoned: Reckoned, moved: Iterable[Moved]) -> None:
    """Nothing is undone silently: what went out before its time, by what is known now, is a person's to put right."""
    changed = {Bound(row.rule, row.scope, row.origin_id) for one in moved if (row := one.before) is not None}
    for fired in sorted(reckoned.fired, key=lambda one: (one.due_on, one.rule, one.moment)):
        kind, _, offset = fired.moment.partition(":")
        bound = Bound(fired.rule, fired.scope, fired.fact_id)
        if kind in DRAWN and bound in changed and _was_premature(step, reckoned, fired, (kind, offset)):
            name = _name(step, bound, reckoned)
            sentence = f"更正已发文书：“{name}”的{_said(kind)}已按 {fired.due_on.isoformat()} 执行，现查明当时不应执行"
            step.desk.note("premature", rule=fired.rule, scope=fired.scope, moment=fired.moment)
            key = f"{':'.join(map(str, bound))}:{fired.moment}:{fired.due_on.isoformat()}"
            incidents.report(step, "premature", sentence, key=key)


def _said(kind: str) -> str:
    return {"due": "期满", "before": "临期", "after": "逾期"}[kind]


def _name(step: Step, bound: Bound, reckoned: Reckoned) -> str:
    known = reckoned.deadlines.get(bound)
    rule = known.rule if known else step.desk.law.policies.rule(bound.rule, on=step.desk.today)
    return rule.name if rule else bound.rule


def _was_premature(step: Step, reckoned: Reckoned, fired: Fired, moment_: tuple[str, str]) -> bool:
    """Whether the moment had come on the day on which it fired at the earliest, by what is known now."""
    day = _fired_on(step, fired, moment_)
    if day is None:
        return False
    bound = Bound(fired.rule, fired.scope, fired.fact_id)
    then, now = as_of(step, reckoned, day).get(bound), reckoned.deadlines.get(bound)
    if then is None or then.due_on is None or now is None:
        return True
    if then.in_abeyance and moment_[0] != "before" and (now.in_abeyance or now.due_on != fired.due_on):
        return True
    # What ends the term on its last day is in time; what ends it on the day of a reminder came after the opening hour.
    if then.stopped_on is not None and (then.stopped_on < day or (then.stopped_on == day and moment_[0] == "due")):
        return True
    comes = _day_of(step, then, moment_)
    return comes is None or comes > day


def _day_of(step: Step, deadline: Deadline, moment_: tuple[str, str]) -> date | None:
    kind, offset = moment_
    return deadline.due_on if kind == "due" else moment(deadline, offset, step.desk.law.calendar)


def _fired_on(step: Step, fired: Fired, moment_: tuple[str, str]) -> date | None:
    kind, offset = moment_
    if kind == "due":
        return fired.due_on
    rule = step.desk.law.policies.rule(fired.rule, on=fired.due_on)
    found = rule.find_offset(offset) if rule else None
    return offset_day(found, fired.due_on, step.desk.law.calendar) if found else None
