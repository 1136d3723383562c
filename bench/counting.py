"""Counts the SQL of a stretch of work, as the database library itself logs it; no hook in the product is needed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_LOGGER = logging.getLogger("sqlalchemy.engine.Engine")
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(slots=True)
class Counted:
    """Statements without BEGIN and COMMIT, the transactions that were kept, and those of them that had written."""

    statements: int = 0
    commits: int = 0
    written: int = 0
    asked: list[tuple[str, Any]] = field(default_factory=list)
    """Each statement with its parameters."""


class _Listener(logging.Handler):
    """Each statement is followed by a line with its parameters, in brackets."""

    def __init__(self, counted: Counted) -> None:
        super().__init__()
        self._counted = counted
        self._statement = ""
        self._writes = False

    def emit(self, record: logging.LogRecord) -> None:
        said, counted = record.getMessage(), self._counted
        if said.startswith("["):
            counted.statements += 1
            self._writes = self._writes or self._statement.startswith(_WRITES)
            counted.asked.append((self._statement, _parameters(record)))
        elif said in {"BEGIN", "BEGIN IMMEDIATE"}:
            counted.statements -= 1
        elif said in {"COMMIT", "ROLLBACK"}:
            counted.commits += said == "COMMIT"
            counted.written += said == "COMMIT" and self._writes
            self._writes = False
        self._statement = said


def _parameters(record: logging.LogRecord) -> Any:
    """The library logs how it shows them; inside are the parameters themselves."""
    shown = record.args[-1] if isinstance(record.args, tuple) and record.args else None
    return getattr(shown, "params", None)


@contextmanager
def counting() -> Iterator[Counted]:
    """What is counted here costs time: never count and measure in one go."""
    counted = Counted()
    listener = _Listener(counted)
    level, passes_on = _LOGGER.level, _LOGGER.propagate
    _LOGGER.addHandler(listener)
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False
    try:
        yield counted
    finally:
        _LOGGER.removeHandler(listener)
        _LOGGER.setLevel(level)
        _LOGGER.propagate = passes_on
