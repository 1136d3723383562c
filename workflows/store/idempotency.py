"""Requests that have had their effect: the same key never has another, and never answers for another request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from workflows.errors import OtherRequest
from workflows.store.database import on_both
from workflows.store.schema import Idempotency

_KEEP = on_both(
    lambda insert: (
        insert(Idempotency).on_conflict_do_nothing(index_elements=["district", "key"]).returning(Idempotency.key)
    )
)
_ANSWER = select(Idempotency.answer, Idempotency.asked).where(
    Idempotency.district == bindparam("of_district"), Idempotency.key == bindparam("by_key")
)


class KeyTaken(Exception):
    """A request with this key has had its effect; this transaction must be given up."""


class Key(str):
    """The name of a request, with a digest of what it asks for; without one the name says it all.

    It is a text wherever keys are handed on; only here its digest counts.
    """

    __slots__ = ("asked",)
    asked: str

    def __new__(cls, name: str, asked: str = "") -> Key:
        key = super().__new__(cls, name)
        key.asked = asked
        return key


def keep(connection: Connection, district: str, key: str, answer: Mapping[str, Any], now: datetime) -> None:
    """Keeps what the request was answered, and what it asked. Raises KeyTaken when it was answered before.

    A second request with the key waits here until the first one's transaction has ended.
    """
    values = {"district": district, "key": str(key), "asked": _asked(key), "at": now, "answer": dict(answer)}
    if connection.execute(_KEEP[connection.dialect.name], values).one_or_none() is None:
        raise KeyTaken(key)


def find_answer(connection: Connection, district: str, key: str) -> Mapping[str, Any] | None:
    """What the request with this key was answered, or None when it never had its effect.

    Raises OtherRequest when the key had named a request that asked for something else.
    """
    found = connection.execute(_ANSWER, {"of_district": district, "by_key": str(key)}).one_or_none()
    if found is None:
        return None
    if found.asked != _asked(key):
        raise OtherRequest
    answer: Mapping[str, Any] = found.answer
    return answer


def _asked(key: str) -> str:
    return key.asked if isinstance(key, Key) else ""
