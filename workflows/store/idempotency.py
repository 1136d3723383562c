"""Requests that have had their effect: the same key never has another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from workflows.store.database import on_both
from workflows.store.schema import Idempotency

_KEEP = on_both(
    lambda insert: (
        insert(Idempotency).on_conflict_do_nothing(index_elements=["district", "key"]).returning(Idempotency.key)
    )
)
_ANSWER = select(Idempotency.answer).where(
    Idempotency.district == bindparam("of_district"), Idempotency.key == bindparam("by_key")
)


class KeyTaken(Exception):
    """A request with this key has had its effect; this transaction must be given up."""


def keep(connection: Connection, district: str, key: str, answer: Mapping[str, Any], now: datetime) -> None:
    """Keeps what the request was answered. Raises KeyTaken when it was answered before.

    A second request with the key waits here until the first one's transaction has ended.
    """
    values = {"district": district, "key": key, "at": now, "answer": dict(answer)}
    if connection.execute(_KEEP[connection.dialect.name], values).one_or_none() is None:
        raise KeyTaken(key)


def find_answer(connection: Connection, district: str, key: str) -> Mapping[str, Any] | None:
    """What the request with this key was answered, or None when it never had its effect."""
    asked = {"of_district": district, "by_key": key}
    found: Mapping[str, Any] | None = connection.execute(_ANSWER, asked).scalar_one_or_none()
    return found
