"""Carries messages into the box that a person, subject or unit finds when it signs in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from notifications.channels.channel import Sending
from notifications.receiver import Receiver, Way


@dataclass(frozen=True, slots=True)
class SiteLetter:
    """A letter for the box; exactly one of person, subject and unit receives it, once for its key."""

    key: str
    title: str
    body: str
    person_id: int | None
    subject_id: int | None
    unit: str
    case_id: int | None


Box = Callable[[SiteLetter, datetime], int]
"""Puts a letter into the store, the same key once, and returns its number."""


class SiteChannel:
    """The boxes of this office."""

    way = Way.SITE

    def __init__(self, box: Box) -> None:
        self._box = box

    def can_reach(self, receiver: Receiver) -> bool:
        return True

    def send(self, sending: Sending) -> str:
        return str(self._box(letter_of(sending), sending.at))


def letter_of(sending: Sending) -> SiteLetter:
    """The letter that a sending becomes."""
    receiver, message = sending.receiver, sending.message
    return SiteLetter(
        key=f"{sending.key}:{receiver.key}",
        title=message.title,
        body=message.body,
        person_id=receiver.person_id,
        subject_id=receiver.subject_id,
        unit=receiver.unit,
        case_id=sending.case_id,
    )
