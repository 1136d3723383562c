"""One box for everything: cases, enterprises, papers and colleagues that somebody may see, a few of each; an exact number is one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from workflows.law.uscc import normalise
from workflows.queries import cases
from workflows.queries.cases import CaseRow, Wanted
from workflows.queries.visible import Sight, in_sight, may_see
from workflows.registry.subjects import grams
from workflows.store import registry
from workflows.store.registry import SubjectRow
from workflows.store.schema import Case, Paper, Person, Unit

FEW = 8
"""So many of each kind are shown; the list of cases has the rest."""
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class PaperFound:
    """A paper with the case to which it belongs."""

    title: str
    number: str
    case_number: str
    subject_name: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the office."""

    name: str
    unit_name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, by kind."""

    cases: list[CaseRow]
    subjects: list[SubjectRow]
    papers: list[PaperFound]
    people: list[Colleague]

    @property
    def is_empty(self) -> bool:
        return not (self.cases or self.subjects or self.papers or self.people)


NOTHING = Found([], [], [], [])


def find_case_of_paper(connection: Connection, sight: Sight, district: str, text: str) -> str | None:
    """The number of the case in sight whose paper is called exactly so."""
    query = select(Case.id, Case.number).join(Paper, Paper.case_id == Case.id)
    row = connection.execute(query.where(Paper.district == district, Paper.number == text.strip())).one_or_none()
    return row.number if row is not None and may_see(connection, sight, row.id) else None


def search(connection: Connection, sight: Sight, district: str, asked: str) -> Found:
    """A few of each kind. Cases and papers are those in sight; enterprises are public; one sign alone is too little."""
    text = asked.strip()
    if len(text) < SHORTEST:
        return NOTHING
    found = cases.list_cases(connection, sight, district, Wanted(asked=text, open_only=False))
    return Found(
        cases=found[:FEW],
        subjects=list_subjects(connection, district, text)[:FEW],
        papers=_papers(connection, sight, Paper.number.startswith(text, autoescape=True), district),
        people=_people(connection, text),
    )


def list_subjects(connection: Connection, district: str, text: str) -> list[SubjectRow]:
    """Enterprises by their code, its last characters, or part of the name."""
    code = normalise(text)
    if code.isascii():
        return (
            []
            if text.upper().startswith(cases.NUMBERED)
            else list(registry.find_subjects_by_tail(connection, district, code))
        )
    pairs = grams(text)
    return list(registry.find_subjects_by_grams(connection, district, pairs)) if pairs else []


def _papers(connection: Connection, sight: Sight, named: ColumnElement[bool], district: str) -> list[PaperFound]:
    query = (
        select(Paper.title, Paper.number, Case.number, Case.subject_name)
        .join(Case, Case.id == Paper.case_id)
        .where(Paper.district == district, named, in_sight(sight))
        .order_by(Paper.id.desc())
        .limit(FEW)
    )
    rows: Any = connection.execute(query)
    return [PaperFound(*row) for row in rows]


def _people(connection: Connection, text: str) -> list[Colleague]:
    """Staff by the beginning of the name; people of enterprises are not looked up here."""
    query = (
        select(Person.name, Unit.short_name, Unit.phone)
        .join(Unit, Unit.code == Person.unit)
        .where(Person.name.startswith(text, autoescape=True), Person.disabled.is_(False))
        .order_by(Person.name, Person.id)
        .limit(FEW)
    )
    return [Colleague(*row) for row in connection.execute(query)]
