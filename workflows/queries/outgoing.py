"""What left the house, for the page of the sandbox that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from workflows.store import outbox, timers
from workflows.store.schema import Case, Effect

KINDS = ("tell", "letter", "mail")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message on its way or sent."""

    id: int
    kind: str
    case_number: str | None
    payload: Mapping[str, Any]
    made_at: datetime
    done_at: datetime | None
    last_error: str
    receipt: Mapping[str, Any] | None


def list_messages(connection: Connection, limit: int = 100) -> list[Sent]:
    """The newest first."""
    query = (
        select(
            Effect.id,
            Effect.kind,
            Case.number,
            Effect.payload,
            Effect.made_at,
            Effect.done_at,
            Effect.last_error,
            Effect.receipt,
        )
        .select_from(Effect)
        .outerjoin(Case, Case.id == Effect.case_id)
        .where(Effect.kind.in_(KINDS))
        .order_by(Effect.id.desc())
        .limit(limit)
    )
    return [Sent(*row) for row in connection.execute(query)]


def next_instant(connection: Connection) -> datetime | None:
    """When the next thing is due by itself: a timer of a case, or a message that waits."""
    found = [at for at in (timers.next_due_at(connection), outbox.next_due(connection)) if at is not None]
    return min(found) if found else None
