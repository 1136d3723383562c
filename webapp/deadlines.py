"""Turns the rows of deadlines into badges, groups of urgency and the panel that explains a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from webapp.badges import DAY_ENDS, OFFICE_CLOSES, SOON, Badge, Standing, Tone, counting, deadline_badge
from webapp.formats import weekday
from workflows.clock import CHINA
from workflows.law.calendar import Calendar
from workflows.law.deadlines import State
from workflows.law.explain import distance
from workflows.law.rules import Party
from workflows.law.terms import Unit
from workflows.queries.case import DeadlineLine
from workflows.store.facts import HoldRow

LONGEST_STRIP = 92
"""Days that the strip of counted days shows at most: a quarter of a year."""
CASE_CLOSED = "case.closed"
"""What a rule calls the end of its case among the facts that stop it."""
_STOPPED = {State.MET, State.LATE}


class Urgency(StrEnum):
    """The groups of the inbox, in their order."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        return {
            Urgency.OVERDUE: _("已超期"),
            Urgency.TODAY: pgettext("group", "今天"),
            Urgency.SOON: _("3 个工作日内"),
            Urgency.LATER: _("以后"),
            Urgency.PAUSED: _("已暂停"),
        }[self]


@dataclass(frozen=True, slots=True)
class Clocks:
    """Today and the calendar by which badges are counted."""

    today: date
    calendar: Calendar

    def badge(self, line: DeadlineLine | None) -> Badge:
        """The badge of a deadline; without one there is no deadline."""
        if line is None:
            return Badge(_("无期限"), Tone.PLAIN)
        state = _state(line, self.today)
        said = line.because[0] if line.because else ""
        if state in _STOPPED:
            return Badge(said.partition("，")[0], Tone.PLAIN, hint=hint(line))
        if state is State.ON_HOLD:
            return Badge(said, Tone.PAUSED, hint=hint(line))
        unit = unit_of(line)
        standing = Standing(
            due_on=line.due_on,
            state=state,
            unit=unit,
            provisional=line.provisional,
            total=_amount(line),
            closes=DAY_ENDS if line.row.get("owner") == Party.SUBJECT else OFFICE_CLOSES,
        )
        return deadline_badge(standing, self.today, counting(self.calendar, unit), hint(line))

    def because(self, line: DeadlineLine) -> list[str]:
        """The explanation line by line; its first line as it reads today."""
        if not line.because or line.due_on is None or _state(line, self.today) in {*_STOPPED, State.ON_HOLD}:
            return list(line.because)
        day = _("%(day)s（%(weekday)s）截止", day=line.due_on.isoformat(), weekday=weekday(line.due_on))
        left = self.badge(line).brief
        return [_("%(day)s，%(left)s", day=day, left=left), *line.because[1:]]

    def urgency(self, line: DeadlineLine | None) -> Urgency:
        """The group of the inbox in which a task with this deadline stands."""
        if line is not None and _state(line, self.today) is State.ON_HOLD:
            return Urgency.PAUSED
        if line is None or line.due_on is None:
            return Urgency.LATER
        if line.due_on < self.today:
            return Urgency.OVERDUE
        if line.due_on == self.today:
            return Urgency.TODAY
        left = distance(Unit.WORKING_DAYS, self.today, line.due_on, self.calendar)
        return Urgency.SOON if left <= SOON else Urgency.LATER

    def strip(self, line: DeadlineLine, start_on: date, holds: Iterable[HoldRow]) -> list[tuple[date, int | None, str]]:
        """Each day from the start to the last one: its number, or why it does not count. Empty where days are not counted."""
        if unit_of(line) is not Unit.WORKING_DAYS or line.due_on is None:
            return []
        if not 0 < (line.due_on - start_on).days <= LONGEST_STRIP:
            return []
        spans = list(holds)
        number, days = 0, []
        for offset in range(1, (line.due_on - start_on).days + 1):
            day = start_on + timedelta(days=offset)
            off = _held(day, spans) or self.calendar.why_off(day)
            number += off is None
            days.append((day, None if off else number, off or self.calendar.why_on(day) or ""))
        return days


def hint(line: DeadlineLine) -> str:
    """One sentence for the tooltip: from when, by which rule."""
    parts = [part for part in line.because[1:3] if part]
    return _("；").join(part.partition("，依据")[0] for part in parts)


def said_until(at: datetime) -> str:
    """An instant that ends a term: midnight is told as the end of the day before, 11-27 24:00."""
    local = at.astimezone(CHINA)
    if local.time() == time(0):
        return f"{local.date() - timedelta(days=1):%m-%d} {DAY_ENDS}"
    return f"{local:%m-%d %H:%M}"


def unit_of(line: DeadlineLine) -> Unit | None:
    """The unit in which the rule counts."""
    term = line.row.get("term")
    return Unit(term["unit"]) if isinstance(term, Mapping) else None


def _amount(line: DeadlineLine) -> int | None:
    term = line.row.get("term")
    return int(term["amount"]) if isinstance(term, Mapping) else None


def _state(line: DeadlineLine, today: date) -> State:
    """As it was reckoned last; one that nothing stops ends by itself on its day."""
    state = State(line.state)
    if state in {State.RUNNING, State.MISSED} and line.due_on is not None and line.due_on < today:
        return State.MISSED if line.row.get("stops_on") else State.ENDED
    return state


def is_running(line: DeadlineLine) -> bool:
    """Whether somebody still has to act within it."""
    return State(line.state) in {State.RUNNING, State.ON_HOLD, State.MISSED}


def ends_with_case(line: DeadlineLine) -> bool:
    """Whether nobody has to act within it any more once its case is closed; its rule says so."""
    return is_running(line) and CASE_CLOSED in line.row.get("stops_on", ())


def _held(day: date, holds: Iterable[HoldRow]) -> str | None:
    """A hold begins the day after its act, and the day of the ending act is the last that does not count."""
    for hold in holds:
        if hold.begun_on < day and (hold.ended_on is None or day <= hold.ended_on):
            return hold.reason or _("暂停")
    return None


def as_json(line: DeadlineLine, start: Mapping[str, Any], holds: Iterable[HoldRow]) -> dict[str, Any]:
    """The panel for machines; names as ux.md writes them."""
    row = line.row
    basis: Mapping[str, Any] = row.get("basis") or {}
    return {
        "clock_id": line.id,
        "owner": row.get("owner"),
        "start_event": start.get("kind"),
        "start_on": _iso(start.get("on")),
        "rule_id": line.rule,
        "rule_name": line.name,
        "scope": line.scope,
        "rule_version": row.get("profile"),
        "article": basis.get("article"),
        "source": basis.get("source"),
        "amount": _amount(line),
        "unit": str(unit_of(line) or "") or None,
        "excluded_start": True,
        "holds": [
            {"begun_on": _iso(hold.begun_on), "ended_on": _iso(hold.ended_on), "reason": hold.reason} for hold in holds
        ],
        "due_on": _iso(line.due_on),
        "status": line.state,
        "provisional": line.provisional,
        "because": list(line.because),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
