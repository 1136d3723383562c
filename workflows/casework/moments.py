"""When a waiting row is due: by its deadline, its named moment and the hours of the office; or why it sleeps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from workflows.casework import nudging
from workflows.casework.event import Step
from workflows.casework.reckoning import Bound, Reckoned
from workflows.clock import china_instant, day_end
from workflows.law.deadlines import Deadline, State, moment
from workflows.law.rules import Party
from workflows.store.timers import Fired, NewTimer, TimerRow

NOT_STARTED = "未起算"
UNSET = "未设定"
HELD = "已暂停"
NOT_APPLICABLE = "不适用"
MET = "已完成"
FIRED = "已执行"
ABEYANCE = "等待延期决定"
LATE_KNOWLEDGE = "逾期后补录"


class Setting(NamedTuple):
    """The instant of a row, or why it has none."""

    due_at: datetime | None
    dormant: str


def setting_of(
    step: Step, row: TimerRow | NewTimer, bound: Bound, reckoned: Reckoned, opened_at: datetime | None
) -> Setting:
    """`opened_at` is when the task of a nudge was opened: what lay before is no news."""
    deadline = reckoned.deadlines.get(bound)
    asleep = _asleep(row, deadline)
    if deadline is None or deadline.due_on is None or asleep:
        return Setting(None, asleep or UNSET)
    due_at = _instant(step, row, deadline, reckoned)
    if due_at is None or (row.kind == "nudge" and opened_at is not None and due_at <= opened_at):
        return Setting(None, NOT_APPLICABLE)
    if Fired(row.owner_kind, row.owner_id, *bound, row.occurrence, deadline.due_on) in reckoned.fired:
        return Setting(None, FIRED)
    if row.kind == "engine" and due_at < reckoned.facts[deadline.start_fact_id].at:
        return Setting(None, LATE_KNOWLEDGE)
    return Setting(due_at, "")


def _asleep(row: TimerRow | NewTimer, deadline: Deadline | None) -> str:
    if deadline is None:
        return NOT_STARTED
    if deadline.state is State.ON_HOLD:
        return HELD
    if deadline.due_on is None:
        return UNSET
    if deadline.is_stopped:
        return MET
    # An undecided extension puts off the consequence; notices before the day and nudges inside the office go on.
    return ABEYANCE if deadline.in_abeyance and _is_consequence(row) else ""


def _is_consequence(row: TimerRow | NewTimer) -> bool:
    return row.kind == "engine" and row.moment in {"due", "after"}


def _instant(step: Step, row: TimerRow | NewTimer, deadline: Deadline, reckoned: Reckoned) -> datetime | None:
    """`due` is the end of the last day, a little later for a subject; an offset is the opening hour of its day."""
    rhythm, calendar = step.office.rhythm, step.desk.law.calendar
    if row.moment == "due" and deadline.due_on is not None:
        grace = rhythm.grace if deadline.rule.owner is Party.SUBJECT else timedelta(0)
        due_at = day_end(deadline.due_on) + grace
    else:
        day = _nudged_on(step, row, deadline) if row.moment == "offset" else moment(deadline, row.offset, calendar)
        if day is None:
            return None
        due_at = china_instant(day, rhythm.opens)
    return max(due_at, _after_refusal(step, deadline, reckoned)) if _is_consequence(row) else due_at


def _nudged_on(step: Step, row: TimerRow | NewTimer, deadline: Deadline) -> date | None:
    """A nudge on or before the day on which the term began would come with the task itself."""
    if deadline.due_on is None:
        return None
    day = nudging.day_of(row, deadline.rule, deadline.due_on, step.desk.law.calendar)
    return day if day is not None and (day > deadline.start_on or deadline.rule.backward) else None


def _after_refusal(step: Step, deadline: Deadline, reckoned: Reckoned) -> datetime:
    """What an undecided extension put off follows at the next hour at which the office opens after it was refused."""
    refused = [
        one.refused_on
        for one in reckoned.extensions
        if (one.rule, one.scope) == (deadline.rule_key, deadline.scope)
        and one.refused_on is not None
        and deadline.start_on <= one.dated
    ]
    if not refused:
        return datetime.min.replace(tzinfo=step.desk.now.tzinfo)
    day = step.desk.law.calendar.next_working_day(max(refused) + timedelta(days=1))
    return china_instant(day, step.office.rhythm.opens)
