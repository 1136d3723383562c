"""Makes the office that is measured and killed: one unit with its people, two small processes, the law that ships."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from workflows.actions.catalogue import Actor
from workflows.casework.office import Office
from workflows.casework.tasks import Doer
from workflows.clock import CHINA, Clock
from workflows.design import publish
from workflows.design.load import load_folder
from workflows.engine.definition import Bundle
from workflows.law.roles import Role
from workflows.registry.subjects import new_subject
from workflows.store import changes, people, registry
from workflows.store.database import Database, Open

MONDAY = datetime(2026, 11, 23, 10, tzinfo=CHINA)
UNIT = "SJJ"
USCC = "91320411MAXY00112K"
AGENT = "agent0"
"""The enterprise whose errands may be withdrawn, and who acts for it."""

OFFICERS = 3
PROCESSES = Path(__file__).resolve().parent / "processes"
LAW = PROCESSES.parent.parent / "bpmn"


def release_files() -> dict[str, bytes]:
    """The two processes of the bench (`errand` 试办事项 and its side case `visit` 实地核查) and the law that ships."""
    law = {
        f"{folder}/{path.name}": path.read_bytes()
        for folder in ("policies", "calendars")
        for path in sorted((LAW / folder).glob("*.toml"))
    }
    return {**load_folder(PROCESSES), **law}


@cache
def bundle() -> Bundle:
    """Parsed once; processes that are forked afterwards share it."""
    return Bundle(release_files())


def make_office(database: Database, clock: Clock, folder: Path) -> Office:
    """Brings the tables up to date, releases the processes and hires the people."""
    changes.upgrade(database)
    office = Office(database, clock, folder)
    release_id = publish.propose(office, bundle().files, by="proposer", note="bench")
    publish.approve(office, release_id, by="approver", live_from=clock.now())
    with database.writing() as connection:
        people.add_unit(connection, people.UnitRow(UNIT, "区市场监督管理局", "市场监管局", False, "", "", "", ""))
        for number in range(OFFICERS):
            _hire(connection, number, Role.OFFICER, Role.LEGAL)
        _hire(connection, 0, Role.MANAGER)
        _know_enterprise(connection, office)
    return join_office(database, clock, folder)


def join_office(database: Database, clock: Clock, folder: Path) -> Office:
    """The same office for one more process, with nothing remembered but the parsed release."""
    office = Office(database, clock, folder)
    with database.reading() as connection:
        office.know_bundle(office.live_release(connection, clock.now()), bundle())
        office.law(connection)
    return office


def enterprise(office: Office) -> tuple[int, Doer]:
    """The subject, and who acts for it."""
    with office.database.reading() as connection:
        subject = registry.find_subject_by_uscc(connection, office.district, USCC)
        agent = people.find_by_login(connection, AGENT)
    if subject is None or agent is None:
        raise LookupError("the office of the bench knows an enterprise")
    return subject.id, Doer(Actor(agent.id, agent.name), frozenset({f"{Role.SUBJECT}@{subject.id}"}))


def list_doers(office: Office, role: Role) -> list[Doer]:
    """Everybody who holds the role, by number."""
    with office.database.reading() as connection:
        holders = people.list_holders(connection, role.value, UNIT)
        groups = [
            frozenset(f"{role}@{unit}" for role, unit in people.list_roles(connection, one.id)) for one in holders
        ]
    return [Doer(Actor(one.id, one.name, UNIT), held) for one, held in zip(holders, groups, strict=True)]


def _know_enterprise(connection: Open, office: Office) -> None:
    subject_id = registry.add_subject(connection, new_subject(office.district, USCC, "试办企业（演示）"))
    values = {"login": AGENT, "name": "企业经办人", "unit": None, "password": "", "email": "agent@firm.example"}
    person_id = people.add_person(connection, values)
    mandate = {
        "person_id": person_id,
        "subject_id": subject_id,
        "kind": "经办人",
        "valid_from": MONDAY.date(),
        "proof": {},
    }
    people.add_mandate(connection, mandate)


def _hire(connection: Open, number: int, *roles: Role) -> None:
    """By the first of the roles they are called; a visit is not the handler's own, so that everybody may make it."""
    first = roles[0]
    values = {"login": f"{first}{number}", "name": f"{first.label}{number}", "unit": UNIT, "password": ""}
    person_id = people.add_person(connection, {**values, "email": f"{first}{number}@unit.example"})
    for role in roles:
        people.add_role(connection, person_id, role.value, UNIT)
