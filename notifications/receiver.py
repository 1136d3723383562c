"""Decides who gets a message, and by which ways that person, subject or unit wants to be reached."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """A way to reach somebody; in this order they are tried."""

    SITE = "站内"
    MAIL = "邮件"
    SMS = "短信"


EVERY_WAY = frozenset(Way)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who is told: exactly one of person, subject and unit, with the addresses and ways of their settings."""

    name: str
    person_id: int | None = None
    subject_id: int | None = None
    unit: str = ""
    email: str = ""
    phone: str = ""
    ways: frozenset[Way] = EVERY_WAY

    def __post_init__(self) -> None:
        if [self.person_id is not None, self.subject_id is not None, bool(self.unit)].count(True) != 1:
            raise ValueError("a receiver is exactly one of person, subject and unit")

    @property
    def key(self) -> str:
        """What tells this receiver from all others."""
        if self.person_id is not None:
            return f"person/{self.person_id}"
        return f"subject/{self.subject_id}" if self.subject_id is not None else f"unit/{self.unit}"
