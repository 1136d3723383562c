"""Decides which measures a unit applies because of a listing: from the catalogue, within its term, and none for a watch list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.errors import BadAnswers, Conflict
from workflows.law.profile import Source
from workflows.registry import due
from workflows.registry.catalogue import Catalogue, Entry, latest_end
from workflows.registry.circumstances import Circumstances
from workflows.registry.measures import MeasureState
from workflows.store import facts, registry
from workflows.store.database import Open
from workflows.store.facts import NewFact, Owner
from workflows.store.registry import MeasureRow, NewMeasure, RecordRow

OWNER = "measure"
TERM = "measure.term"
"""The rule of a measure's own term; the measure says its last day."""
STARTED, ENDED = "measure.started", "measure.ended"
WATCH = "watch"
"""The kind of record that carries no measure."""


class Lasting(StrEnum):
    """How long a measure lasts."""

    LISTING = "listing"
    UNTIL = "until"
    PERMANENT = "permanent"

    @property
    def label(self) -> str:
        return {Lasting.LISTING: "至名单终止", Lasting.UNTIL: "至指定日期", Lasting.PERMANENT: "永久"}[self]


@dataclass(frozen=True, slots=True)
class Imposed:
    """A unit's word about one measure that it was asked to apply."""

    code: str
    started_on: date
    lasting: Lasting
    ends_on: date | None
    law: str


def read_imposed(said: Mapping[str, Any], today: date) -> Imposed | None:
    """One row of the form; nothing when the unit does not apply it. Raises BadAnswers."""
    try:
        if said["result"] == "declined":
            if not str(said.get("reason") or "").strip():
                raise BadAnswers("不采取措施的，须写明理由", english="Declining needs a reason.")
            return None
        return Imposed(
            code=str(said["code"]),
            started_on=date.fromisoformat(said["started_on"]) if said.get("started_on") else today,
            lasting=Lasting(said.get("lasting") or Lasting.LISTING),
            ends_on=date.fromisoformat(said["ends_on"]) if said.get("ends_on") else None,
            law=str(said.get("law") or "").strip(),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise BadAnswers("措施的内容无法读取", english="A row about a measure cannot be read.") from problem


def impose(
    connection: Open,
    unit: str,
    record: RecordRow,
    named: tuple[Catalogue, Sequence[Imposed]],
    circumstances: Circumstances,
) -> tuple[int, ...]:
    """Writes the measures of a unit down, each with the day on which its own term ends.

    Raises Conflict for a watch list and for a measure that the unit applies already, BadAnswers for what the catalogue
    does not allow.
    """
    catalogue, rows = named
    if record.kind == WATCH and rows:
        raise Conflict("重点关注名单只加强监管，不采取惩戒措施", english="A watch list carries no measure.")
    standing = {(row.unit, row.code) for row in registry.list_standing(connection, [record.id])}
    numbers = []
    for row in rows:
        entry = catalogue.get(row.code, unit)
        if (unit, row.code) in standing:
            raise Conflict(f"本单位已经在实施“{entry.name}”", english="The unit applies this measure already.")
        new = _new(unit, record, (catalogue, entry), row, circumstances)
        number = registry.add_measure(connection, new)
        standing.add((unit, row.code))
        facts.record(connection, _fact(number, STARTED, row.started_on, new.ends_on, circumstances))
        due.recount(connection, record.district, Owner(OWNER, number), circumstances)
        numbers.append(number)
    return tuple(numbers)


def _new(
    unit: str, record: RecordRow, named: tuple[Catalogue, Entry], row: Imposed, circumstances: Circumstances
) -> NewMeasure:
    catalogue, entry = named
    return NewMeasure(
        record_id=record.id,
        subject_id=record.subject_id,
        unit=unit,
        code=entry.code,
        name=entry.name,
        field=entry.field,
        basis=catalogue.basis(entry, row.law),
        started_on=row.started_on,
        ends_on=_last_day(record, entry, row, circumstances),
        state=MeasureState.APPLIED.value,
        term=row.lasting.value,
    )


def _last_day(record: RecordRow, entry: Entry, row: Imposed, circumstances: Circumstances) -> date | None:
    """The end of the measure's own term; None for one that ends with the listing, or never. Raises BadAnswers."""
    if entry.needs_law and not row.law:
        raise BadAnswers(f"“{entry.name}”须写明所依据的法律条文", english="This measure needs its law.")
    if not record.decided_on <= row.started_on <= circumstances.today:
        raise BadAnswers(
            f"“{entry.name}”的开始日期应在 {record.decided_on} 至 {circumstances.today} 之间",
            english="The day on which the measure began is impossible.",
        )
    latest = latest_end(entry, row.started_on, circumstances.calendar)
    if row.lasting is Lasting.PERMANENT:
        if not entry.permanent:
            raise BadAnswers(f"“{entry.name}”不能是永久的", english="This measure cannot be permanent.")
        return None
    if row.lasting is Lasting.LISTING:
        return latest
    if row.ends_on is None or row.ends_on <= row.started_on or (latest is not None and row.ends_on > latest):
        until = f"，最晚至 {latest}" if latest else ""
        raise BadAnswers(f"“{entry.name}”的终止日期不符合清单{until}", english="The last day is impossible.")
    return row.ends_on


def expire(connection: Open, measure_id: int, circumstances: Circumstances) -> MeasureRow:
    """The measure's own term is over: from then on it does not stand; its unit confirms it afterwards.

    One that was lifted before stays as it was.
    """
    row = registry.lock_measure(connection, measure_id)
    if row.lifted_on is None and row.ends_on is not None:
        values = {"state": MeasureState.EXPIRED.value, "lifted_on": row.ends_on}
        registry.save_measure(connection, measure_id, values)
        note_end(connection, row, row.ends_on, circumstances)
    return row


def note_end(connection: Open, row: MeasureRow, on: date, circumstances: Circumstances) -> None:
    """A measure with a term of its own stands no more; nothing is left to wait for its last day."""
    if row.ends_on is None:
        return
    facts.record(connection, _fact(row.id, ENDED, on, None, circumstances))
    district = registry.get_record(connection, row.record_id).district
    due.recount(connection, district, Owner(OWNER, row.id), circumstances)


def confirm_end(connection: Open, measure_id: int, proof: Sequence[Any], circumstances: Circumstances) -> MeasureRow:
    """The unit confirms with proof that a measure whose term is over is not applied any more."""
    row = registry.lock_measure(connection, measure_id)
    if row.state != MeasureState.EXPIRED:
        return row
    said = {"files": list(proof), "reason": "期满", "by": circumstances.by, "at": circumstances.now.isoformat()}
    state = MeasureState.LIFTED if proof else MeasureState.DECLARED
    registry.save_measure(connection, measure_id, {"state": state.value, "proof": said})
    return row


def _fact(measure_id: int, kind: str, on: date, until: date | None, circumstances: Circumstances) -> NewFact:
    evidence = {"source": Source.REGISTRY.value} | ({"sets": {TERM: until.isoformat()}} if until else {})
    return NewFact(Owner(OWNER, measure_id), kind, on, circumstances.now, circumstances.by, evidence=evidence)
