"""Decides the last day of a term of the law, counted from a day, with the reasons line by line."""

import calendar as months_of_the_world
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from workflows.errors import BadInput
from workflows.law import wording
from workflows.law.calendar import Calendar
from workflows.law.wording import ONE_DAY, OffDay


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "工作日"
    DAYS = "自然日"
    MONTHS = "月"
    YEARS = "年"

    @property
    def counter(self) -> str:
        """As it follows a number: 10 个工作日, 3 天, 3 个月, 1 年."""
        return _COUNTERS[self]


_COUNTERS = {Unit.WORKING_DAYS: "个工作日", Unit.DAYS: "天", Unit.MONTHS: "个月", Unit.YEARS: "年"}
_UNIT_WORDS = {
    "工作日": Unit.WORKING_DAYS,
    "自然日": Unit.DAYS,
    "天": Unit.DAYS,
    "月": Unit.MONTHS,
    "年": Unit.YEARS,
}
_TERM = re.compile(r"(\d{1,4})\s*个?\s*(工作日|自然日|天|月|年)")
_MONTHS_IN_A_YEAR = 12
_FOLD_AT = 12


@dataclass(frozen=True, slots=True)
class Term:
    """A length in the law: 10 工作日, 3 月."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"

    def spoken(self) -> str:
        """As a sentence says it: 10 个工作日."""
        return f"{self.amount} {self.unit.counter}"


@dataclass(frozen=True, slots=True)
class Span:
    """Days taken out of a term, both ends included."""

    first: date
    last: date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInput(f"暂停的止日 {self.last} 早于起日 {self.first}", english="A hold ends before it begins.")

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term, and how it was found."""

    on: date
    provisional: bool
    because: tuple[str, ...]
    start: date
    skipped: tuple[OffDay, ...] = ()
    made_up: tuple[date, ...] = ()
    held: tuple[date, ...] = ()
    rolled_from: date | None = None
    unpublished: tuple[int, ...] = ()


def parse_term(text: str) -> Term:
    """Reads `10 工作日`, `3个月`, `15 自然日`; spaces and full-width digits are accepted."""
    found = _TERM.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise BadInput(
            f"期间“{text}”无法识别：请写成“数字 单位”，单位为工作日、自然日、月、年，例如“10 工作日”",
            english=f"Not a term: {text!r}; write e.g. '10 工作日'.",
        )
    return Term(int(found[1]), _UNIT_WORDS[found[2]])


def count(term: Term, start: date, calendar: Calendar, holds: Sequence[Span] = (), roll: bool = True) -> Due:
    """Counts a term from a day that is not counted itself, and says why line by line.

    Held days do not count, wherever they overlap. 工作日 end on a working day by nature; the other units end on their
    day and, unless `roll` is off (minimum and maximum publicity, bars), move on to the next working day.
    """
    due = tally(term, start, calendar, holds, roll)
    because = (f"起算：{wording.long_day(start)}，当日不计入", f"期间：{term.spoken()}", *reasons(due, holds, calendar))
    return replace(due, because=because)


def tally(term: Term, start: date, calendar: Calendar, holds: Sequence[Span] = (), roll: bool = True) -> Due:
    """The same count without its sentences, for those who make their own."""
    counting = _Counting(calendar, holds, start)
    try:
        last = counting.end_of(term)
        end = counting.rolled(last) if roll else last
    except OverflowError as fault:
        raise BadInput(f"期间 {term} 太长，无法推算", english="The term is too long.") from fault
    unpublished = {day.year for day in counting.consulted if calendar.is_provisional(day)}
    return Due(
        on=end,
        provisional=bool(unpublished),
        because=(),
        start=start,
        skipped=tuple(counting.skipped),
        made_up=tuple(counting.made_up),
        held=tuple(counting.held_days(end)),
        rolled_from=last if last != end else None,
        unpublished=tuple(sorted(unpublished)),
    )


class _Counting:
    """One count: walks day by day, notes what it stepped over and which days of the calendar it had to ask about."""

    def __init__(self, calendar: Calendar, holds: Sequence[Span], start: date) -> None:
        self.calendar = calendar
        self.holds = holds
        self.start = start
        self.skipped: list[OffDay] = []
        self.made_up: list[date] = []
        self.consulted: set[date] = set()

    def end_of(self, term: Term) -> date:
        if term.unit is Unit.WORKING_DAYS:
            return self._walk(self.start, term.amount, self._is_worked)
        if term.unit is Unit.DAYS:
            return self._walk(self.start, term.amount, lambda _: True)
        corresponding = add_months(self.start, _months(term))
        return self._walk(corresponding, len(self.held_days(corresponding)), lambda _: True)

    def rolled(self, end: date) -> date:
        """The next working day that is not held; a day on which the clock stands still cannot be the last one."""
        while not self._asks(end) or self._is_held(end):
            end += ONE_DAY
        return end

    def held_days(self, end: date) -> list[date]:
        days: set[date] = set()
        for hold in self.holds:
            first, last = max(hold.first, self.start + ONE_DAY), min(hold.last, end)
            days.update(date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
        return sorted(days)

    def _walk(self, day: date, amount: int, counts: Callable[[date], bool]) -> date:
        while amount > 0:
            day += ONE_DAY
            if not self._is_held(day) and counts(day):
                amount -= 1
        return day

    def _is_worked(self, day: date) -> bool:
        worked = self._asks(day)
        if not worked:
            self.skipped.append(OffDay(day, self.calendar.why_off(day) or ""))
        elif self.calendar.why_on(day):
            self.made_up.append(day)
        return worked

    def _asks(self, day: date) -> bool:
        self.consulted.add(day)
        return self.calendar.is_working_day(day)

    def _is_held(self, day: date) -> bool:
        return day > self.start and any(hold.covers(day) for hold in self.holds)


def reasons(due: Due, holds: Iterable[Span], calendar: Calendar) -> tuple[str, ...]:
    """The lines between the start and the result, and the result: each line is made by its own function below."""
    lines = (
        *skipped_lines(due),
        *held_lines(due, holds),
        *roll_lines(due, calendar),
        *provisional_lines([due], calendar),
    )
    return (*lines, f"届满：{wording.long_day(due.on)}{'，暂定' if due.provisional else ''}")


def skipped_lines(due: Due) -> tuple[str, ...]:
    """Days stepped over with their reasons, and the weekend days that counted."""
    skipped = ("跳过：" + _fold(due.skipped, due.start.year),) if due.skipped else ()
    made_up = ("计入：" + wording.listed(due.made_up, due.start.year) + "调休上班",) if due.made_up else ()
    return (*skipped, *made_up)


def held_lines(due: Due, holds: Iterable[Span]) -> tuple[str, ...]:
    """The holds that took days out of the term."""
    return tuple(_hold_line(hold, due) for hold in holds if any(hold.covers(day) for day in due.held))


def roll_lines(due: Due, calendar: Calendar) -> tuple[str, ...]:
    """Why the end moved on from the day on which the term was full."""
    if due.rolled_from is None:
        return ()
    why = calendar.why_off(due.rolled_from) or "暂停的日子"
    return (f"顺延：最后一日 {wording.long_day(due.rolled_from)}为{why}，顺延至 {wording.long_day(due.on)}",)


def provisional_lines(dues: Iterable[Due], calendar: Calendar) -> tuple[str, ...]:
    """Which years are not published yet, so that the day may still move."""
    years = sorted({year for due in dues for year in due.unpublished})
    return tuple(_provisional_line(year, calendar) for year in years)


def back(term: Term, before: date, calendar: Calendar) -> date:
    """Counts backwards from a day that is not counted itself: n 工作日 before is the n-th working day back."""
    if term.unit is Unit.DAYS:
        return before - timedelta(days=term.amount)
    if term.unit is not Unit.WORKING_DAYS:
        return add_months(before, -_months(term))
    day, left = before, term.amount
    while left > 0:
        day -= ONE_DAY
        left -= calendar.is_working_day(day)
    return day


def latest_notice(term: Term, before: date, calendar: Calendar) -> date:
    """The last day for a statutory notice "n 日前": n full days lie between it and the event."""
    return back(term, before, calendar) - ONE_DAY


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months on, or that month's last day."""
    index = day.year * _MONTHS_IN_A_YEAR + day.month - 1 + months
    year, month = index // _MONTHS_IN_A_YEAR, index % _MONTHS_IN_A_YEAR + 1
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"no year {year}")
    return date(year, month, min(day.day, months_of_the_world.monthrange(year, month)[1]))


def _months(term: Term) -> int:
    return term.amount * (_MONTHS_IN_A_YEAR if term.unit is Unit.YEARS else 1)


def _fold(skipped: Sequence[OffDay], year: int) -> str:
    """Short terms name every day stepped over; long ones count their weekends."""
    weekends = [off for off in skipped if off.reason in wording.WEEKEND]
    if len(weekends) <= _FOLD_AT:
        return wording.off_days(skipped, year)
    holidays = [off for off in skipped if off.reason not in wording.WEEKEND]
    named = wording.off_days(holidays, year)
    return f"{named}，以及 {len(weekends)} 个周末日" if named else f"{len(weekends)} 个周末日"


def _provisional_line(year: int, calendar: Calendar) -> str:
    if calendar.years and year < calendar.years[-1].year:
        return f"暂定：没有 {year} 年的工作日历，按周末和固定节日推算，补录后自动重算"
    return f"暂定：{year} 年安排尚未公布，按周末和固定节日暂定推算，公布后自动重算"


def _hold_line(hold: Span, due: Due) -> str:
    taken = [day for day in due.held if hold.covers(day)]
    because = f"（{hold.reason}）" if hold.reason else ""
    return f"暂停：{wording.run(taken[0], taken[-1], due.start.year)}{because}，{len(taken)} 天不计入"
