"""Lunar days and solar terms: the door to the library."""

from datetime import date

import pytest

from workflows.law import lunar


@pytest.mark.parametrize(
    ("year", "day"), [(2023, date(2023, 1, 22)), (2027, date(2027, 2, 6)), (2034, date(2034, 2, 19))]
)
def test_the_lunar_year_begins_on_its_day(year, day):
    """正月初一 of known years, one after the leap month of 2033."""
    assert lunar.lunar_day(year, 1, 1) == day


@pytest.mark.parametrize(("year", "day"), [(2024, 4), (2026, 5), (2027, 5), (2028, 4), (2031, 5), (2032, 4)])
def test_qingming_is_the_fourth_or_fifth_of_april(year, day):
    """清明 is computed for the time of China, not taken from a rule of thumb."""
    assert lunar.solar_term(year, "清明") == date(year, 4, day)


def test_only_days_of_every_year_are_certain():
    """A short lunar month has 29 days; a festival on the 30th would be missing in some years."""
    assert lunar.is_certain(12, 29)
    assert not lunar.is_certain(12, 30)
    assert not lunar.is_certain(13, 1)
    assert lunar.knows_solar_term("清明")
    assert not lunar.knows_solar_term("晴明")
