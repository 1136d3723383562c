"""The calendar file of an appointment is read by calendars as it was meant."""

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from workflows.clock import CHINA
from workflows.documents.appointment import Appointment, write

AT = datetime(2026, 11, 24, 14, 30, tzinfo=CHINA)


def test_a_calendar_reads_when_where_and_about_what() -> None:
    """Long Chinese lines are folded and come back whole; the instant is the same everywhere."""
    text = "请法定代表人参加，携带：" + "整改材料、" * 40
    sent = write(Appointment("XF2026-T-000009-1@xinfu", AT, "提示约谈：整改", "人社局 305 室", text, 1), AT)
    assert max(len(line) for line in sent.split(b"\r\n")) <= 75
    event: Any = Calendar.from_ical(sent).walk("VEVENT")[0]
    assert event["DTSTART"].dt == AT.astimezone(UTC)
    assert (str(event["SUMMARY"]), str(event["LOCATION"]), str(event["DESCRIPTION"])) == (
        "提示约谈：整改",
        "人社局 305 室",
        text,
    )
    assert (str(event["UID"]), event["SEQUENCE"]) == ("XF2026-T-000009-1@xinfu", 1)
