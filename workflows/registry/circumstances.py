"""Decides nothing itself: when something is done to the registry, by whom, and by which law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from workflows.clock import china_day
from workflows.law.calendar import Calendar
from workflows.law.policy import Policies


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The instant, the person as the rows name them (empty for who only looks), the policies and the calendar."""

    now: datetime
    by: str
    policies: Policies
    calendar: Calendar

    @property
    def today(self) -> date:
        return china_day(self.now)
