"""Decides how days and runs of days are written in the sentences that explain the law."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"
WEEKEND = ("周六", "周日")


@dataclass(frozen=True, slots=True)
class OffDay:
    """A day that does not count, with the reason."""

    day: date
    reason: str


def weekday(day: date) -> str:
    """周一 … 周日."""
    return "周" + _WEEKDAYS[day.weekday()]


def long_day(day: date) -> str:
    """A day that stands alone: 2026-11-26（周四）."""
    return f"{day.isoformat()}（{weekday(day)}）"


def short_day(day: date, year: int) -> str:
    """A day among others: 11-26, with its year when that is another one."""
    return f"{day:%m-%d}" if day.year == year else day.isoformat()


def run(first: date, last: date, year: int) -> str:
    """A run of days: 11-14至11-15."""
    if first == last:
        return short_day(first, year)
    return f"{short_day(first, year)}至{short_day(last, year)}"


def off_days(days: Sequence[OffDay], year: int) -> str:
    """Days off, folded: 02-15至02-23（春节）、02-28（周六）."""
    return "、".join(f"{run(part[0].day, part[-1].day, year)}（{_reasons(part)}）" for part in _runs(days))


def listed(days: Iterable[date], year: int) -> str:
    """Single days side by side: 02-14（周六）、02-28（周六）."""
    return "、".join(f"{short_day(day, year)}（{weekday(day)}）" for day in days)


def spelled(day: date) -> str:
    """A day as papers write it: 2026年11月26日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _runs(days: Sequence[OffDay]) -> list[list[OffDay]]:
    """Neighbouring days with the same reason belong together; Saturday and Sunday are one reason."""
    runs: list[list[OffDay]] = []
    for off in days:
        last = runs[-1][-1] if runs else None
        if last is not None and off.day - last.day == ONE_DAY and _group(off) == _group(last):
            runs[-1].append(off)
        else:
            runs.append([off])
    return runs


def _group(off: OffDay) -> str:
    return "周末" if off.reason in WEEKEND else off.reason


def _reasons(part: Sequence[OffDay]) -> str:
    return part[0].reason if len(part) == 1 else _group(part[0])
