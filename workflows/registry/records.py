"""Decides what becomes of a record that comes in: new, known, or known with differences that a person must accept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflows.errors import BadAnswers, Conflict
from workflows.law.profile import Source
from workflows.registry import publicity
from workflows.registry.circumstances import Circumstances
from workflows.registry.publicity import StopReason
from workflows.store import facts, registry
from workflows.store.database import Open
from workflows.store.facts import NewFact, Owner
from workflows.store.registry import Identity, NewRecord, RecordRow

OWNER = "record"
DECIDED = "decision.document"
PUBLISHED = "published"
AMENDED = "record.amended"
AMENDABLE = frozenset({"fact", "reason", "basis", "content", "gravity"})
"""What an objection may put right; issuer, number and subject are the identity of a record and never change."""
COMPARED = ("unit", "kind", "gravity", "decided_on", "fact", "reason", "basis", "content", "published_on")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a record that came in again says something else."""

    field: str
    known: str | date | None
    given: str | date | None


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one record that came in."""

    record_id: int
    is_new: bool
    differences: tuple[Difference, ...] = ()


def compare(known: RecordRow | NewRecord, given: NewRecord) -> tuple[Difference, ...]:
    """The fields in which they differ."""
    pairs = ((name, getattr(known, name), getattr(given, name)) for name in COMPARED)
    return tuple(Difference(name, before, after) for name, before, after in pairs if before != after)


def enter(connection: Open, given: Sequence[NewRecord], circumstances: Circumstances) -> tuple[Entered, ...]:
    """Writes the new ones down with their dated facts; a known one is compared and never changed by this.

    The answers stand in the order of what was given.
    """
    if not given:
        return ()
    known = registry.find_records_by_identity(connection, given[0].district, [record.identity for record in given])
    first: dict[Identity, NewRecord] = {}
    for record in given:
        if record.identity not in known:
            first.setdefault(record.identity, record)
    numbers = dict(zip(first, registry.add_records(connection, list(first.values()), circumstances.now), strict=True))
    facts.record_all(
        connection,
        [fact for identity, record in first.items() for fact in _dates(numbers[identity], record, circumstances)],
    )
    return tuple(_entered(record, known, first, numbers) for record in given)


def _entered(
    record: NewRecord,
    known: Mapping[Identity, RecordRow],
    first: Mapping[Identity, NewRecord],
    numbers: Mapping[Identity, int],
) -> Entered:
    row = known.get(record.identity)
    if row is not None:
        return Entered(row.id, False, compare(row, record))
    begun = first[record.identity]
    return Entered(numbers[record.identity], record is begun, compare(begun, record))


def _dates(record_id: int, record: NewRecord, circumstances: Circumstances) -> list[NewFact]:
    """The facts that the terms of a record count from; the class says how long they are."""
    found = [_fact(record_id, DECIDED, record.decided_on, {"variant": record.gravity}, circumstances)]
    if record.published_on is not None:
        found.append(_fact(record_id, PUBLISHED, record.published_on, {}, circumstances))
    return found


def _fact(record_id: int, kind: str, on: date, evidence: Mapping[str, Any], circumstances: Circumstances) -> NewFact:
    said = {"source": Source.REGISTRY.value, **evidence}
    return NewFact(Owner(OWNER, record_id), kind, on, circumstances.now, circumstances.by, evidence=said)


def note(connection: Open, record_id: int, kind: str, *, on: date, source: Source, circumstances: Circumstances) -> int:
    """Writes a dated fact of a record down with who says so: the unit, the registry, a checked upload, a statement."""
    return facts.record(connection, _fact(record_id, kind, on, {"source": source.value}, circumstances))


def accept(connection: Open, record_id: int, given: NewRecord, circumstances: Circumstances) -> tuple[Difference, ...]:
    """A person accepts what came in over what was known.

    Nothing that the public no longer saw is shown again by it: a term that had ended stays ended, whatever the new
    dates say. Raises Conflict when it is another record.
    """
    record = registry.lock_and_get(connection, record_id)
    if record.identity != given.identity:
        raise Conflict("不是同一条记录，不能合并", english="This is another record.", record=record_id)
    differences = compare(record, given)
    if not differences:
        return ()
    until = publicity.terms(record, circumstances).maximum_until
    if record.published_on is not None and until is not None and circumstances.today > until:
        publicity.stop(connection, [record], StopReason.EXPIRED, None, circumstances)
    registry.save_record(connection, record_id, {one.field: one.given for one in differences})
    _supersede_dates(connection, record_id, given, circumstances)
    return differences


def _supersede_dates(connection: Open, record_id: int, given: NewRecord, circumstances: Circumstances) -> None:
    rows = facts.list_standing(connection, [Owner(OWNER, record_id)])[Owner(OWNER, record_id)]
    standing = {row.kind: row for row in rows}
    for fact in _dates(record_id, given, circumstances):
        old = standing.get(fact.kind)
        if old is None:
            facts.record(connection, fact)
        elif (old.on, old.evidence) != (fact.on, fact.evidence):
            facts.supersede(connection, old.id, fact)


def amend(
    connection: Open, record: RecordRow, values: Mapping[str, str], case: str, circumstances: Circumstances
) -> None:
    """Puts fields of a locked record right; what they said before stays in a dated fact of the record.

    Another class gives the terms of publicity another length from the same day. Raises BadAnswers for anything else.
    """
    policies = circumstances.policies.on(circumstances.today)
    if values.keys() - AMENDABLE:
        raise BadAnswers("只能更正事实、理由、依据、决定内容和分类", english="These fields cannot be put right.")
    if "gravity" in values and values["gravity"] not in {row.name for row in policies.classes}:
        raise BadAnswers(f"没有“{values['gravity']}”这一分类", english=f"No class {values['gravity']!r}.")
    before = {name: getattr(record, name) for name in values}
    registry.save_record(connection, record.id, values)
    said = {"before": before, "after": dict(values), "case": case}
    facts.record(connection, _fact(record.id, AMENDED, circumstances.today, said, circumstances))
    owner = Owner(OWNER, record.id)
    for row in facts.list_standing(connection, [owner])[owner]:
        if row.kind == DECIDED and "gravity" in values:
            again = _fact(record.id, DECIDED, row.on, {"variant": values["gravity"]}, circumstances)
            facts.supersede(connection, row.id, again)
