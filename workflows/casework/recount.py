"""Recounts the deadlines of a case from its facts and sets every waiting row by them: arms, moves or puts to sleep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from workflows.casework import incidents, nudging
from workflows.casework.event import Step
from workflows.casework.office import Rhythm
from workflows.clock import china_instant, day_end
from workflows.law.deadlines import Deadline, Fact, State, moment, reckon
from workflows.law.roles import Role
from workflows.law.rules import Party
from workflows.store import facts, tasks, timers
from workflows.store.facts import Moved, Owner
from workflows.store.tasks import TaskRow
from workflows.store.timers import Fired, TimerRow

NOT_STARTED = "未起算"
UNSET = "未设定"
HELD = "已暂停"
NOT_APPLICABLE = "不适用"
MET = "已完成"
FIRED = "已执行"
ABEYANCE = "等待延期决定"
LATE_KNOWLEDGE = "逾期后补录"


class Bound(NamedTuple):
    """What a row follows: the rule, the scope and the first fact of the round; a corrected fact keeps its origin."""

    rule: str
    scope: str
    fact_id: int


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Everything a row is set by: the deadlines by round, the newest round of each rule and scope, the facts."""

    deadlines: Mapping[Bound, Deadline]
    newest: Mapping[tuple[str, str], Bound]
    facts: Mapping[int, Fact]
    fired: frozenset[Fired]


def recount(step: Step) -> None:
    """Runs at the end of every step that changed a fact, a hold or an extension, or opened a timer.

    Writes deadlines, due days of tasks and instants of timers; journals each day that moved, old and new.
    """
    owner = Owner("case", step.case.id)
    reckoned = _reckon(step, owner)
    moved = facts.replace_deadlines(step.connection, owner, reckoned.deadlines.values())
    _tell_moved(step, moved)
    for task in tasks.list_tasks(step.connection, step.case.id):
        due_at = task_due_at(step.office.rhythm, task, reckoned)
        if due_at != task.due_at:
            tasks.set_due(step.connection, task.id, due_at)
    for row in timers.list_timers(step.connection, owner.kind, owner.id):
        if row.moment != "literal":
            _set_timer(step, row, reckoned)


def _reckon(step: Step, owner: Owner) -> Reckoned:
    connection, law = step.connection, step.desk.law
    known = facts.list_facts(connection, owner)
    deadlines = reckon(
        known,
        facts.list_holds(connection, owner),
        facts.list_extensions(connection, owner),
        law.policies,
        law.calendar,
        step.desk.today,
    )
    by_round = {Bound(d.rule_key, d.scope, d.origin_fact_id): d for d in deadlines}
    newest: dict[tuple[str, str], Bound] = {}
    for bound in sorted(by_round, key=lambda b: b.fact_id):
        newest[bound.rule, bound.scope] = bound
    return Reckoned(
        by_round,
        newest,
        {fact.id: fact for fact in known},
        timers.list_occurrences(connection, owner.kind, owner.id),
    )


def _tell_moved(step: Step, moved: tuple[Moved, ...]) -> None:
    for change in moved:
        said = change.after or change.before
        if said is not None:
            old = change.before.due_on if change.before else None
            new = change.after.due_on if change.after else None
            step.desk.note("deadline", rule=said.rule, scope=said.scope, old=_iso(old), new=_iso(new), state=said.state)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def task_due_at(rhythm: Rhythm, task: TaskRow, reckoned: Reckoned) -> datetime | None:
    """When the task's day ends: at closing time for the office, at midnight for a subject; None without a deadline."""
    bound = reckoned.newest.get((task.rule, task.scope))
    deadline = reckoned.deadlines[bound] if bound else None
    if deadline is None:
        return None
    return end_of_day(rhythm, task.role_group, deadline.due_on)


def end_of_day(rhythm: Rhythm, role_group: str, due_on: date | None) -> datetime | None:
    """The instant at which the last day is over for those who work on the task."""
    if due_on is None:
        return None
    if role_group.startswith(f"{Role.SUBJECT}@"):
        return day_end(due_on)
    return china_instant(due_on, rhythm.closes)


def _set_timer(step: Step, row: TimerRow, reckoned: Reckoned) -> None:
    """A row binds to the newest round when it has none, and follows only its own fact's superseding afterwards."""
    bound = Bound(row.rule, row.scope, row.fact_id) if row.fact_id else reckoned.newest.get((row.rule, row.scope))
    deadline = reckoned.deadlines.get(bound) if bound else None
    if bound is None or deadline is None:
        due_at, dormant = None, NOT_STARTED
    else:
        due_at, dormant = _instant(step, row, bound, deadline, reckoned)
    if due_at == row.due_at and dormant == row.dormant and (bound.fact_id if bound else None) == row.fact_id:
        return
    timers.set_timer(step.connection, row.id, due_at, dormant, bound.fact_id if bound else None)


def _instant(
    step: Step, row: TimerRow, bound: Bound, deadline: Deadline, reckoned: Reckoned
) -> tuple[datetime | None, str]:
    if deadline.state is State.ON_HOLD:
        return None, HELD
    if deadline.due_on is None:
        return None, UNSET
    if deadline.is_stopped:
        return None, MET
    if deadline.in_abeyance and row.moment == "due":
        return None, ABEYANCE
    due_at = _moment(step, row, deadline)
    if due_at is None:
        return None, NOT_APPLICABLE
    if (
        Fired("case", step.case.id, row.rule, row.scope, bound.fact_id, row.occurrence, deadline.due_on)
        in reckoned.fired
    ):
        return None, FIRED
    fact = reckoned.facts[deadline.start_fact_id]
    if due_at < fact.at and row.kind == "engine":
        incidents.report(step, "late-knowledge", f"“{deadline.rule.name}”的起算事实逾期后才补录，请核对是否仍需办理")
        return None, LATE_KNOWLEDGE
    return due_at, ""


def _moment(step: Step, row: TimerRow, deadline: Deadline) -> datetime | None:
    """`due` is the end of the last day, a little later for a subject; an offset is the opening hour of its day."""
    rhythm = step.office.rhythm
    if row.moment == "due" and deadline.due_on is not None:
        ends = day_end(deadline.due_on) + (rhythm.grace if deadline.rule.owner is Party.SUBJECT else timedelta(0))
        return max(ends, _next_opening(step)) if row.dormant == ABEYANCE else ends
    calendar = step.desk.law.calendar
    if row.moment == "offset":
        day = nudging.day_of(row, deadline.rule, deadline.due_on, calendar) if deadline.due_on else None
    else:
        day = moment(deadline, row.offset, calendar)
    return china_instant(day, rhythm.opens) if day is not None else None


def _next_opening(step: Step) -> datetime:
    """The next hour at which the office opens; what was put off by an undecided extension follows then."""
    day = step.desk.today
    opening = china_instant(step.desk.law.calendar.next_working_day(day), step.office.rhythm.opens)
    if opening > step.desk.now:
        return opening
    following = step.desk.law.calendar.next_working_day(day + timedelta(days=1))
    return china_instant(following, step.office.rhythm.opens)


def note_occurrence(step: Step, row: TimerRow) -> None:
    """Writes down that this moment of this round has fired, so that no loop or restore ever repeats it."""
    if row.fact_id is None:
        return
    rounds = facts.list_deadlines(step.connection, Owner(row.owner_kind, row.owner_id))
    found = next((d for d in rounds if (d.rule, d.scope, d.origin_id) == (row.rule, row.scope, row.fact_id)), None)
    if found is not None and found.due_on is not None:
        place = (row.owner_kind, row.owner_id, row.rule, row.scope, row.fact_id)
        fired = Fired(*place, row.occurrence, found.due_on)
        timers.record_occurrence(step.connection, fired, step.desk.now)
