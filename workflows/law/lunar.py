"""Decides on which day of our calendar a lunar date or a solar term falls; the only door to lunar_python."""

from datetime import date

from lunar_python.Lunar import Lunar
from lunar_python.Solar import Solar

FIRST_YEAR, LAST_YEAR = 1901, 2199  # the span for which the library's tables of new moons are sound
_MONTHS = 12
_SHORT_MONTH = 29


def lunar_day(year: int, month: int, day: int) -> date:
    """The day on which this lunar date of the lunar year beginning in `year` falls."""
    return _as_date(Lunar.fromYmd(year, month, day).getSolar())


def solar_term(year: int, name: str) -> date:
    """The day of a solar term, e.g. 清明: the day, in China, on which the sun reaches that longitude."""
    # The table belongs to the lunar year; a day in June is always inside the lunar year that began in this one.
    table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    return _as_date(table[name])


def is_certain(month: int, day: int) -> bool:
    """Whether every lunar year has this day: twelve months, of which the short ones have 29 days."""
    return 1 <= month <= _MONTHS and 1 <= day <= _SHORT_MONTH


def knows_solar_term(name: str) -> bool:
    """Whether the library knows a solar term of this name."""
    return name in Solar.fromYmd(FIRST_YEAR, 6, 1).getLunar().getJieQiTable()


def _as_date(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
