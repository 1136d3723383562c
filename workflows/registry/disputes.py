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
    marks = _marks(connection, [record.id for record in records])
    turned = [record for record in records if (case in marks[record.id]) == (kind == SETTLED)]
    on, at, by = circumstances.today, circumstances.now, circumstances.by
    facts.record_all(connection, [NewFact(Owner(OWNER, one.id), kind, on, at, by, scope=case) for one in turned])
    return len(turned)


def list_disputed(connection: Open, record_ids: Iterable[int]) -> Mapping[int, date]:
    """Of these records the ones that are disputed now, with the day from which they are."""
    marks = _marks(connection, list(record_ids))
    return {record_id: min(days.values()) for record_id, days in marks.items() if days}


def _marks(connection: Open, record_ids: Sequence[int]) -> dict[int, dict[str, date]]:
    """The open marks of each record: the day of each, by its case."""
    owners = [Owner(OWNER, record_id) for record_id in record_ids]
    standing = facts.list_standing(connection, owners) if owners else {}
    return {owner.id: _open(rows) for owner, rows in standing.items()}


def _open(rows: Iterable[FactRow]) -> dict[str, date]:
    """The day of the mark of each case that has not been settled since."""
    found: dict[str, date] = {}
    for row in rows:
        if row.kind == MARKED:
            found.setdefault(row.scope, row.on)
        elif row.kind == SETTLED:
            found.pop(row.scope, None)
    return found
