"""Decides what a channel is: one way of carrying a message to one receiver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifications.compose import Message
from notifications.receiver import Receiver, Way


@dataclass(frozen=True, slots=True)
class Sending:
    """A message on its way to a receiver. The same key is the same sending, however often it is tried."""

    message: Message
    receiver: Receiver
    key: str
    at: datetime
    case_id: int | None = None


class Channel(Protocol):
    """Carries a sending and returns the proof: the number of the letter, the id of the mail.

    Raises Unreachable when trying later may help, Undeliverable when it will not.
    """

    @property
    def way(self) -> Way:
        """By which way it carries."""
        ...

    def can_reach(self, receiver: Receiver) -> bool:
        """Whether the receiver has what this way needs: an address, a box."""
        ...

    def send(self, sending: Sending) -> str: ...
