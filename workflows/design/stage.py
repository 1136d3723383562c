"""The stage of a scenario: an office of its own with the cast, and what the scenario gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workflows.actions.catalogue import Actor
from workflows.casework.office import Office
from workflows.casework.passing import MovableClock
from workflows.casework.tasks import Doer
from workflows.clock import StoppedClock, china_day
from workflows.design import cast, publish
from workflows.design.cast import Cast, Mandate
from workflows.design.scenarios import GivenFact, GivenRecord, Scenario
from workflows.engine.definition import Bundle
from workflows.law.profile import Source
from workflows.law.roles import Role
from workflows.registry import due, records
from workflows.registry.circumstances import Circumstances
from workflows.registry.subjects import new_subject
from workflows.store import people, registry
from workflows.store.database import Database, Open
from workflows.store.people import list_units
from workflows.store.registry import NewMeasure, NewRecord


@dataclass(frozen=True, slots=True)
class Stage:
    """An office in which a scenario can be played; `records` are its records by the names the scenario gives them."""

    office: Office
    clock: MovableClock
    doers: Mapping[str, Doer]
    subject_id: int
    records: Mapping[str, int]


def set_stage(database: Database, folder: Path, bundle: Bundle, company: Cast, scenario: Scenario) -> Stage:
    """Releases the bundle, brings in the cast, and writes down what is given."""
    clock = StoppedClock(scenario.now)
    office = Office(database, clock, folder, layers=scenario.layers)
    release_id = publish.propose(office, bundle.files, by="stage", note=scenario.title)
    publish.approve(office, release_id, by="prompter", live_from=clock.now())
    office.know_bundle(release_id, bundle)
    with database.writing() as connection:
        ids = cast.enter_cast(connection, company, {})
    return set_scene(office, clock, company, ids, scenario)


def set_scene(office: Office, clock: MovableClock, company: Cast, ids: Mapping[str, int], scenario: Scenario) -> Stage:
    """Writes down what one scenario gives, in an office whose cast is known already."""
    with office.database.writing() as connection:
        subject_id = _enter_subject(connection, office, scenario)
        names = _enter_records(connection, office, scenario, subject_id)
        agents = _enter_agents(connection, scenario, subject_id)
    return Stage(office, clock, {**_doers(company, ids, subject_id), **agents}, subject_id, names)


def _enter_agents(connection: Open, scenario: Scenario, subject_id: int) -> Mapping[str, Doer]:
    """Who acts for the subject besides the cast, by name; the account cannot be signed in to."""
    doers = {}
    for name in scenario.subject.agents:
        values = {
            "login": f"{scenario.subject.uscc}.{name}",
            "name": name,
            "unit": None,
            "password": "",
            "disabled": True,
        }
        person_id = people.add_person(connection, values)
        given = Mandate(name, scenario.subject.uscc, "经办人", None, "")
        cast.add_mandate(connection, person_id, subject_id, given, china_day(scenario.now))
        doers[name] = Doer(Actor(person_id, name), frozenset({f"{Role.SUBJECT}@{subject_id}"}))
    return doers


def _enter_subject(connection: Open, office: Office, scenario: Scenario) -> int:
    known = registry.find_subject_by_uscc(connection, office.district, scenario.subject.uscc)
    if known is not None:
        return known.id
    given, today = scenario.subject, china_day(scenario.now)
    new = new_subject(office.district, given.uscc, given.name)
    subject_id = registry.add_subject(connection, new)
    if given.consent:
        registry.save_subject(connection, subject_id, {"service_consent_on": today})
    if given.priority:
        registry.add_priority(connection, subject_id, given.priority, today, "区信用办")
    return subject_id


def _enter_records(connection: Open, office: Office, scenario: Scenario, subject_id: int) -> Mapping[str, int]:
    law = office.law(connection)
    circumstances = Circumstances(office.clock.now(), "导入", law.policies, law.calendar)
    units = {unit.code: unit.name for unit in list_units(connection)}
    new = [_new_record(office, record, subject_id, units[record.unit]) for record in scenario.records]
    entered = records.enter(connection, new, circumstances)
    names = {given.ref: done.record_id for given, done in zip(scenario.records, entered, strict=True)}
    for given in scenario.records:
        for fact in given.facts:
            _note(connection, names[given.ref], fact, circumstances)
    due.begin(connection, office.district, "record", tuple(names.values()), circumstances)
    decided = {given.ref: given.decided_on for given in scenario.records}
    for measure in scenario.measures:
        started_on = decided[measure.record]
        registry.add_measure(
            connection,
            NewMeasure(
                record_id=names[measure.record],
                subject_id=subject_id,
                unit=measure.unit,
                code=measure.code,
                name=measure.name,
                field=measure.field or measure.name,
                basis=measure.basis or "失信惩戒措施清单",
                started_on=started_on,
                ends_on=measure.ends_on,
                state="standing",
            ),
        )
    return names


def learn(stage: Stage, refs: Iterable[str], fact: GivenFact) -> None:
    """The registry learns a fact about these records from elsewhere."""
    with stage.office.database.writing() as connection:
        law = stage.office.law(connection)
        circumstances = Circumstances(stage.office.clock.now(), "导入", law.policies, law.calendar)
        for ref in refs:
            _note(connection, stage.records[ref], fact, circumstances)


def _note(connection: Open, record_id: int, fact: GivenFact, circumstances: Circumstances) -> None:
    source = Source(fact.source)
    records.note(connection, record_id, fact.kind, on=fact.on, source=source, circumstances=circumstances)


def _new_record(office: Office, given: GivenRecord, subject_id: int, issuer: str) -> NewRecord:
    return NewRecord(
        district=office.district,
        subject_id=subject_id,
        issuer=issuer,
        unit=given.unit,
        document_number=given.number,
        kind=given.kind,
        gravity=given.gravity,
        decided_on=given.decided_on,
        fact=given.fact,
        reason=given.fact,
        basis=given.basis,
        content=given.fact,
        published_on=given.decided_on,
    )


def _doers(company: Cast, ids: Mapping[str, int], subject_id: int) -> Mapping[str, Doer]:
    """Everybody of the cast; portal people act for the one subject of the scenario."""
    doers = {}
    for member in company.members:
        groups = {f"{role}@{member.unit}" for role in member.roles if member.unit}
        if member.unit is None:
            groups = {f"{Role.SUBJECT}@{subject_id}"}
        doers[member.login] = Doer(Actor(ids[member.login], member.name, member.unit or ""), frozenset(groups))
    return doers
