"""Which cases somebody may see: those of their unit, those it works or has worked on; all of them for who watches."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, or_, select, true

from workflows.store.schema import Case, Participation, Person, Task


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees: the cases of one unit, or everything (credit office, auditors)."""

    unit: str
    everything: bool = False


def in_sight(sight: Sight) -> ColumnElement[bool]:
    """The condition on cases for lists: the unit's own ones."""
    return true() if sight.everything else Case.unit == sight.unit


def may_see(connection: Connection, sight: Sight, case_id: int) -> bool:
    """Whether a case is in sight: the unit's own, one with a task or a side case of the unit, one it took part in."""
    if sight.everything:
        return True
    if not sight.unit:
        return False
    own = select(Case.id).where(or_(Case.id == case_id, Case.parent_id == case_id), Case.unit == sight.unit)
    if connection.execute(own.limit(1)).first() is not None:
        return True
    groups = select(Task.role_group).where(Task.case_id == case_id)
    if any(group.rpartition("@")[2] == sight.unit for group in connection.execute(groups).scalars()):
        return True
    took_part = (
        select(Participation.id)
        .join(Person, Person.id == Participation.person_id)
        .where(Participation.owner_kind == "case", Participation.owner_id == case_id, Person.unit == sight.unit)
    )
    return connection.execute(took_part.limit(1)).first() is not None
