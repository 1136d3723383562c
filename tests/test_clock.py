"""The clock: instants are UTC, days are China's, and time never runs backwards by itself."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.clock import Clock, OffsetClock, StoppedClock, SystemClock, china_day, china_instant, day_end

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_system_time_is_an_aware_utc_instant():
    """Every instant the office stores is aware and in UTC."""
    clock: Clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)


def test_a_stopped_clock_moves_only_when_told():
    """Played scenarios see exactly the instants they name."""
    clock = StoppedClock(MORNING)
    assert clock.now() == MORNING
    clock.advance_to(MORNING + timedelta(days=3))
    clock.advance_by(timedelta(hours=1))
    assert clock.now() == MORNING + timedelta(days=3, hours=1)


def test_a_stopped_clock_does_not_run_backwards():
    """No case may see time run backwards."""
    clock = StoppedClock(MORNING)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance_to(MORNING - timedelta(seconds=1))
    assert clock.now() == MORNING


def test_an_instant_without_zone_is_refused():
    """A naive instant is a bug, wherever it comes from."""
    naive = MORNING.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        StoppedClock(naive)
    with pytest.raises(ValueError, match="zone"):
        china_day(naive)


def test_the_sandbox_clock_keeps_ticking_after_a_jump():
    """The demo's clock starts where it is put and runs on with real time."""
    real = StoppedClock(MORNING)
    clock = OffsetClock.starting_at(china_instant(date(2026, 12, 1), time(10)), real=real)
    real.advance_by(timedelta(minutes=5))
    assert clock.now() == china_instant(date(2026, 12, 1), time(10, 5))
    clock.offset += timedelta(days=2)
    assert china_day(clock.now()) == date(2026, 12, 3)
    clock.advance_to(china_instant(date(2027, 1, 1)))
    assert china_day(clock.now()) == date(2027, 1, 1)


def test_the_day_changes_at_chinas_midnight():
    """An application at 00:30 in China belongs to the new day although UTC still shows the old one."""
    assert china_day(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)
    assert china_day(datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 22)


def test_a_day_ends_where_the_next_begins():
    """`due` is the end of its day, and that instant already belongs to the next."""
    end = day_end(date(2026, 12, 31))
    assert end == china_instant(date(2027, 1, 1))
    assert china_day(end - timedelta(microseconds=1)) == date(2026, 12, 31)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.times())
def test_day_and_instant_agree(day: date, at: time):
    """Whatever the hour, an instant built for a day falls on that day."""
    assert china_day(china_instant(day, at)) == day
