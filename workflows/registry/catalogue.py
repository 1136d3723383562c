"""Decides which measures may be chosen, by whom and for how long: the catalogue of the office, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflows.errors import BadAnswers, BadInput
from workflows.law.calendar import Calendar
from workflows.law.reading import Row, read_toml, refuse_findings
from workflows.law.rules import Grade
from workflows.law.terms import Term, count, parse_term

PATH = "measures/catalogue.toml"
"""Where a release keeps it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure of the catalogue; `longest` is None when it ends with the listing, `needs_law` asks for the article."""

    code: str
    name: str
    field: str
    units: tuple[str, ...]
    longest: Term | None
    permanent: bool
    needs_law: bool
    article: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The measures that there are; its edition is cited with each."""

    edition: str
    source: str
    entries: Mapping[str, Entry]

    def get(self, code: str, unit: str) -> Entry:
        """Raises BadAnswers for what is not in the catalogue, or not for this unit to apply."""
        entry = self.entries.get(code)
        if entry is None:
            raise BadAnswers(f"清单中没有措施“{code}”，不能采取清单以外的措施", english=f"No measure {code!r}.")
        if unit not in entry.units:
            raise BadAnswers(f"“{entry.name}”不由该单位（{unit}）实施", english=f"{unit} may not apply {code}.")
        return entry

    def basis(self, entry: Entry, law: str) -> str:
        """What a measure is put on: the catalogue with its article, and the law that the unit names."""
        return f"{self.edition}，{self.source}{entry.article}" + (f"；{law}" if law else "")


def parse(text: str) -> Catalogue:
    """Reads the catalogue. Raises BadInput with every finding."""
    file = read_toml(text, "惩戒措施清单")
    entries = [_entry(row) for row in file.rows("measure", "措施")]
    found = Catalogue(file.need("edition"), file.need("source"), {entry.code: entry for entry in entries})
    file.text("grade")
    file.close()
    if len(found.entries) != len(entries):
        file.findings.append("措施的编号有重复")
    refuse_findings(f"惩戒措施清单 {PATH}", file.findings)
    return found


def _entry(row: Row) -> Entry:
    said, grade = row.text("longest"), row.need("grade")
    if grade not in set(Grade):
        row.find(f"没有“{grade}”这一级")
    return Entry(
        code=row.need("code"),
        name=row.need("name"),
        field=row.need("field"),
        units=row.names("units"),
        longest=_term(row, said) if said else None,
        permanent=row.flag("permanent"),
        needs_law=row.flag("law"),
        article=row.need("article"),
        grade=Grade(grade) if grade in set(Grade) else Grade.U,
    )


def _term(row: Row, said: str) -> Term | None:
    try:
        return parse_term(said)
    except BadInput as problem:
        row.find(problem.sentence)
        return None


def latest_end(entry: Entry, start: date, calendar: Calendar) -> date | None:
    """The last day that the measure may have when it begins on that day; None when it ends with the listing."""
    return None if entry.longest is None else count(entry.longest, start, calendar, roll=False).on
