"""Decides whether somebody may do a task that others than its earlier doers must do, and who may: asked by every door."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.law import separation
from workflows.law.separation import Actor, Barred
from workflows.store import parts, people
from workflows.store.database import Open


@dataclass(frozen=True, slots=True)
class Matter:
    """A task of a case: who holds its post, and which elements it must be apart from."""

    case_id: int
    case_number: str
    role_group: str
    apart: frozenset[str]


def actor_of(person_id: int, name: str, for_id: int | None = None, for_name: str = "") -> Actor:
    """Somebody who would do it, for whom when standing in."""
    return Actor(str(person_id), name, str(for_id or ""), for_name)


def find_barred(connection: Open, matter: Matter, actor: Actor) -> Barred | None:
    """Why this person may not do it, and who may instead.

    Parts count that were taken in this case, and in any case that decided on one of its records.
    """
    if not matter.apart:
        return None
    taken = parts.list_taken(connection, matter.case_id)
    if separation.may_decide(actor, matter.case_number, taken, matter.apart):
        return None
    others = [actor_of(person_id, name) for person_id, name in _holders(connection, matter)]
    return separation.find_barred(actor, matter.case_number, taken, matter.apart, others)


def refuse_barred(connection: Open, matter: Matter, actor: Actor) -> None:
    """Raises NotAllowed, with why and who may."""
    separation.refuse_barred(find_barred(connection, matter, actor))


def list_able(connection: Open, matter: Matter) -> list[tuple[int, str]]:
    """Everybody of the post who may do it: number and name."""
    taken = parts.list_taken(connection, matter.case_id) if matter.apart else ()
    return [
        (person_id, name)
        for person_id, name in _holders(connection, matter)
        if separation.may_decide(actor_of(person_id, name), matter.case_number, taken, matter.apart)
    ]


def _holders(connection: Open, matter: Matter) -> list[tuple[int, str]]:
    role, _, unit = matter.role_group.partition("@")
    return [(row.id, row.name) for row in people.list_holders(connection, role, unit)]
