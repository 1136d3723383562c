"""People, units, roles, mandates, substitutions and accounts of machines."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from workflows.store.schema import Mandate, Person, PersonRole, ServiceAccount, Substitution, Unit


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person who may sign in."""

    id: int
    login: str
    name: str
    unit: str | None
    email: str
    phone: str
    password: str
    disabled: bool
    failed_logins: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A department of the district, or an outside body."""

    code: str
    name: str
    short_name: str
    outside: bool
    phone: str
    email: str
    address: str
    mark: str


_PERSON = tuple(getattr(Person, name) for name in PersonRow.__slots__)
_UNIT = tuple(getattr(Unit, name) for name in UnitRow.__slots__)
_BY_ID = select(*_PERSON).where(Person.id == bindparam("person"))
_ROLES_OF = select(PersonRole.role, PersonRole.unit).where(PersonRole.person_id == bindparam("person"))
_HOLDERS = (
    select(*_PERSON)
    .join(PersonRole, PersonRole.person_id == Person.id)
    .where(PersonRole.unit == bindparam("in_unit"), PersonRole.role == bindparam("of_role"), Person.disabled.is_(False))
    .order_by(Person.id)
)
_FIND_UNIT = select(*_UNIT).where(Unit.code == bindparam("by_code"))
UNITS = select(*_UNIT).order_by(Unit.code)


def find_by_login(connection: Connection, login: str) -> PersonRow | None:
    row = connection.execute(select(*_PERSON).where(Person.login == login)).one_or_none()
    return None if row is None else PersonRow(*row)


def find_by_id(connection: Connection, person_id: int) -> PersonRow | None:
    row = connection.execute(_BY_ID, {"person": person_id}).one_or_none()
    return None if row is None else PersonRow(*row)


def find_by_token(connection: Connection, digest: str) -> int | None:
    query = select(ServiceAccount.person_id).where(
        ServiceAccount.token_digest == digest, ServiceAccount.disabled.is_(False)
    )
    return connection.execute(query).scalar_one_or_none()


def list_roles(connection: Connection, person_id: int) -> tuple[tuple[str, str], ...]:
    """(role, unit) pairs."""
    return tuple((row.role, row.unit) for row in connection.execute(_ROLES_OF, {"person": person_id}))


def list_holders(connection: Connection, role: str, unit: str) -> tuple[PersonRow, ...]:
    """Everybody who has the role in the unit, by id."""
    rows = connection.execute(_HOLDERS, {"in_unit": unit, "of_role": role})
    return tuple(PersonRow(*row) for row in rows)


def find_unit_with(connection: Connection, role: str) -> str | None:
    """The first unit in which somebody has the role, by its code."""
    query = select(func.min(PersonRole.unit)).join(Person, Person.id == PersonRole.person_id)
    return connection.execute(query.where(PersonRole.role == role, Person.disabled.is_(False))).scalar_one()


def list_in_role(connection: Connection, role: str, unit: str = "") -> tuple[PersonRow, ...]:
    """Everybody who has the role: in the unit, or in any when none is named."""
    query = select(*_PERSON).join(PersonRole, PersonRole.person_id == Person.id)
    query = query.where(PersonRole.role == role, Person.disabled.is_(False))
    if unit:
        query = query.where(PersonRole.unit == unit)
    return tuple(PersonRow(*row) for row in connection.execute(query.order_by(Person.id).distinct()))


def list_subjects_of(connection: Connection, person_id: int, today: date) -> tuple[int, ...]:
    """The subjects that a portal person may act for today."""
    query = select(Mandate.subject_id).where(
        Mandate.person_id == person_id,
        Mandate.valid_from <= today,
        or_(Mandate.valid_until.is_(None), Mandate.valid_until >= today),
    )
    return tuple(connection.execute(query.order_by(Mandate.id)).scalars())


def list_agents(connection: Connection, subject_id: int, today: date) -> tuple[PersonRow, ...]:
    """The portal people who may act for a subject today."""
    query = (
        select(*_PERSON)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(
            Mandate.subject_id == subject_id,
            Person.disabled.is_(False),
            Mandate.valid_from <= today,
            or_(Mandate.valid_until.is_(None), Mandate.valid_until >= today),
        )
    )
    return tuple(PersonRow(*row) for row in connection.execute(query.order_by(Person.id)))


def find_unit(connection: Connection, code: str) -> UnitRow | None:
    row = connection.execute(_FIND_UNIT, {"by_code": code}).one_or_none()
    return None if row is None else UnitRow(*row)


def list_units(connection: Connection) -> tuple[UnitRow, ...]:
    return tuple(UnitRow(*row) for row in connection.execute(UNITS))


def add_unit(connection: Connection, unit: UnitRow) -> None:
    connection.execute(insert(Unit).values(**{name: getattr(unit, name) for name in UnitRow.__slots__}))


def add_person(connection: Connection, values: Mapping[str, Any]) -> int:
    return int(connection.execute(insert(Person).values(**values).returning(Person.id)).scalar_one())


def add_role(connection: Connection, person_id: int, role: str, unit: str) -> None:
    connection.execute(insert(PersonRole).values(person_id=person_id, role=role, unit=unit))


def add_mandate(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(insert(Mandate).values(**values))


def add_substitution(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(insert(Substitution).values(**values))


def add_service_account(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(insert(ServiceAccount).values(**values))


def service_account(name: str, token: str, person_id: int, now: datetime) -> Mapping[str, Any]:
    """The row of a machine's account; only the digest of its token is kept."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    return {"name": name, "token_digest": digest, "person_id": person_id, "made_at": now, "disabled": False}


def note_login(connection: Connection, person_id: int, failures: int, locked_until: datetime | None) -> None:
    values = {"failed_logins": failures, "locked_until": locked_until}
    connection.execute(update(Person).where(Person.id == person_id).values(**values))
