"""Working days: the published years, and the years that are only provisional."""

from datetime import date

import pytest

from tests.law.conftest import BPMN
from workflows.errors import BadInput
from workflows.law.calendar import Calendar, parse_festivals, parse_year

YEAR = """
year = 2030
notice = "国务院办公厅关于2030年部分节假日安排的通知"
"""


@pytest.mark.parametrize("number", [2025, 2026])
def test_a_published_year_has_248_working_days(calendar, number):
    """The two published years count as the State Council arranged them."""
    year = next(year for year in calendar.years if year.year == number)
    assert year.working_days() == 248
    assert str(number) in (calendar.notice(number) or "")
    assert calendar.notice(2027) is None


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 10, 4), "国庆节"),
        (date(2026, 9, 26), "中秋节"),
        (date(2026, 2, 15), "春节"),
        (date(2026, 11, 28), "周六"),
        (date(2026, 11, 29), "周日"),
        (date(2025, 10, 6), "国庆节、中秋节"),
        (date(2026, 11, 23), None),
        (date(2026, 10, 10), None),
    ],
)
def test_a_day_off_says_why(calendar, day, reason):
    """Each day that is skipped can be explained to the officer."""
    assert calendar.why_off(day) == reason
    assert calendar.is_working_day(day) == (reason is None)


def test_make_up_days_are_worked_and_say_so(calendar):
    """A weekend day that is worked counts, and is named 调休上班."""
    days = [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert [calendar.why_on(day) for day in days] == ["调休上班"] * len(days)
    assert all(calendar.is_working_day(day) for day in days)
    assert calendar.why_on(date(2026, 10, 12)) is None


def test_the_next_working_day(calendar):
    """The roll of a term lands on a make-up day as well."""
    assert calendar.next_working_day(date(2026, 9, 25)) == date(2026, 9, 28)
    assert calendar.next_working_day(date(2026, 2, 28)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2027, 1, 1), "元旦"),
        (date(2027, 1, 4), None),
        (date(2027, 2, 5), "春节"),  # the eve; the lunar year begins on 2027-02-06
        (date(2027, 2, 8), "春节"),
        (date(2027, 2, 9), None),
        (date(2027, 4, 5), "清明节"),
        (date(2027, 5, 2), "劳动节"),
        (date(2027, 5, 3), None),
        (date(2027, 6, 9), "端午节"),
        (date(2027, 9, 15), "中秋节"),
        (date(2027, 10, 3), "国庆节"),
        (date(2027, 10, 4), None),
        (date(2028, 4, 4), "清明节"),
        (date(2028, 1, 26), "春节"),
    ],
)
def test_an_unpublished_year_is_counted_by_its_festivals(calendar, day, reason):
    """Weekends, fixed days and the lunar festivals are off, nothing is made up, and the year is marked provisional."""
    assert calendar.why_off(day) == reason
    assert calendar.is_provisional(day)
    assert calendar.why_on(day) is None


@pytest.mark.parametrize(
    ("year", "spring", "clear", "dragon", "autumn"),
    [
        (2024, date(2024, 2, 10), date(2024, 4, 4), date(2024, 6, 10), date(2024, 9, 17)),
        (2025, date(2025, 1, 29), date(2025, 4, 4), date(2025, 5, 31), date(2025, 10, 6)),
        (2026, date(2026, 2, 17), date(2026, 4, 5), date(2026, 6, 19), date(2026, 9, 25)),
        (2033, date(2033, 1, 31), date(2033, 4, 4), date(2033, 6, 1), date(2033, 9, 8)),
    ],
)
def test_the_lunar_festivals_fall_where_they_fell(year, spring, clear, dragon, autumn):
    """The computation agrees with years that are known (2033 has the well-known late leap month)."""
    text = (BPMN / "calendars" / "festivals.toml").read_text("utf-8")
    by_name = {festival.name: festival.dates(year) for festival in parse_festivals(text)}
    assert by_name["春节"][1] == spring
    assert [by_name[name][0] for name in ("清明节", "端午节", "中秋节")] == [clear, dragon, autumn]


def test_published_years_are_not_provisional(calendar):
    """Only what may still change is marked."""
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert calendar.is_provisional(date(2024, 12, 31))


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        ('[[holiday]]\nname = "元旦"\nfrom = 2030-01-02\nto = 2030-01-01', "假期 元旦：缺少起止日期"),
        ('[[holiday]]\nname = "元旦"\nfrom = 2031-01-01\nto = 2031-01-01', "2031-01-01 不属于 2030 年"),
        ('[[make_up]]\nname = "元旦"\nday = 2030-01-07', "2030-01-07 是周一，本来就是工作日"),
        ('[[make_up]]\nname = "元旦"\nday = "2030-01-06"', "字段 day 应为日期"),
        (
            '[[holiday]]\nname = "元旦"\nfrom = 2030-01-01\nto = 2030-01-06\n[[make_up]]\nname = "元旦"\nday = 2030-01-06',
            "2030-01-06 同时列为假日",
        ),
        ('[[holiday]]\nname = "元旦"\nfrom = 2030-01-01\nto = 2030-01-01\npaid = true', "不认识的字段 paid"),
        ("working_days = 250", "注明全年 250 个工作日，按各行计算为 261 个"),
        ('holiday = "元旦"', "holiday 应写作 [[holiday]] 的各行"),
    ],
)
def test_a_faulty_year_is_refused_with_the_place(rows, finding):
    """A mistake in the office's calendar is named, never swallowed."""
    with pytest.raises(BadInput, match="2030 年工作日历有 ") as refused:
        parse_year(YEAR + rows)
    assert finding in refused.value.sentence


def test_a_year_without_its_notice_is_refused():
    """Each calendar names the notice it comes from."""
    with pytest.raises(BadInput, match="缺少字段 notice"):
        parse_year("year = 2030")
    with pytest.raises(BadInput, match="缺少字段 year"):
        parse_year('notice = "通知"')
    with pytest.raises(BadInput, match="不是合格的 TOML"):
        parse_year("year = ")


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ('name = "端午节"\nlunar = true\nmonth = 5\nday = 31\ndays = 1', "节日 端午节：月、日不是每年都有"),
        ('name = "闰日"\nmonth = 2\nday = 29\ndays = 1', "月、日不是每年都有"),
        ('name = "元旦"\ndays = 1', "月、日不是每年都有"),
        ('name = "元旦"\nmonth = 1\nday = 1', "缺少天数 days"),
        ('name = "清明节"\nsolar_term = "清亮"\ndays = 1', "不认识的节气 清亮"),
    ],
)
def test_a_faulty_festival_is_refused(row, finding):
    """A festival that cannot be found every year would break the first unpublished year."""
    with pytest.raises(BadInput) as refused:
        parse_festivals(f'source = "办法"\narticle = "第二条"\n[[festival]]\n{row}\n')
    assert finding in refused.value.sentence


def test_one_year_may_not_have_two_calendars():
    """Which of two files counts would be chance."""
    with pytest.raises(BadInput, match="同一年份有两份"):
        Calendar([parse_year(YEAR), parse_year(YEAR)], [])


def test_a_year_beyond_the_tables_is_refused(calendar):
    """A wrong century is an input mistake, not a crash."""
    with pytest.raises(BadInput, match="超出可推算的年份"):
        calendar.is_working_day(date(2300, 1, 4))
