"""Decides whether a record is disputed: reckoned from dated facts, one mark for each objection that is not answered yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from workflows.registry.circumstances import Circumstances
from workflows.store import facts
from workflows.store.database import Open
from workflows.store.facts import FactRow, NewFact, Owner
from workflows.store.registry import RecordRow

MARKED, SETTLED = "dispute.marked", "dispute.settled"
"""The facts of a record; their scope is the case, so that two objections to one record do not meet."""
OWNER = "record"


def mark(connection: Open, records: Sequence[RecordRow], case: str, circumstances: Circumstances) -> int:
    """Marks the locked records as disputed by this case from today; returns how many were not marked by it before."""
    return _turn(connection, records, case, MARKED, circumstances)


def settle(connection: Open, records: Sequence[RecordRow], case: str, circumstances: Circumstances) -> int:
    """Takes the mark of this case from the locked records, and no other; returns how many bore it."""
    return _turn(connection, records, case, SETTLED, circumstances)


def _turn(connection: Open, records: Sequence[RecordRow], case: str, kind: str, circumstances: Circumstances) -> int:
    standing = facts.list_standing_of(connection, OWNER, [record.id for record in records])
    turned = [record for record in records if (case in _open(standing[record.id])) == (kind == SETTLED)]
    on, at, by = circumstances.today, circumstances.now, circumstances.by
    facts.record_all(connection, [NewFact(Owner(OWNER, one.id), kind, on, at, by, scope=case) for one in turned])
    return len(turned)


def list_disputed(connection: Open, record_ids: Iterable[int]) -> Mapping[int, date]:
    """Of these records the ones that are disputed now, with the day from which they are."""
    standing = facts.list_standing_of(connection, OWNER, record_ids)
    marks = {record_id: _open(rows) for record_id, rows in standing.items()}
    return {record_id: min(days.values()) for record_id, days in marks.items() if days}


def _open(rows: Iterable[FactRow]) -> dict[str, date]:
    """The day of the mark of each case that has not been settled since."""
    found: dict[str, date] = {}
    for row in rows:
        if row.kind == MARKED:
            found.setdefault(row.scope, row.on)
        elif row.kind == SETTLED:
            found.pop(row.scope, None)
    return found
