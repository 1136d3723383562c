"""Decides what becomes of a file of records: all of it comes in or nothing, and what is known is never changed silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from workflows.clock import china_day
from workflows.errors import BadInput
from workflows.law.wording import ONE_DAY
from workflows.registry import due, publicity, records
from workflows.registry.circumstances import Circumstances
from workflows.registry.exchange_check import Fault, Given, Grounds, check
from workflows.registry.exchange_fields import BY_CODE, OF_RECORD
from workflows.registry.exchange_mapping import Correspondence
from workflows.registry.exchange_read import read
from workflows.registry.publicity import Terms
from workflows.registry.records import Difference
from workflows.registry.subjects import grams, initials, new_subject
from workflows.store import people, registry
from workflows.store.database import Open
from workflows.store.facts import Owner
from workflows.store.papers import draw_number
from workflows.store.registry import Identity, NewRecord, RecordRow, SubjectRow

SERIES = "import.records"
"""The series that numbers the imports of a year; drawing from it keeps two imports apart."""


class Standing(StrEnum):
    """How a row stands to what the office knows."""

    NEW = "new"
    KNOWN = "known"
    DIFFERENT = "different"

    @property
    def label(self) -> str:
        return {Standing.NEW: "新增", Standing.KNOWN: "已有，内容一致", Standing.DIFFERENT: "已有，内容有差异"}[self]


@dataclass(frozen=True, slots=True)
class Looked:
    """A row held against what is known, with its differences and the days that its class gives it."""

    given: Given
    standing: Standing
    record_id: int | None
    differences: tuple[Difference, ...]
    until: Terms

    @property
    def earliest_on(self) -> date | None:
        """The first day on which repair may be asked for: the day after the minimum term."""
        last = self.until.minimum_until
        return None if last is None else last + ONE_DAY

    @property
    def by_table(self) -> bool:
        """Whether the class was read from the table of the office, and is still to be confirmed."""
        return self.standing is Standing.NEW and "gravity" in self.given.silent


@dataclass(frozen=True, slots=True)
class Intake:
    """A file that was looked at: every row, every fault, and what was written of it, if anything."""

    name: str
    rows: int
    looked: tuple[Looked, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    batch: str = ""
    accepted: int = 0

    def count(self, standing: Standing) -> int:
        return sum(one.standing is standing for one in self.looked)

    @property
    def is_written(self) -> bool:
        return bool(self.batch)


@dataclass(frozen=True, slots=True)
class Source:
    """The file as it came in, and the table that the office reads it with."""

    name: str
    content: bytes
    table: Correspondence


def look(connection: Open, district: str, source: Source, circumstances: Circumstances) -> Intake:
    """What the file would do; nothing is changed. Raises BadInput for a file that cannot be read at all."""
    sheet = read(source.name, source.content)
    units = people.list_units(connection)
    profile = circumstances.policies.on(circumstances.today)
    given, faults = check(sheet, Grounds(district, circumstances.today, profile, units, source.table))
    looked = _compare(connection, district, given, circumstances)
    return Intake(sheet.name, len(sheet.lines), looked, faults, sheet.ignored)


def take_in(
    connection: Open, district: str, source: Source, circumstances: Circumstances, *, accept: bool = False
) -> Intake:
    """Writes the new records down with their dated facts and what they wait for; differences only when accepted.

    Raises BadInput, with the intake in its details, when a single row has a fault: nothing is written then.
    """
    year = china_day(circumstances.now).year
    batch = f"导入〔{year}〕{draw_number(connection, district, district, SERIES, year)}号"
    intake = look(connection, district, source, circumstances)
    if intake.faults:
        raise BadInput(
            f"文件有 {len(intake.faults)} 处问题，没有导入任何记录",
            english=f"{len(intake.faults)} faults; nothing was imported.",
            intake=intake,
        )
    subjects = _enter_subjects(connection, district, [one.given for one in intake.looked])
    _enter_new(connection, district, intake, (batch, subjects), circumstances)
    changed = [one for one in intake.looked if one.differences] if accept else []
    for one in changed:
        _accept(connection, one, subjects[one.given.uscc], circumstances)
    return replace(intake, batch=batch, accepted=len(changed))


def _compare(
    connection: Open, district: str, given: Sequence[Given], circumstances: Circumstances
) -> tuple[Looked, ...]:
    subjects = registry.find_subjects_by_uscc(connection, district, {one.uscc for one in given})
    identities = {_identity(one, subjects[one.uscc].id) for one in given if one.uscc in subjects}
    known = registry.find_records_by_identity(connection, district, identities)
    terms = _Days(circumstances)
    found = []
    for one in given:
        subject = subjects.get(one.uscc)
        row = known.get(_identity(one, subject.id)) if subject is not None else None
        found.append(_looked(one, subject, row, terms))
    return tuple(found)


def _identity(one: Given, subject_id: int) -> Identity:
    return Identity(one.record.issuer, one.record.document_number, subject_id)


@dataclass(slots=True)
class _Days:
    """The terms of records, reckoned once for each class and day."""

    circumstances: Circumstances
    _known: dict[tuple[str, date], Terms] = field(default_factory=dict)

    def of(self, one: Given) -> Terms:
        record = one.record
        key = (record.gravity, record.decided_on)
        if key not in self._known:
            said = {name: getattr(record, name) for name in NewRecord.__slots__}
            row = RecordRow(id=0, imported_at=self.circumstances.now, **said)
            self._known[key] = publicity.terms(row, self.circumstances)
        return self._known[key]


def _looked(one: Given, subject: SubjectRow | None, row: RecordRow | None, days: _Days) -> Looked:
    if row is None or subject is None:
        return Looked(one, Standing.NEW, None, _renamed(one, subject), days.of(one))
    filled = _filled(one, row)
    differences = (*_renamed(one, subject), *records.compare(row, filled.record))
    standing = Standing.DIFFERENT if differences else Standing.KNOWN
    return Looked(filled, standing, row.id, differences, days.of(filled))


def _renamed(one: Given, subject: SubjectRow | None) -> tuple[Difference, ...]:
    if subject is None or subject.name == one.name:
        return ()
    return (Difference("name", subject.name, one.name),)


def _filled(one: Given, row: RecordRow) -> Given:
    """What the file does not say itself stays as it is known."""
    kept = {name: getattr(row, name) for name in one.silent}
    return replace(one, record=replace(one.record, subject_id=row.subject_id, **kept))


def _enter_subjects(connection: Open, district: str, given: Iterable[Given]) -> Mapping[str, SubjectRow]:
    """Everybody in the file, those that are new among them."""
    names = {one.uscc: one.name for one in given}
    known = registry.find_subjects_by_uscc(connection, district, names)
    new = [new_subject(district, code, name) for code, name in names.items() if code not in known]
    registry.add_subjects(connection, new)
    return {**known, **registry.find_subjects_by_uscc(connection, district, [one.uscc for one in new])}


def _enter_new(
    connection: Open,
    district: str,
    intake: Intake,
    under: tuple[str, Mapping[str, SubjectRow]],
    circumstances: Circumstances,
) -> None:
    batch, subjects = under
    new = [
        replace(
            one.given.record,
            subject_id=subjects[one.given.uscc].id,
            source=one.given.record.source or intake.name,
            national={**one.given.record.national, "batch": batch},
        )
        for one in intake.looked
        if one.standing is Standing.NEW
    ]
    entered = records.enter(connection, new, circumstances)
    due.begin(connection, district, records.OWNER, [one.record_id for one in entered], circumstances)


def _accept(connection: Open, one: Looked, subject: SubjectRow, circumstances: Circumstances) -> None:
    """A person stands for the differences of one row: another name of the subject, other contents of the record."""
    if any(difference.field == "name" for difference in one.differences):
        name = one.given.name
        found_by = {"name_pinyin": initials(name), "grams": f" {' '.join(grams(name))} "}
        registry.save_subject(connection, subject.id, {"name": name, **found_by})
    if one.record_id is not None:
        records.accept(connection, one.record_id, one.given.record, circumstances)
        registry.save_record(connection, one.record_id, {"national": dict(one.given.record.national)})
        due.recount(connection, subject.district, Owner(records.OWNER, one.record_id), circumstances)


def title_of(field: str) -> str:
    """How reports call a compared field: the code and name of its column."""
    return BY_CODE[OF_RECORD[field]].title
