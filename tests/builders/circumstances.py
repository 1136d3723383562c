"""When, by whom and by which law a test acts on the registry."""

from __future__ import annotations

from datetime import date, time

from tests.builders.law import CALENDAR, POLICIES
from tests.builders.registry import TODAY
from workflows.clock import china_instant
from workflows.registry.circumstances import Circumstances


def on(day: date = TODAY, by: str = "王磊") -> Circumstances:
    """Ten o'clock of that day."""
    return Circumstances(china_instant(day, time(10)), by, POLICIES, CALENDAR)
