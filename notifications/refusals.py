"""Decides how a message says that it cannot go out: each refusal has a stable code, a sentence, and whether trying again may help."""

from __future__ import annotations

from typing import ClassVar


class NotSent(Exception):
    """A message did not go out. Never raised itself: one of the kinds below."""

    code: ClassVar[str] = "not_sent"
    again: ClassVar[bool] = False
    """Trying later may help."""

    def __init__(self, sentence: str, *, english: str = "", **details: object) -> None:
        self.sentence = sentence
        self.english = english or sentence
        self.details = details
        super().__init__(sentence)


class BadText(NotSent):
    """The text itself cannot be used; a designer has to mend it."""

    code = "bad_text"


class MissingName(NotSent):
    """A value that the text names is missing: the message is never sent with an empty place."""

    code = "missing_name"


class Undeliverable(NotSent):
    """This receiver cannot be reached this way, however often it is tried."""

    code = "undeliverable"


class Unreachable(NotSent):
    """The way is out of order at the moment."""

    code = "unreachable"
    again = True
