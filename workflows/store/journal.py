"""The chained journal of a case: each entry is sealed with the seal before it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select

from workflows.store.base import milliseconds
from workflows.store.schema import Case, Journal


@dataclass(frozen=True, slots=True)
class Entry:
    """What a step writes down: who, on whose behalf, what kind of event, and what came of it."""

    at: datetime
    actor: str
    on_behalf: str
    kind: str
    task_id: int | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry of a case that does not fit the one before."""

    case_id: int
    seq: int


_APPEND = insert(Journal)


def append(connection: Connection, case_id: int, seq: int, head: bytes, entry: Entry) -> bytes:
    """Writes entry number `seq` after the entry whose seal is `head`; returns the new seal for the case row."""
    salt = secrets.token_bytes(16)
    seal = _seal(head, case_id, seq, entry, salt)
    connection.execute(
        _APPEND,
        {
            "case_id": case_id,
            "seq": seq,
            "at": entry.at,
            "actor": entry.actor,
            "on_behalf": entry.on_behalf,
            "kind": entry.kind,
            "task_id": entry.task_id,
            "body": dict(entry.body),
            "salt": salt,
            "seal": seal,
        },
    )
    return seal


def _seal(head: bytes, case_id: int, seq: int, entry: Entry, salt: bytes) -> bytes:
    """The payload enters as a salted digest: it can be removed later and the chain stays whole."""
    payload = hashlib.sha256(salt + orjson.dumps(entry.body, option=orjson.OPT_SORT_KEYS)).digest()
    known = f"{case_id}|{seq}|{milliseconds(entry.at)}|{entry.actor}|{entry.on_behalf}|{entry.kind}"
    return hashlib.sha256(head + known.encode() + payload).digest()


def verify(connection: Connection, case_id: int) -> Break | None:
    """Recounts the whole chain of a case up to the seal on its row; None when it is whole."""
    head, seq = b"", 0
    rows = connection.execute(select(Journal.__table__).where(Journal.case_id == case_id).order_by(Journal.seq))
    for row in rows:
        seq += 1
        entry = Entry(row.at, row.actor, row.on_behalf, row.kind, row.task_id, row.body)
        head = _seal(head, case_id, seq, entry, row.salt)
        if row.seq != seq or row.seal != head:
            return Break(case_id, row.seq)
    kept = connection.execute(select(Case.journal_seq, Case.journal_head).where(Case.id == case_id)).one()
    return None if (kept.journal_seq, kept.journal_head) == (seq, head) else Break(case_id, kept.journal_seq)
