"""Counting terms: every vector of the specification, holds, rolls and backward counting."""

from datetime import date, timedelta

import pytest

from workflows.errors import BadInput
from workflows.law.terms import Span, Term, Unit, back, count, latest_notice, parse_term


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        (date(2026, 2, 13), "10 工作日", date(2026, 3, 5)),
        (date(2026, 4, 30), "7 工作日", date(2026, 5, 13)),
        (date(2026, 5, 8), "1 工作日", date(2026, 5, 9)),
        (date(2026, 9, 18), "3 工作日", date(2026, 9, 22)),
        (date(2026, 9, 24), "3 工作日", date(2026, 9, 30)),
        (date(2026, 9, 30), "3 工作日", date(2026, 10, 10)),
        (date(2026, 11, 23), "10 工作日", date(2026, 12, 7)),
        (date(2026, 9, 24), "10 工作日", date(2026, 10, 15)),
        (date(2026, 9, 10), "15 自然日", date(2026, 9, 28)),
        (date(2026, 1, 31), "15 自然日", date(2026, 2, 24)),
        (date(2026, 9, 5), "15 自然日", date(2026, 9, 20)),
        (date(2025, 11, 30), "3 月", date(2026, 2, 28)),
        (date(2026, 2, 28), "1 月", date(2026, 3, 30)),  # 03-28 is a Saturday
        (date(2025, 12, 31), "1 工作日", date(2026, 1, 4)),
    ],
)
def test_the_table_of_dates(calendar, start, term, end):
    """The dates of the specification, each in a published year."""
    due = count(parse_term(term), start, calendar)
    assert due.on == end
    assert not due.provisional


def test_a_term_into_an_unpublished_year_is_provisional(calendar):
    """What may still move is marked, and says that it will be counted again."""
    due = count(parse_term("10 工作日"), date(2026, 12, 18), calendar)
    assert due.on == date(2027, 1, 4)
    assert due.provisional
    assert "暂定：2027 年安排尚未公布，按周末和固定节日暂定推算，公布后自动重算" in due.because
    assert not count(parse_term("9 工作日"), date(2026, 12, 18), calendar).provisional


def test_a_term_that_does_not_roll_needs_no_calendar(calendar):
    """The end of a publicity term in 2027 is certain; no arrangement of holidays can move it."""
    due = count(parse_term("3 月"), date(2026, 11, 6), calendar, roll=False)
    assert (due.on, due.provisional) == (date(2027, 2, 6), False)
    assert count(parse_term("3 月"), date(2026, 11, 6), calendar).provisional


def test_a_past_year_without_calendar_says_so(calendar):
    """2024 was published long ago; only this office does not have it."""
    due = count(parse_term("3 工作日"), date(2024, 3, 1), calendar)
    assert due.provisional
    assert any("没有 2024 年的工作日历" in line for line in due.because)


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        (date(2026, 9, 29), "3 月", date(2026, 12, 29)),
        (date(2026, 9, 10), "15 自然日", date(2026, 9, 25)),
        (date(2026, 2, 28), "1 月", date(2026, 3, 28)),
        (date(2026, 1, 31), "1 月", date(2026, 2, 28)),
        (date(2028, 2, 29), "1 年", date(2029, 2, 28)),
        (date(2025, 11, 30), "3 月", date(2026, 2, 28)),
        (date(2025, 8, 31), "18 月", date(2027, 2, 28)),
        (date(2026, 10, 1), "3 年", date(2029, 10, 1)),
    ],
)
def test_terms_without_roll_end_on_the_day_itself(calendar, start, term, end):
    """不顺延: minimum and maximum publicity, measures and bars."""
    assert count(parse_term(term), start, calendar, roll=False).on == end


@pytest.mark.parametrize(
    ("start", "term", "holds", "end"),
    [
        # 工作日: the held days are not counted; two of these four are a weekend anyway.
        (date(2026, 11, 23), "10 工作日", [("2026-11-27", "2026-11-30")], date(2026, 12, 9)),
        # overlapping holds count once
        (
            date(2026, 11, 23),
            "10 工作日",
            [("2026-11-27", "2026-11-30"), ("2026-11-28", "2026-12-01")],
            date(2026, 12, 10),
        ),
        # before the start, on it, and after the due day: nothing changes
        (
            date(2026, 11, 23),
            "10 工作日",
            [("2026-11-01", "2026-11-23"), ("2026-12-08", "2027-03-01")],
            date(2026, 12, 7),
        ),
        # 自然日: lengthened by the held days, then rolled (10-11 is a Sunday)
        (date(2026, 9, 7), "30 自然日", [("2026-09-10", "2026-09-13")], date(2026, 10, 12)),
        # 月: first the end day, then the held days, then the roll (2026-12-27 is a Sunday)
        (date(2026, 9, 23), "3 月", [("2026-10-01", "2026-10-04")], date(2026, 12, 28)),
        # a held day that the extension reaches lengthens once more
        (date(2026, 9, 23), "3 月", [("2026-12-22", "2026-12-25")], date(2026, 12, 28)),
        (date(2026, 3, 2), "1 年", [("2026-03-03", "2026-03-04")], date(2027, 3, 4)),
    ],
)
def test_held_days_are_taken_out(calendar, start, term, holds, end):
    """Holds of each unit, overlapping and outside."""
    spans = [Span(date.fromisoformat(first), date.fromisoformat(last)) for first, last in holds]
    assert count(parse_term(term), start, calendar, spans).on == end


def test_a_held_day_is_never_the_last_one(calendar):
    """The 25th is a holiday; the next working day, 09-28, is held."""
    hold = Span(date(2026, 9, 28), date(2026, 9, 28), "外单位核查")
    due = count(parse_term("15 自然日"), date(2026, 9, 10), calendar, [hold])
    assert due.on == date(2026, 9, 29)


def test_the_reasons_come_line_by_line(calendar):
    """Each skipped day has its reason, make-up days are named, neighbours are folded."""
    assert count(parse_term("10 工作日"), date(2026, 9, 24), calendar).because == (
        "起算：2026-09-24（周四），当日不计入",
        "期间：10 个工作日",
        "跳过：09-25至09-27（中秋节）、10-01至10-07（国庆节）、10-11（周日）",
        "计入：10-10（周六）调休上班",
        "届满：2026-10-15（周四）",
    )
    held = count(
        parse_term("10 工作日"),
        date(2026, 11, 23),
        calendar,
        [Span(date(2026, 11, 25), date(2026, 11, 26), "专家论证")],
    )
    assert "暂停：11-25至11-26（专家论证），2 天不计入" in held.because
    rolled = count(parse_term("15 自然日"), date(2026, 9, 10), calendar)
    assert "顺延：最后一日 2026-09-25（周五）为中秋节，顺延至 2026-09-28（周一）" in rolled.because
    assert rolled.rolled_from == date(2026, 9, 25)


def test_long_terms_count_their_weekends(calendar):
    """Nobody reads a list of fifty Saturdays; the holidays keep their names."""
    line = next(
        line
        for line in count(Term(120, Unit.WORKING_DAYS), date(2026, 3, 2), calendar).because
        if line.startswith("跳过")
    )
    assert "个周末日" in line
    assert "04-04至04-06（清明节）" in line


def test_nothing_to_wait_for_is_due_at_once(calendar):
    """A term of nought, such as marking an objection at once, ends on its own day, or the next that is worked."""
    assert count(Term(0, Unit.WORKING_DAYS), date(2026, 11, 23), calendar).on == date(2026, 11, 23)
    assert count(Term(0, Unit.WORKING_DAYS), date(2026, 11, 28), calendar).on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("term", "before", "day"),
    [
        ("3 工作日", date(2026, 10, 12), date(2026, 10, 8)),
        ("1 工作日", date(2026, 5, 11), date(2026, 5, 9)),
        ("3 工作日", date(2026, 2, 24), date(2026, 2, 12)),
        ("2 工作日", date(2026, 10, 8), date(2026, 9, 29)),
        ("2 工作日", date(2026, 1, 5), date(2025, 12, 31)),
        ("5 自然日", date(2026, 11, 26), date(2026, 11, 21)),
        ("1 月", date(2026, 3, 31), date(2026, 2, 28)),
        ("1 年", date(2028, 2, 29), date(2027, 2, 28)),
    ],
)
def test_backward_counting(calendar, term, before, day):
    """The day itself is not counted; make-up days count."""
    assert back(parse_term(term), before, calendar) == day


def test_a_statutory_notice_leaves_full_days_between(calendar):
    """七日前: seven working days lie between the notice and the hearing."""
    hearing = date(2026, 12, 7)
    notice = latest_notice(parse_term("7 工作日"), hearing, calendar)
    between = [notice + timedelta(days=n) for n in range(1, (hearing - notice).days)]
    assert sum(calendar.is_working_day(day) for day in between) == 7
    assert latest_notice(parse_term("10 自然日"), hearing, calendar) == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("10 工作日", Term(10, Unit.WORKING_DAYS)),
        (" １０个工作日 ", Term(10, Unit.WORKING_DAYS)),
        ("15自然日", Term(15, Unit.DAYS)),
        ("15 天", Term(15, Unit.DAYS)),
        ("3 个月", Term(3, Unit.MONTHS)),
        ("1年", Term(1, Unit.YEARS)),
    ],
)
def test_terms_are_read_as_people_write_them(text, term):
    """Spaces, full-width digits and 个 do not matter."""
    assert parse_term(text) == term
    assert parse_term(str(term)) == term


@pytest.mark.parametrize("text", ["", "10", "10 日", "十 工作日", "-3 工作日", "1.5 月", "10 工作日内", "99999 年"])
def test_unclear_terms_are_refused(text):
    """十日 may be working days or natural days: the unit must be said."""
    with pytest.raises(BadInput, match="无法识别"):
        parse_term(text)


def test_a_hold_that_ends_before_it_begins_is_refused():
    """A mistyped span changes nothing silently."""
    with pytest.raises(BadInput, match="早于起日"):
        Span(date(2026, 12, 2), date(2026, 12, 1))


def test_an_endless_term_is_refused(calendar):
    """Beyond what a calendar can hold there is no last day."""
    with pytest.raises(BadInput, match="太长"):
        count(Term(9999, Unit.YEARS), date(2026, 1, 1), calendar, roll=False)
