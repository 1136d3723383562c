"""Formats: days, moments, numbers and personal details are written as ux.md §10 says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from webapp import formats
from workflows.law import masking

TODAY = date(2026, 11, 23)
EVENING = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
NIGHT = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)


def test_days_are_those_of_china():
    """An instant late in the evening in UTC belongs to the next day here."""
    assert formats.day(NIGHT) == "2026-11-27"
    assert formats.day(date(2026, 11, 26)) == "2026-11-26"
    assert formats.day(None) == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.short_day(date(2026, 11, 26), TODAY), "11-26"),
        (formats.short_day(date(2027, 1, 8), TODAY), "2027-01-08"),
        (formats.spoken_day(date(2026, 11, 26), TODAY), "11-26（周四）"),
        (formats.spelled_day(date(2026, 11, 6)), "2026年11月6日"),
        (formats.near_day(date(2026, 11, 23), TODAY), "今天 11-23"),
        (formats.near_day(date(2026, 11, 24), TODAY), "明天 11-24"),
        (formats.near_day(date(2026, 11, 22), TODAY), "昨天 11-22"),
        (formats.near_day(date(2026, 11, 26), TODAY), "11-26（周四）"),
        (formats.moment(EVENING), "2026-11-26 14:30"),
        (formats.near_moment(datetime(2026, 11, 23, 0, 41, tzinfo=UTC), TODAY), "今天 08:41"),
        (formats.near_moment(EVENING, TODAY), "11-26 14:30"),
        (formats.hour(time(17, 30)), "17:30"),
        (formats.machine(EVENING), "2026-11-26T14:30+08:00"),
        (formats.count(48210), "48,210"),
        (formats.at_most(1000, 1000), "999+"),
        (formats.at_most(14, 1000), "14"),
        (formats.small(3), "<5"),
        (formats.small(0), "0"),
        (formats.small(5), "5"),
        (formats.money(12345), "12,345.00 元"),
        (formats.money(Decimal("0.005")), "0.01 元"),
        (formats.share(35, 40), "87.5%（35/40）"),
        (formats.share(0, 0), "—"),
        (formats.size(512), "512 B"),
        (formats.size(812_345), "812 kB"),
        (formats.size(999_900), "1.0 MB"),
        (formats.size(2_400_000), "2.4 MB"),
        (masking.mask_phone("138 0000 0000"), "138****0000"),
        (masking.mask_phone("0519-85000001"), "********0001"),
        (masking.mask_id("32041119800101001x"), "3204**********001X"),
        (masking.mask_id("123"), "***"),
        (masking.mask_name("王磊"), "王*"),
        (masking.mask_name("欧阳修远"), "欧阳**"),
        (formats.digest_tail("ab" * 30 + "9f3a77c1"), "…9f3a 77c1"),
        (formats.breakable("XF2026-R-000038"), "XF2026-<wbr>R-<wbr>000038"),
        (formats.breakable("<b>"), "&lt;b&gt;"),
    ],
)
def test_everything_is_written_in_one_way(written: str, expected: str):
    """Tables, badges, sentences, papers: each has its one form."""
    assert written == expected


def test_every_format_can_be_used_in_a_template():
    """Templates call them by these names."""
    assert {"day", "moment", "money", "mask_phone", "machine", "grouped"} <= set(formats.FILTERS)
