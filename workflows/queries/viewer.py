"""Who is asking: the person, the roles they hold or stand in for, the subjects they act for; one read a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, or_, select

from workflows.store.schema import Mandate, Person, PersonRole, Substitution, Unit


@dataclass(frozen=True, slots=True)
class ViewerRow:
    """A person who is signed in."""

    id: int
    login: str
    name: str
    unit: str | None
    unit_name: str
    roles: tuple[tuple[str, str], ...]
    absent: tuple[int, ...]
    subjects: tuple[int, ...]


def find_viewer(connection: Connection, person_id: int, today: date) -> ViewerRow | None:
    """None for an unknown or disabled person."""
    absent = select(Substitution.absent_id).where(
        Substitution.substitute_id == person_id, Substitution.first_on <= today, Substitution.last_on >= today
    )
    holds = or_(PersonRole.person_id == Person.id, PersonRole.person_id.in_(absent.scalar_subquery()))
    query = (
        select(
            Person.id,
            Person.login,
            Person.name,
            Person.unit,
            PersonRole.role,
            PersonRole.unit,
            PersonRole.person_id,
            Unit.short_name,
        )
        .select_from(Person)
        .outerjoin(PersonRole, holds)
        .outerjoin(Unit, Unit.code == Person.unit)
        .where(Person.id == person_id, Person.disabled.is_(False))
    )
    rows = connection.execute(query).all()
    if not rows:
        return None
    first = rows[0]
    return ViewerRow(
        id=first[0],
        login=first[1],
        name=first[2],
        unit=first[3],
        unit_name=first[7] or "",
        roles=tuple({(row[4], row[5]) for row in rows if row[4]}),
        absent=tuple(sorted({row[6] for row in rows if row[6] not in (None, person_id)})),
        subjects=() if first[3] else _subjects(connection, person_id, today),
    )


def list_absent(connection: Connection, substitute_id: int, today: date) -> list[tuple[str, date]]:
    """Whom somebody stands in for today, and until when."""
    query = (
        select(Person.name, Substitution.last_on)
        .join(Substitution, Substitution.absent_id == Person.id)
        .where(
            Substitution.substitute_id == substitute_id, Substitution.first_on <= today, Substitution.last_on >= today
        )
        .order_by(Substitution.last_on)
    )
    return [(row.name, row.last_on) for row in connection.execute(query)]


def _subjects(connection: Connection, person_id: int, today: date) -> tuple[int, ...]:
    in_force = and_(Mandate.valid_from <= today, or_(Mandate.valid_until.is_(None), Mandate.valid_until >= today))
    query = select(Mandate.subject_id).where(Mandate.person_id == person_id, in_force).order_by(Mandate.id)
    return tuple(connection.execute(query).scalars())
