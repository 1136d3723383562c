"""The box of a subject: what it was told, when it was read, and what became of each way by which it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from workflows.queries.portal import PAGE
from workflows.store.schema import Case, Effect, Letter, Subject

SENT, SKIPPED = "已发送", "未发送"


@dataclass(frozen=True, slots=True)
class MyLetter:
    """An in-site message; `ways` tells each other way with its result."""

    id: int
    title: str
    body: str
    case_id: int | None
    case_number: str | None
    paper_id: int | None
    subject_name: str
    at: datetime
    read_at: datetime | None
    ways: tuple[tuple[str, str], ...] = ()


def list_letters(
    connection: Connection, subject_ids: Iterable[int], limit: int = PAGE, before: int | None = None
) -> list[MyLetter]:
    """Messages to the subjects, the newest first; indexes letter_subject and the key of the outbox."""
    columns = (
        Letter.id,
        Letter.title,
        Letter.body,
        Letter.case_id,
        Case.number,
        Letter.paper_id,
        Subject.name,
        Letter.at,
        Letter.read_at,
    )
    query = (
        select(*columns, Letter.key, Subject.district)
        .select_from(Letter)
        .join(Subject, Subject.id == Letter.subject_id)
        .outerjoin(Case, Case.id == Letter.case_id)
        .where(Letter.subject_id.in_(list(subject_ids)))
        .order_by(Letter.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Letter.id < before)
    rows: list[Any] = list(connection.execute(query))
    ways = _ways(connection, {row.district for row in rows}, [_effect_of(row.key) for row in rows])
    return [replace(MyLetter(*row[:-2]), ways=ways.get(_effect_of(row.key), ())) for row in rows]


def _effect_of(key: str) -> str:
    """A letter is called like the effect that it was sent by, and who it is for: …:subject/3."""
    effect, sign, receiver = key.rpartition(":")
    return effect if sign and receiver.startswith("subject/") else key


def _ways(
    connection: Connection, districts: set[str], keys: Iterable[str]
) -> Mapping[str, tuple[tuple[str, str], ...]]:
    query = select(Effect.key, Effect.receipt).where(Effect.district.in_(districts), Effect.key.in_(set(keys)))
    return {row.key: tuple(_told(row.receipt or {}).items()) for row in connection.execute(query)}


def _told(receipt: Mapping[str, Any]) -> dict[str, str]:
    """Each way once: sent when it got through to anybody, not sent when there is no such way, else why it failed."""
    found: dict[str, str] = {}
    for one in receipt.get("deliveries", ()):
        way, result = str(one.get("way")), str(one.get("result"))
        if found.get(way) != SENT:
            found[way] = result if result in {SENT, SKIPPED} else str(one.get("reason") or result)
    return found


def count_unread(connection: Connection, subject_ids: Iterable[int]) -> int:
    """Messages that nobody has opened yet, at most a hundred."""
    query = select(Letter.id).where(Letter.subject_id.in_(list(subject_ids)), Letter.read_at.is_(None)).limit(100)
    return len(connection.execute(query).all())
