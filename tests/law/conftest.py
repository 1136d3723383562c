"""The calendar and the policies that ship with the product."""

from pathlib import Path

import pytest

from workflows.law.calendar import Calendar

BPMN = Path(__file__).parents[2] / "bpmn"


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return Calendar.of(path.read_text("utf-8") for path in sorted((BPMN / "calendars").glob("*.toml")))
