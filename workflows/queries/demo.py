"""What the demo asks of its own office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from workflows.law.roles import Role
from workflows.store.schema import Case, Journal, Mandate, Person, PersonRole, Record, Release, Subject, Unit


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in, with what they are."""

    login: str
    name: str
    unit: str
    roles: tuple[str, ...]


def latest_instant(connection: Connection) -> datetime | None:
    """The last moment at which anything happened; None when nothing was ever released."""
    if connection.execute(select(Release.id).limit(1)).one_or_none() is None:
        return None
    moments = [select(func.max(Release.proposed_at)), select(func.max(Journal.at))]
    found: list[datetime | None] = [connection.execute(moment).scalar_one() for moment in moments]
    return max(at for at in found if at is not None)


def list_accounts(connection: Connection) -> list[Account]:
    """Staff by unit, then those who act for enterprises; whoever cannot sign in is left out."""
    people = connection.execute(
        select(Person.id, Person.login, Person.name, Unit.short_name)
        .outerjoin(Unit, Unit.code == Person.unit)
        .where(Person.disabled.is_(False))
        .order_by(Person.unit.is_(None), Person.unit, Person.id)
    ).all()
    roles: dict[int, list[str]] = {}
    for row in connection.execute(select(PersonRole.person_id, PersonRole.role).order_by(PersonRole.role)):
        roles.setdefault(row.person_id, []).append(Role(row.role).label)
    mandates = select(Mandate.person_id, Mandate.kind, Subject.name).join(Subject, Subject.id == Mandate.subject_id)
    for mandate in connection.execute(mandates.order_by(Mandate.id)):
        roles.setdefault(mandate.person_id, []).append(f"{mandate.kind} {mandate.name}")
    return [Account(row.login, row.name, row.short_name or "", tuple(roles.get(row.id, ()))) for row in people]


def subject_of(connection: Connection, case_id: int) -> int | None:
    """The subject of a case."""
    return connection.execute(select(Case.subject_id).where(Case.id == case_id)).scalar_one()


def record_numbered(connection: Connection, document_number: str) -> int:
    """The record that this document decided."""
    query = select(Record.id).where(Record.document_number == document_number)
    return int(connection.execute(query).scalar_one())
