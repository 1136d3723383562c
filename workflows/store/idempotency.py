"""Requests that have had their effect: the same key never has another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from workflows.store.schema import Idempotency


class KeyTaken(Exception):
    """A request with this key has had its effect; this transaction must be given up."""


def keep(connection: Connection, district: str, key: str, answer: Mapping[str, Any], now: datetime) -> None:
    """Keeps what the request was answered. Raises KeyTaken when it was answered before.

    A second request with the key waits here until the first one's transaction has ended.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    kept = connection.execute(
        dialect.insert(Idempotency)
        .values(district=district, key=key, at=now, answer=dict(answer))
        .on_conflict_do_nothing(index_elements=["district", "key"])
        .returning(Idempotency.key)
    )
    if kept.one_or_none() is None:
        raise KeyTaken(key)


def find_answer(connection: Connection, district: str, key: str) -> Mapping[str, Any] | None:
    """What the request with this key was answered, or None when it never had its effect."""
    query = select(Idempotency.answer).where(Idempotency.district == district, Idempotency.key == key)
    found: Mapping[str, Any] | None = connection.execute(query).scalar_one_or_none()
    return found
