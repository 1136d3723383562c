"""Counts the SQL of a stretch of work, as the database library itself logs it; no hook in the product is needed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_LOGGER = logging.getLogger("sqlalchemy.engine.Engine")


@dataclass(slots=True)
class Counted:
    """Statements without BEGIN and COMMIT, and the transactions that were kept."""

    statements: int = 0
    commits: int = 0


class _Listener(logging.Handler):
    """Each statement is followed by a line with its parameters, in brackets."""

    def __init__(self, counted: Counted) -> None:
        super().__init__()
        self._counted = counted

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if said.startswith("["):
            self._counted.statements += 1
        elif said.startswith("BEGIN IMMEDIATE"):
            self._counted.statements -= 1
        elif said == "COMMIT":
            self._counted.commits += 1


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
