"""Effects that leave the house after a step: put in the step, leased and carried out by workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflows.store.database import claimed
from workflows.store.schema import Effect

LEASE = timedelta(minutes=2)
"""How long a worker may be silent before another one takes its effect over."""


@dataclass(frozen=True, slots=True)
class NewEffect:
    """An effect to be carried out once. `key` is its name for ever: the same key is never put twice."""

    kind: str
    key: str
    payload: Mapping[str, Any]
    branch: str = ""


@dataclass(frozen=True, slots=True)
class LeasedEffect:
    """An effect that this worker holds until its lease ends."""

    id: int
    district: str
    case_id: int | None
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempts: int


def put(connection: Connection, district: str, case_id: int | None, new: Iterable[NewEffect], now: datetime) -> None:
    rows = [
        {
            "district": district,
            "case_id": case_id,
            "branch": effect.branch,
            "kind": effect.kind,
            "key": effect.key,
            "payload": dict(effect.payload),
            "made_at": now,
            "next_at": now,
            "attempts": 0,
        }
        for effect in new
    ]
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(Effect).on_conflict_do_nothing(index_elements=["district", "key"]), rows)


def lease(connection: Connection, now: datetime, limit: int = 1) -> tuple[LeasedEffect, ...]:
    """Takes the oldest effects that are due and held by nobody; counts the attempt. Until the lease ends nothing is due."""
    query = (
        select(Effect.id, Effect.district, Effect.case_id, Effect.kind, Effect.key, Effect.payload, Effect.attempts)
        .where(
            Effect.done_at.is_(None),
            Effect.given_up_at.is_(None),
            Effect.next_at <= now,
            or_(Effect.leased_until.is_(None), Effect.leased_until <= now),
        )
        .order_by(Effect.next_at, Effect.id)
        .limit(limit)
    )
    held = tuple(LeasedEffect(*row) for row in connection.execute(claimed(query)))
    if held:
        connection.execute(
            update(Effect)
            .where(Effect.id.in_([effect.id for effect in held]))
            .values(leased_until=now + LEASE, next_at=now + LEASE, attempts=Effect.attempts + 1)
        )
    return held


def mark_done(connection: Connection, effect_id: int, now: datetime, receipt: Mapping[str, Any]) -> None:
    connection.execute(
        update(Effect)
        .where(Effect.id == effect_id)
        .values(done_at=now, leased_until=None, receipt=dict(receipt), last_error="")
    )


def mark_failed(connection: Connection, effect_id: int, error: str, next_at: datetime | None, now: datetime) -> None:
    """Tried in vain: again at `next_at`, or given up when there is none; what another worker did meanwhile stays done."""
    values: dict[str, Any] = {"leased_until": None, "last_error": error[:500]}
    values |= {"given_up_at": now} if next_at is None else {"next_at": next_at}
    connection.execute(update(Effect).where(Effect.id == effect_id, Effect.done_at.is_(None)).values(**values))


def withdraw(connection: Connection, case_id: int, branches: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Takes back what cancelled branches had not sent yet; returns the keys, for the journal."""
    query = select(Effect.id, Effect.key).where(
        Effect.case_id == case_id,
        Effect.branch.in_(list(branches)),
        Effect.branch != "",
        Effect.done_at.is_(None),
        Effect.given_up_at.is_(None),
    )
    rows = connection.execute(query).all()
    if rows:
        connection.execute(
            update(Effect).where(Effect.id.in_([row.id for row in rows])).values(given_up_at=now, last_error="未发送")
        )
    return tuple(row.key for row in rows)


def is_wanted(connection: Connection, effect_id: int) -> bool:
    """False when the effect was withdrawn or given up meanwhile."""
    query = select(Effect.given_up_at).where(Effect.id == effect_id)
    return connection.execute(query).scalar_one_or_none() is None


def list_waiting(connection: Connection, case_id: int, kind: str) -> tuple[Mapping[str, Any], ...]:
    """The payloads of a case's effects of one kind that have not been carried out yet."""
    query = select(Effect.payload).where(
        Effect.case_id == case_id, Effect.kind == kind, Effect.done_at.is_(None), Effect.given_up_at.is_(None)
    )
    return tuple(connection.execute(query).scalars())


def next_due(connection: Connection) -> datetime | None:
    """When the next effect wants to leave, or None when nothing waits."""
    query = (
        select(Effect.next_at)
        .where(Effect.done_at.is_(None), Effect.given_up_at.is_(None))
        .order_by(Effect.next_at, Effect.id)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()
