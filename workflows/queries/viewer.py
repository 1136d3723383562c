"""Who is asking: the person, the roles they hold or stand in for, the subjects they act for; one read a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.orm import aliased

from workflows.law.separation import may_substitute
from workflows.store.schema import Mandate, Person, PersonRole, Substitution, Unit


@dataclass(frozen=True, slots=True)
class Absent:
    """A colleague for whom somebody stands in today, with the roles that this lends."""

    id: int
    name: str
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ViewerRow:
    """A person who is signed in; `roles` are their own."""

    id: int
    login: str
    name: str
    unit: str | None
    unit_name: str
    roles: tuple[tuple[str, str], ...]
    absent: tuple[Absent, ...]
    subjects: tuple[int, ...]


def find_viewer(connection: Connection, person_id: int, today: date) -> ViewerRow | None:
    """None for an unknown or disabled person."""
    absent = select(Substitution.absent_id).where(
        Substitution.substitute_id == person_id, Substitution.first_on <= today, Substitution.last_on >= today
    )
    holder = aliased(Person)
    holds = or_(PersonRole.person_id == Person.id, PersonRole.person_id.in_(absent.scalar_subquery()))
    query = (
        select(
            Person.id,
            Person.login,
            Person.name,
            Person.unit,
            Unit.short_name,
            PersonRole.role,
            PersonRole.unit,
            holder.id,
            holder.name,
            holder.unit,
        )
        .select_from(Person)
        .outerjoin(PersonRole, holds)
        .outerjoin(holder, holder.id == PersonRole.person_id)
        .outerjoin(Unit, Unit.code == Person.unit)
        .where(Person.id == person_id, Person.disabled.is_(False))
        .order_by(holder.id, PersonRole.role, PersonRole.unit)
    )
    rows = connection.execute(query).all()
    if not rows:
        return None
    _id, login, name, unit, unit_name = rows[0][:5]
    held: dict[tuple[int, str, str], list[tuple[str, str]]] = {}
    for *_person, role, of_unit, holder_id, holder_name, holder_unit in rows:
        if holder_id is not None:
            held.setdefault((holder_id, holder_name, holder_unit or ""), []).append((role, of_unit))
    return ViewerRow(
        id=person_id,
        login=login,
        name=name,
        unit=unit,
        unit_name=unit_name or "",
        roles=tuple(role for (holder_id, *_), roles in held.items() if holder_id == person_id for role in roles),
        absent=tuple(
            Absent(absent_id, absent_name, tuple(roles))
            for (absent_id, absent_name, absent_unit), roles in held.items()
            if may_substitute(absent_unit, unit or "", str(absent_id), str(person_id))
        ),
        subjects=() if unit else _subjects(connection, person_id, today),
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
