"""Messages that came before anybody waited for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from workflows.store.database import on_both
from workflows.store.schema import InboundMessage


@dataclass(frozen=True, slots=True)
class Early:
    """A message that is kept."""

    name: str
    scope: str
    payload: Mapping[str, Any]


_KEEP = on_both(lambda insert: insert(InboundMessage).on_conflict_do_nothing(index_elements=["key"]))
OF_CASE = (
    select(InboundMessage.id, InboundMessage.name, InboundMessage.scope, InboundMessage.payload)
    .where(InboundMessage.case_id == bindparam("case"))
    .order_by(InboundMessage.id)
)
_TAKE_OUT = delete(InboundMessage).where(InboundMessage.id == bindparam("message"))


def keep(connection: Connection, case_id: int, key: str, early: Early, now: datetime) -> None:
    """Keeps a message once for its key."""
    values = {"name": early.name, "scope": early.scope, "payload": dict(early.payload)}
    connection.execute(_KEEP[connection.dialect.name], {"case_id": case_id, "key": key, "at": now, **values})


def take(connection: Connection, case_id: int, waited_for: Iterable[tuple[str, str]]) -> Early | None:
    """The oldest kept message that somebody waits for now, taken out; (name, scope) are the places that wait."""
    places = set(waited_for)
    for row in connection.execute(OF_CASE, {"case": case_id}).all():
        if (row.name, row.scope) in places:
            connection.execute(_TAKE_OUT, {"message": row.id})
            return Early(row.name, row.scope, row.payload)
    return None
