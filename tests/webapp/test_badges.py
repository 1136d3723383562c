"""Deadline badges: the words of ux.md carry the meaning in every state, on working days and on calendar days."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.style import TODAY, calendar
from webapp.badges import DAY_ENDS, Badge, Standing, Tone, counting, deadline_badge
from workflows.law.deadlines import State
from workflows.law.terms import Unit

CALENDAR = calendar()


def badge(standing: Standing, today: date = TODAY) -> Badge:
    """The badge, counted as the rule counts."""
    return deadline_badge(standing, today, counting(CALENDAR, standing.unit))


@pytest.mark.parametrize(
    ("standing", "text", "tone"),
    [
        (Standing(date(2026, 12, 3), total=20), "剩 8 个工作日（12-03 截止）", Tone.NEUTRAL),
        (Standing(date(2026, 11, 26), total=10), "剩 3 个工作日（11-26 截止）", Tone.SOON),
        (Standing(date(2026, 11, 30), total=20), "剩 5 个工作日（11-30 截止）", Tone.SOON),
        (Standing(TODAY), "今天 17:30 截止", Tone.TODAY),
        (Standing(TODAY, closes=DAY_ENDS), "今天 24:00 截止", Tone.TODAY),
        (Standing(date(2026, 11, 19)), "已超期 2 个工作日（11-19 截止）", Tone.OVERDUE),
        (Standing(date(2026, 11, 19), State.MISSED), "已超期 2 个工作日（11-19 截止）", Tone.OVERDUE),
        (Standing(date(2026, 11, 26), unit=Unit.DAYS), "剩 3 天（11-26 截止）", Tone.SOON),
        (Standing(date(2026, 12, 23), unit=Unit.MONTHS), "剩 30 天（12-23 截止）", Tone.NEUTRAL),
        (
            Standing(date(2027, 1, 8), provisional=True, total=60),
            "剩 33 个工作日（2027-01-08 截止，暂定）",
            Tone.NEUTRAL,
        ),
        (
            Standing(None, State.ON_HOLD, left=1, waiting_for="等待企业补正"),
            "已暂停：等待企业补正（恢复后剩 1 个工作日）",
            Tone.PAUSED,
        ),
        (Standing(None, State.ON_HOLD, waiting_for="等待陈述申辩"), "已暂停：等待陈述申辩", Tone.PAUSED),
        (Standing(None, State.ON_HOLD, left=-2), "已暂停（恢复后已超期 2 个工作日）", Tone.PAUSED),
        (Standing(None, State.ON_HOLD), "已暂停", Tone.PAUSED),
        (
            Standing(date(2026, 11, 26), State.MET, stopped_on=date(2026, 11, 24)),
            "按期办结（提前 2 个工作日）",
            Tone.PLAIN,
        ),
        (Standing(date(2026, 11, 24), State.MET, stopped_on=date(2026, 11, 24)), "按期办结", Tone.PLAIN),
        (Standing(date(2026, 11, 20), State.LATE, stopped_on=date(2026, 11, 23)), "超期 1 个工作日办结", Tone.PLAIN),
        (Standing(date(2026, 11, 19), State.ENDED), "已届满（11-19）", Tone.PLAIN),
        (Standing(None, State.UNSET), "无期限", Tone.PLAIN),
        (Standing(None, State.DORMANT), "未起算", Tone.PLAIN),
    ],
)
def test_the_badge_says_where_a_deadline_stands(standing: Standing, text: str, tone: Tone):
    """The table of ux.md §6.1, word for word."""
    shown = badge(standing)
    assert (shown.text, shown.tone) == (text, tone)


def test_the_weekend_after_the_last_day_counts_no_working_day():
    """On Saturday a deadline of Friday is over, but not by a working day."""
    shown = badge(Standing(date(2026, 11, 20)), today=date(2026, 11, 21))
    assert shown.text == "已超期（11-20 截止）"


def test_a_last_day_that_does_not_count_is_told_in_days():
    """A term that ends on a Sunday without rolling is not "0 working days" away on Friday evening."""
    shown = badge(Standing(date(2026, 11, 22)), today=date(2026, 11, 20))
    assert shown.text == "剩 2 天（11-22 截止）"


@pytest.mark.parametrize("tone", Tone)
def test_no_tone_is_told_by_colour_alone(tone: Tone):
    """Each urgent tone has a sign of its own beside its words."""
    urgent = tone in {Tone.SOON, Tone.TODAY, Tone.OVERDUE, Tone.PAUSED}
    assert bool(tone.sign) is urgent
