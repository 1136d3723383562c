"""How many keys one question to the database asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

CHUNK = 300
"""Both databases take that many keys of three parts in one statement."""

T = TypeVar("T")


def in_chunks(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
