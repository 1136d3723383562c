"""In-site messages to a person, a subject or a unit; put once for their key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from workflows.store.database import on_both
from workflows.store.schema import Letter


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A message; exactly one of person, subject and unit receives it."""

    key: str
    title: str
    body: str
    person_id: int | None = None
    subject_id: int | None = None
    unit: str = ""
    case_id: int | None = None
    paper_id: int | None = None


_PUT = on_both(lambda insert: insert(Letter).on_conflict_do_nothing(index_elements=["key"]))
_BY_KEY = select(Letter.id).where(Letter.key == bindparam("by_key"))
_UNREAD = update(Letter).where(Letter.id == bindparam("letter"), Letter.read_at.is_(None))


def put(connection: Connection, new: NewLetter, now: datetime) -> int:
    """Puts the message into the box and returns its number; the same key is put once."""
    values = {name: getattr(new, name) for name in NewLetter.__slots__}
    connection.execute(_PUT[connection.dialect.name], {**values, "at": now})
    return int(connection.execute(_BY_KEY, {"by_key": new.key}).scalar_one())


def mark_read(connection: Connection, letter_id: int, at: datetime) -> None:
    """The first reading counts."""
    connection.execute(_UNREAD, {"letter": letter_id, "read_at": at})
