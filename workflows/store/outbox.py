"""Effects that leave the house after a step: put in the step, leased and carried out by workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from workflows.store.database import claimed, on_both
from workflows.store.schema import Effect

LEASE = timedelta(minutes=2)
"""How long a worker may be silent before another one takes its effect over."""


@dataclass(frozen=True, slots=True)
class NewEffect:
    """An effect to be carried out once. `key` is its name for ever: the same key is never put twice.

    With `not_before` it waits for that instant.
    """

    kind: str
    key: str
    payload: Mapping[str, Any]
    branch: str = ""
    not_before: datetime | None = None


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


_PUT = on_both(lambda insert: insert(Effect).on_conflict_do_nothing(index_elements=["district", "key"]))
_WAITS = (Effect.done_at.is_(None), Effect.given_up_at.is_(None))
_LEASED = tuple(getattr(Effect, name) for name in LeasedEffect.__slots__)
_DUE = claimed(
    select(*_LEASED)
    .where(
        *_WAITS,
        Effect.next_at <= bindparam("now"),
        or_(Effect.leased_until.is_(None), Effect.leased_until <= bindparam("now")),
    )
    .order_by(Effect.next_at, Effect.id)
    .limit(bindparam("most"))
)
_HOLD = (
    update(Effect)
    .where(Effect.id.in_(bindparam("effects", expanding=True)))
    .values(leased_until=bindparam("lease"), next_at=bindparam("lease"), attempts=Effect.attempts + 1)
)
_SET = update(Effect).where(Effect.id == bindparam("effect"))
_SET_UNDONE = _SET.where(Effect.done_at.is_(None))
_UNSENT = select(Effect.id, Effect.key).where(
    Effect.case_id == bindparam("case"),
    Effect.branch.in_(bindparam("branches", expanding=True)),
    Effect.branch != "",
    *_WAITS,
)
_WITHDRAW = update(Effect).where(Effect.id.in_(bindparam("effects", expanding=True)))
_GIVEN_UP = select(Effect.given_up_at).where(Effect.id == bindparam("effect"))
_WAITING_OF = select(Effect.payload).where(
    Effect.case_id == bindparam("case"), Effect.kind == bindparam("of_kind"), *_WAITS
)
_NEXT = select(Effect.next_at).where(*_WAITS).order_by(Effect.next_at, Effect.id).limit(1)


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
            "next_at": effect.not_before or now,
            "attempts": 0,
        }
        for effect in new
    ]
    if rows:
        connection.execute(_PUT[connection.dialect.name], rows)


def lease(connection: Connection, now: datetime, limit: int = 1) -> tuple[LeasedEffect, ...]:
    """Takes the oldest effects that are due and held by nobody; counts the attempt. Until the lease ends nothing is due."""
    held = tuple(LeasedEffect(*row) for row in connection.execute(_DUE, {"now": now, "most": limit}))
    if held:
        connection.execute(_HOLD, {"effects": [effect.id for effect in held], "lease": now + LEASE})
    return held


def mark_done(connection: Connection, effect_id: int, now: datetime, receipt: Mapping[str, Any]) -> None:
    values = {"done_at": now, "leased_until": None, "receipt": dict(receipt), "last_error": ""}
    connection.execute(_SET, {"effect": effect_id, **values})


def mark_failed(connection: Connection, effect_id: int, error: str, next_at: datetime | None, now: datetime) -> None:
    """Tried in vain: again at `next_at`, or given up when there is none; what another worker did meanwhile stays done."""
    values: dict[str, Any] = {"leased_until": None, "last_error": error[:500]}
    values |= {"given_up_at": now} if next_at is None else {"next_at": next_at}
    connection.execute(_SET_UNDONE, {"effect": effect_id, **values})


def put_off(connection: Connection, effect_id: int, until: datetime) -> None:
    """It was too early: the effect waits until then, and this was no attempt."""
    values = {"effect": effect_id, "next_at": until, "leased_until": None, "attempts": 0}
    connection.execute(_SET_UNDONE, values)


def withdraw(connection: Connection, case_id: int, branches: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Takes back what cancelled branches had not sent yet; returns the keys, for the journal."""
    rows = connection.execute(_UNSENT, {"case": case_id, "branches": list(branches)}).all()
    if rows:
        taken = {"effects": [row.id for row in rows], "given_up_at": now, "last_error": "未发送"}
        connection.execute(_WITHDRAW, taken)
    return tuple(row.key for row in rows)


def is_wanted(connection: Connection, effect_id: int) -> bool:
    """False when the effect was withdrawn or given up meanwhile."""
    return connection.execute(_GIVEN_UP, {"effect": effect_id}).scalar_one_or_none() is None


def list_waiting(connection: Connection, case_id: int, kind: str) -> tuple[Mapping[str, Any], ...]:
    """The payloads of a case's effects of one kind that have not been carried out yet."""
    return tuple(connection.execute(_WAITING_OF, {"case": case_id, "of_kind": kind}).scalars())


def next_due(connection: Connection) -> datetime | None:
    """When the next effect wants to leave, or None when nothing waits."""
    return connection.execute(_NEXT).scalar_one_or_none()
