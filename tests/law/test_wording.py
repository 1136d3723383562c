"""How days are written: one way everywhere."""

from datetime import date, timedelta

from workflows.law import wording
from workflows.law.wording import OffDay


def test_days_are_written_one_way():
    """Sentences, lists and papers each have their form."""
    day = date(2026, 11, 26)
    assert wording.long_day(day) == "2026-11-26（周四）"
    assert wording.short_day(day, 2026) == "11-26"
    assert wording.short_day(day, 2027) == "2026-11-26"
    assert wording.spelled(day) == "2026年11月26日"
    assert wording.listed([day], 2026) == "11-26（周四）"
    assert wording.run(day, date(2027, 1, 2), 2026) == "11-26至2027-01-02"


def test_neighbouring_days_off_are_folded_by_reason():
    """A weekend is one entry; a holiday beside it another."""
    first = date(2026, 11, 28)
    days = [OffDay(first, "周六"), OffDay(first + timedelta(days=1), "周日"), OffDay(first + timedelta(days=2), "厂休")]
    assert wording.off_days(days, 2026) == "11-28至11-29（周末）、11-30（厂休）"
    assert wording.off_days(days[1:2], 2026) == "11-29（周日）"
