"""Days, terms, money and classes are written as official papers write them."""

from datetime import date

import pytest

from workflows.documents import filters
from workflows.errors import BadInput


@pytest.mark.parametrize("value", ["2026-11-26", date(2026, 11, 26), "2026-11-26T09:30:00+08:00"])
def test_a_day_is_written_in_full(value):
    """Papers never abbreviate a date, however it was kept."""
    assert filters.day(value) == "2026年11月26日"


def test_a_day_may_show_its_weekday_or_leave_its_year():
    """Where a deadline meets a person the weekday helps; where the year is clear it may go."""
    assert filters.full_day("2026-11-26") == "2026年11月26日（周四）"
    assert filters.weekday("2026-11-26") == "周四"
    assert filters.short_day("2026-03-01") == "3月1日"


@pytest.mark.parametrize(("value", "said"), [(12345, "12,345.00元"), ("60000.5", "60,000.50元"), (0, "0.00元")])
def test_money_has_two_places(value, said):
    """An amount is never rounded to whole yuan."""
    assert filters.money(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [("10 工作日", "10个工作日"), ("60 自然日", "60日"), ("3 月", "3个月"), ("1 年", "1年")]
)
def test_a_term_names_its_unit(value, said):
    """Working days, days, months and years are never confused."""
    assert filters.term(value) == said


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_sections_are_numbered_in_chinese(number, said):
    """First-level headings count 一、二、三."""
    assert filters.numeral(number) == said


def test_a_class_is_named_once():
    """一般 becomes 一般失信, and stays so."""
    assert filters.class_name("一般") == filters.class_name("一般失信") == "一般失信"


def test_a_list_says_each_thing_once():
    """Empty and repeated entries do not stand in a sentence."""
    assert filters.listed(["区财政局", "", None, "区住建局", "区财政局"]) == "区财政局、区住建局"


@pytest.mark.parametrize(
    ("name", "value"), [("day", "11月26日"), ("money", "许多"), ("numeral", 0), ("numeral", 100), ("term", "很久")]
)
def test_what_cannot_be_written_is_refused(name, value):
    """A value of the wrong kind never gets into a paper."""
    with pytest.raises(BadInput):
        filters.FILTERS[name](value)
