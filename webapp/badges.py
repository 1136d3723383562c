"""Decides what a deadline badge says and how urgent it looks; the words carry the meaning, the colour repeats it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.formats import short_day
from workflows.law.calendar import Calendar
from workflows.law.deadlines import State
from workflows.law.explain import distance
from workflows.law.terms import Unit

SOON = 3
"""With so many days left, or a third of the term, a deadline is shown as near."""
OFFICE_CLOSES = "17:30"
DAY_ENDS = "24:00"

_BRACKET = re.compile(r"（| \(")

Left = Callable[[date, date], int]
"""How many counted days lie after the first day, up to and including the second; negative the other way round."""


class Tone(StrEnum):
    """How a badge looks."""

    NEUTRAL = "neutral"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"
    PAUSED = "paused"
    PLAIN = "plain"

    @property
    def sign(self) -> str:
        """The sign before the words, for eyes that do not tell colours apart."""
        return {Tone.SOON: "◔", Tone.TODAY: "◔", Tone.OVERDUE: "!", Tone.PAUSED: "‖"}.get(self, "")


@dataclass(frozen=True, slots=True)
class Standing:
    """A deadline as the badge needs it.

    `left` is what remains after a hold ends; `total` the length of the term; `stopped_on` the day on which it was met;
    `waiting_for` what a hold waits for; `closes` the hour at which the last day ends for whom it binds.
    """

    due_on: date | None
    state: State = State.RUNNING
    unit: Unit | None = Unit.WORKING_DAYS
    provisional: bool = False
    left: int | None = None
    total: int | None = None
    stopped_on: date | None = None
    waiting_for: str = ""
    closes: str = OFFICE_CLOSES


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge as a template shows it; `hint` is the one sentence of its tooltip."""

    text: str
    tone: Tone
    provisional: bool = False
    hint: str = ""

    @property
    def sign(self) -> str:
        return self.tone.sign

    @property
    def brief(self) -> str:
        """What it says outside its brackets: 剩 3 个工作日."""
        return _BRACKET.split(self.text)[0]


def counting(calendar: Calendar, unit: Unit | None) -> Left:
    """Counts as the law does: working days where the rule counts those, else days of the calendar."""
    return lambda first, last: distance(unit, first, last, calendar)


def deadline_badge(standing: Standing, today: date, left: Left, hint: str = "") -> Badge:
    """The badge of a deadline as it stands today."""
    if standing.state is State.ON_HOLD:
        return Badge(_paused(standing), Tone.PAUSED, hint=hint)
    if standing.due_on is None or standing.state in {State.UNSET, State.DORMANT}:
        return Badge(_("未起算") if standing.state is State.DORMANT else _("无期限"), Tone.PLAIN, hint=hint)
    if standing.state in {State.MET, State.LATE} or standing.stopped_on is not None:
        return Badge(_finished(standing, standing.due_on, left), Tone.PLAIN, hint=hint)
    if standing.state is State.ENDED:
        return Badge(_("已届满（%(due)s）", due=short_day(standing.due_on, today)), Tone.PLAIN, hint=hint)
    if standing.due_on < today:
        return Badge(_overdue(standing, standing.due_on, today, left), Tone.OVERDUE, standing.provisional, hint)
    if standing.due_on == today:
        return Badge(_("今天 %(hour)s 截止", hour=standing.closes), Tone.TODAY, standing.provisional, hint)
    return _running(standing, standing.due_on, today, left, hint)


def amount(number: int, unit: Unit | None) -> str:
    """3 个工作日, 3 天; terms in months and years are told in days."""
    if unit is Unit.WORKING_DAYS:
        return ngettext("%(num)s 个工作日", "%(num)s 个工作日", number)
    return ngettext("%(num)s 天", "%(num)s 天", number)


def _running(standing: Standing, due_on: date, today: date, left: Left, hint: str) -> Badge:
    number, unit = left(today, due_on), standing.unit
    if number <= 0:  # the last day is one that does not count itself
        number, unit = (due_on - today).days, Unit.DAYS
    due = short_day(due_on, today)
    text = (
        _("剩 %(amount)s（%(due)s 截止，暂定）", amount=amount(number, unit), due=due)
        if standing.provisional
        else _("剩 %(amount)s（%(due)s 截止）", amount=amount(number, unit), due=due)
    )
    near = number <= SOON or (standing.total is not None and number * 3 <= standing.total)
    return Badge(text, Tone.SOON if near else Tone.NEUTRAL, standing.provisional, hint)


def _overdue(standing: Standing, due_on: date, today: date, left: Left) -> str:
    number, due = left(due_on, today), short_day(due_on, today)
    if number <= 0:
        return _("已超期（%(due)s 截止）", due=due)
    return _("已超期 %(amount)s（%(due)s 截止）", amount=amount(number, standing.unit), due=due)


def _finished(standing: Standing, due_on: date, left: Left) -> str:
    stopped = standing.stopped_on
    if standing.state is State.LATE or (stopped is not None and stopped > due_on):
        late = left(due_on, stopped) if stopped is not None else 0
        return _("超期 %(amount)s办结", amount=amount(late, standing.unit)) if late > 0 else _("超期办结")
    early = left(stopped, due_on) if stopped is not None else 0
    if early <= 0:
        return _("按期办结")
    return _("按期办结（提前 %(amount)s）", amount=amount(early, standing.unit))


def _paused(standing: Standing) -> str:
    if standing.left is None:
        rest = ""
    elif standing.left < 0:
        rest = _("恢复后已超期 %(amount)s", amount=amount(-standing.left, standing.unit))
    else:
        rest = _("恢复后剩 %(amount)s", amount=amount(standing.left, standing.unit))
    if standing.waiting_for and rest:
        return _("已暂停：%(reason)s（%(rest)s）", reason=standing.waiting_for, rest=rest)
    if standing.waiting_for:
        return _("已暂停：%(reason)s", reason=standing.waiting_for)
    return _("已暂停（%(rest)s）", rest=rest) if rest else _("已暂停")
