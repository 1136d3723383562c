"""Decides which days are working days: the published years as data, every other year provisionally."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from workflows.errors import BadInput
from workflows.law import lunar
from workflows.law.reading import Row, read_toml, refuse_findings
from workflows.law.wording import ONE_DAY, weekday

MAKE_UP = "调休上班"
_SATURDAY = 5
_COMMON_YEAR = 2001  # no 29 February


@dataclass(frozen=True, slots=True)
class Festival:
    """A statutory holiday, by a fixed day, a lunar day or a solar term; it begins `shift` days from there."""

    name: str
    days: int
    shift: int
    month: int | None
    day: int | None
    lunar: bool
    solar_term: str

    def dates(self, year: int) -> tuple[date, ...]:
        first = self._anchor(year) + timedelta(days=self.shift)
        return tuple(first + timedelta(days=number) for number in range(self.days))

    def _anchor(self, year: int) -> date:
        if self.solar_term:
            return lunar.solar_term(year, self.solar_term)
        if self.month is None or self.day is None:
            raise ValueError(f"festival without a day: {self.name}")
        return lunar.lunar_day(year, self.month, self.day) if self.lunar else date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Year:
    """The calendar of one year as the State Council published it."""

    year: int
    notice: str
    holidays: tuple[tuple[date, str], ...]
    make_up_days: tuple[date, ...]

    def working_days(self) -> int:
        """How many working days the year has; each file states the number as a check."""
        off = {day for day, _ in self.holidays}
        on = set(self.make_up_days)
        return sum(day in on or (day.weekday() < _SATURDAY and day not in off) for day in _days_of(self.year))


class Calendar:
    """Working days of the known years; a year without data is provisional: weekends and the statutory festivals."""

    def __init__(self, years: Iterable[Year], festivals: Iterable[Festival]) -> None:
        self.years = tuple(sorted(years, key=lambda year: year.year))
        self.festivals = tuple(festivals)
        self._known = {year.year: year for year in self.years}
        if len(self._known) != len(self.years):
            raise BadInput("同一年份有两份工作日历", english="Two calendars for the same year.")
        self._off = {day: name for year in self.years for day, name in year.holidays}
        self._on = {day for year in self.years for day in year.make_up_days}
        self._provisional: dict[int, dict[date, str]] = {}

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The calendar made of the texts of all calendar files: the years and the list of statutory festivals."""
        years: list[Year] = []
        festivals: list[Festival] = []
        for text in texts:
            if is_festival_list(text):
                festivals.extend(parse_festivals(text))
            else:
                years.append(parse_year(text))
        return cls(years, festivals)

    def is_working_day(self, day: date) -> bool:
        return self.why_off(day) is None

    def why_off(self, day: date) -> str | None:
        """The reason why this is a day off (国庆节, 周六), or None on a working day."""
        if day in self._on:
            return None
        holiday = self._off.get(day)
        if holiday is None and self.is_provisional(day):
            holiday = self._festivals_of(day.year).get(day)
        if holiday is not None:
            return holiday
        return weekday(day) if day.weekday() >= _SATURDAY else None

    def why_on(self, day: date) -> str | None:
        """调休上班 on a weekend day that is worked; None on any other day."""
        return MAKE_UP if day in self._on else None

    def is_provisional(self, day: date) -> bool:
        """Whether the year of this day is not published yet, so that its days may still change."""
        return day.year not in self._known

    def notice(self, year: int) -> str | None:
        """The notice by which the year was published."""
        known = self._known.get(year)
        return known.notice if known else None

    def next_working_day(self, day: date) -> date:
        """The day itself when it is worked, otherwise the first working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def _festivals_of(self, year: int) -> dict[date, str]:
        found = self._provisional.get(year)
        if found is None:
            if not lunar.FIRST_YEAR <= year <= lunar.LAST_YEAR:
                raise BadInput(
                    f"{year} 年超出可推算的年份（{lunar.FIRST_YEAR}—{lunar.LAST_YEAR}）",
                    english=f"Year {year} is out of range.",
                )
            found = {day: festival.name for festival in self.festivals for day in festival.dates(year)}
            self._provisional[year] = found
        return found


def parse_year(text: str) -> Year:
    """Reads one calendar file; refuses it with every finding in Chinese."""
    row = read_toml(text, "工作日历")
    number = row.number("year")
    if number is None or not date.min.year < number < date.max.year:
        row.find("缺少字段 year（年份）")
        number = date.min.year + 1
    notice = row.need("notice")
    stated = row.number("working_days")
    holidays = tuple(_holidays(row))
    make_up = tuple(_make_up_days(row, {day for day, _ in holidays}))
    row.close()
    for day in (*make_up, *(day for day, _ in holidays)):
        # A holiday may begin in the last days of the year before; its make-up day may lie there too.
        if day.year != number and (day.year, day.month) != (number - 1, 12):
            row.find(f"{day} 不属于 {number} 年")
    year = Year(number, notice, holidays, make_up)
    if not row.findings and stated is not None and stated != year.working_days():
        row.find(f"注明全年 {stated} 个工作日，按各行计算为 {year.working_days()} 个")
    refuse_findings(f"{number} 年工作日历", row.findings)
    return year


def _holidays(file: Row) -> Iterator[tuple[date, str]]:
    seen: set[date] = set()
    for row in file.rows("holiday", "假期"):
        name, first, last = row.need("name"), row.day("from"), row.day("to")
        if first is None or last is None or last < first:
            row.find("缺少起止日期 from、to，或止日早于起日")
            continue
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day in seen:
                row.find(f"{day} 重复列为假日")
            seen.add(day)
            yield day, name


def _make_up_days(file: Row, holidays: set[date]) -> Iterator[date]:
    for row in file.rows("make_up", "调休上班"):
        day = row.day("day")
        row.need("name")
        if day is None:
            row.find("缺少日期 day")
        elif day in holidays:
            row.find(f"{day} 同时列为假日")
        elif day.weekday() < _SATURDAY:
            row.find(f"{day} 是{weekday(day)}，本来就是工作日")
        else:
            yield day


def is_festival_list(text: str) -> bool:
    """Whether a calendar file lists the statutory festivals instead of one year's days."""
    return read_toml(text, "工作日历").has("festival")


def parse_festivals(text: str) -> tuple[Festival, ...]:
    """Reads the statutory festivals by which unpublished years are counted provisionally."""
    file = read_toml(text, "法定节日表")
    for name in ("source", "article"):
        file.need(name)
    festivals = tuple(_festival(row) for row in file.rows("festival", "节日"))
    file.close()
    refuse_findings("法定节日表", file.findings)
    return festivals


def _festival(row: Row) -> Festival:
    found = Festival(
        name=row.need("name"),
        days=row.number("days") or 0,
        shift=row.number("shift") or 0,
        month=row.number("month"),
        day=row.number("day"),
        lunar=row.flag("lunar"),
        solar_term=row.text("solar_term"),
    )
    if found.days < 1:
        row.find("缺少天数 days")
    if found.solar_term:
        if not lunar.knows_solar_term(found.solar_term):
            row.find(f"不认识的节气 {found.solar_term}")
    elif not _is_certain(found):
        row.find("月、日不是每年都有")
    return found


def _is_certain(festival: Festival) -> bool:
    if festival.month is None or festival.day is None:
        return False
    if festival.lunar:
        return lunar.is_certain(festival.month, festival.day)
    try:
        return date(_COMMON_YEAR, festival.month, festival.day) is not None
    except ValueError:
        return False


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += ONE_DAY
