"""The calendar and the policies that ship with the product."""

from pathlib import Path

import pytest

from workflows.law.calendar import Calendar
from workflows.law.policy import Policies

BPMN = Path(__file__).parents[2] / "bpmn"


def _texts(folder: str) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((BPMN / folder).glob("*.toml"))]


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return Calendar.of(_texts("calendars"))


@pytest.fixture(scope="session")
def policies() -> Policies:
    return Policies.of(_texts("policies"))
