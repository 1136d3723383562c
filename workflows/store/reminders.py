"""Reminders that a person asked for about a record: one row of the outbox for each, waiting for its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from workflows.store.database import on_both
from workflows.store.schema import Effect

KIND = "remind"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Who wants to be reminded of which record."""

    district: str
    record_id: int
    person_id: int

    @property
    def key(self) -> str:
        return f"{KIND}:{self.record_id}:{self.person_id}"


_AGAIN = {"done_at": None, "given_up_at": None, "leased_until": None, "receipt": None, "attempts": 0, "last_error": ""}
_SET = on_both(
    lambda insert: insert(Effect).on_conflict_do_update(
        index_elements=["district", "key"], set_={"next_at": bindparam("again_at"), **_AGAIN}
    )
)
_OWN = (Effect.district == bindparam("of"), Effect.key == bindparam("named"))
_WAITS = (Effect.done_at.is_(None), Effect.given_up_at.is_(None))
_FIND = select(Effect.next_at).where(*_OWN, *_WAITS)
_TAKE_BACK = update(Effect).where(*_OWN, *_WAITS)


def set_for(connection: Connection, reminder: Reminder, at: datetime, now: datetime) -> None:
    """Set for that instant; set again it moves, and one that was taken back or is over begins anew."""
    row = {
        "district": reminder.district,
        "case_id": None,
        "branch": "",
        "kind": KIND,
        "key": reminder.key,
        "payload": {"record_id": reminder.record_id, "person_id": reminder.person_id},
        "made_at": now,
        "next_at": at,
        "attempts": 0,
    }
    connection.execute(_SET[connection.dialect.name], {**row, "again_at": at})


def find_set(connection: Connection, reminder: Reminder) -> datetime | None:
    """The instant for which it is set, or None."""
    named = {"of": reminder.district, "named": reminder.key}
    return connection.execute(_FIND, named).scalar_one_or_none()


def take_back(connection: Connection, reminder: Reminder, now: datetime) -> bool:
    """False when there was none, or it was told already."""
    named = {"of": reminder.district, "named": reminder.key}
    values = {"given_up_at": now, "last_error": "未发送"}
    return connection.execute(_TAKE_BACK.values(**values), named).rowcount == 1
