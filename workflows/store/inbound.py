"""Messages that came before anybody waited for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from workflows.store.schema import InboundMessage


@dataclass(frozen=True, slots=True)
class Early:
    """A message that is kept."""

    name: str
    scope: str
    payload: Mapping[str, Any]


def keep(connection: Connection, case_id: int, key: str, early: Early, now: datetime) -> None:
    """Keeps a message once for its key."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"name": early.name, "scope": early.scope, "payload": dict(early.payload)}
    query = dialect.insert(InboundMessage).values(case_id=case_id, key=key, at=now, **values)
    connection.execute(query.on_conflict_do_nothing(index_elements=["key"]))


def take(connection: Connection, case_id: int, waited_for: Iterable[tuple[str, str]]) -> Early | None:
    """The oldest kept message that somebody waits for now, taken out; (name, scope) are the places that wait."""
    places = set(waited_for)
    columns = (InboundMessage.id, InboundMessage.name, InboundMessage.scope, InboundMessage.payload)
    query = select(*columns).where(InboundMessage.case_id == case_id).order_by(InboundMessage.id)
    for row in connection.execute(query).all():
        if (row.name, row.scope) in places:
            connection.execute(delete(InboundMessage).where(InboundMessage.id == row.id))
            return Early(row.name, row.scope, row.payload)
    return None
