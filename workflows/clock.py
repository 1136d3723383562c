"""Decides what time it is: the only reader of the machine's clock, and the border between instants and Chinese days."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """The source of time. Code below casework never holds one: it is handed `now`."""

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        ...


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class StoppedClock:
    """Stands still until it is told to move; for tests, played scenarios and simulations."""

    def __init__(self, at: datetime) -> None:
        self._at = _utc(at)

    def now(self) -> datetime:
        return self._at

    def advance_to(self, instant: datetime) -> None:
        """Move forward. Going back is a mistake of the caller, for no case may see time run backwards."""
        target = _utc(instant)
        if target < self._at:
            raise ValueError(f"a clock does not run backwards: {self._at.isoformat()} to {target.isoformat()}")
        self._at = target

    def advance_by(self, span: timedelta) -> None:
        self.advance_to(self._at + span)


class OffsetClock:
    """Real time shifted by an offset that the sandbox may change; it keeps ticking."""

    def __init__(self, offset: timedelta = timedelta(0), real: Clock | None = None) -> None:
        self._real: Clock = real if real is not None else SystemClock()
        self.offset = offset

    @classmethod
    def starting_at(cls, instant: datetime, real: Clock | None = None) -> "OffsetClock":
        """A clock that shows `instant` now and runs on from there."""
        clock = cls(real=real)
        clock.advance_to(instant)
        return clock

    def now(self) -> datetime:
        return self._real.now() + self.offset

    def advance_to(self, instant: datetime) -> None:
        """Show `instant` now; earlier than the present is allowed only through a fresh sandbox."""
        self.offset = _utc(instant) - self._real.now()


def china_day(instant: datetime) -> date:
    """The calendar day in China on which an instant falls."""
    return _utc(instant).astimezone(CHINA).date()


def china_instant(day: date, at: time = time(0)) -> datetime:
    """The instant (UTC) at which China's clocks show `at` on `day`."""
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=CHINA).astimezone(UTC)


def day_end(day: date) -> datetime:
    """The instant at which a day ends in China: the midnight that begins the next one."""
    return china_instant(day + timedelta(days=1))


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs its zone: {instant.isoformat()}")
    return instant.astimezone(UTC)
