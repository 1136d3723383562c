"""授权: who may act for a subject, from when until when; given and ended by its legal representative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from workflows.store.schema import Mandate, Person

GIVING = frozenset({"法定代表人", "破产管理人"})
"""Who of a subject may let others act for it."""


@dataclass(frozen=True, slots=True)
class MandateRow:
    """One mandate with the person who holds it; without `valid_until` it has no end."""

    id: int
    person_id: int
    subject_id: int
    kind: str
    valid_from: date
    valid_until: date | None
    proof: Mapping[str, Any]
    name: str
    login: str
    disabled: bool

    def holds(self, today: date) -> bool:
        """Whether the person may act today."""
        begun = self.valid_from <= today
        return begun and not self.disabled and (self.valid_until is None or self.valid_until >= today)


_ROW = (
    Mandate.id,
    Mandate.person_id,
    Mandate.subject_id,
    Mandate.kind,
    Mandate.valid_from,
    Mandate.valid_until,
    Mandate.proof,
    Person.name,
    Person.login,
    Person.disabled,
)


def list_of_subject(connection: Connection, subject_id: int) -> tuple[MandateRow, ...]:
    """Everybody who acts or acted for the subject, in the order in which they began; index mandate_subject."""
    query = select(*_ROW).join(Person, Person.id == Mandate.person_id).where(Mandate.subject_id == subject_id)
    return tuple(MandateRow(*row) for row in connection.execute(query.order_by(Mandate.valid_from, Mandate.id)))


@dataclass(frozen=True, slots=True)
class NewMandate:
    """Who may act for whom, as what, from when until when, and what proves it."""

    person_id: int
    subject_id: int
    kind: str
    valid_from: date
    valid_until: date
    proof: Mapping[str, Any]


def give(connection: Connection, new: NewMandate) -> None:
    """Lets the person act; one that was ended before, or ends on another day, begins anew."""
    values = {name: getattr(new, name) for name in NewMandate.__slots__} | {"proof": dict(new.proof)}
    known = (Mandate.person_id == new.person_id, Mandate.subject_id == new.subject_id)
    if connection.execute(update(Mandate).where(*known).values(**values)).rowcount == 0:
        connection.execute(insert(Mandate).values(**values))


def end(connection: Connection, row: MandateRow, today: date, by: str) -> None:
    """Ends it at once: yesterday was its last day."""
    proof = {**row.proof, "ended_by": by, "ended_on": today.isoformat()}
    values = {"valid_until": today - timedelta(days=1), "proof": proof}
    connection.execute(update(Mandate).where(Mandate.id == row.id).values(**values))
