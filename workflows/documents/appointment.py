"""The calendar file of an appointment (RFC 5545): the same event when it is moved, with a higher sequence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

LENGTH = timedelta(hours=1)
"""So much time is set aside."""
PRODUCT = "-//Xinfu//信复//ZH"


@dataclass(frozen=True, slots=True)
class Appointment:
    """When, where and about what; `turn` rises with every change, so that calendars replace the older one."""

    uid: str
    at: datetime
    title: str
    place: str
    text: str
    turn: int = 0


def write(appointment: Appointment, now: datetime) -> bytes:
    """The file as calendars read it; instants in UTC, so that no zone needs to be told."""
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.turn)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", appointment.at.astimezone(UTC))
    event.add("dtend", (appointment.at + LENGTH).astimezone(UTC))
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    event.add("description", appointment.text)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
