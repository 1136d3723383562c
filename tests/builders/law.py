"""The policies and the calendar that ship with the product, read once."""

from __future__ import annotations

from pathlib import Path

from workflows.law.calendar import Calendar
from workflows.law.policy import Policies

BPMN = Path(__file__).resolve().parents[2] / "bpmn"


def texts(folder: str) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((BPMN / folder).glob("*.toml"))]


CALENDAR = Calendar.of(texts("calendars"))
POLICIES = Policies.of(texts("policies"))
DRILL = POLICIES.using("drill")
