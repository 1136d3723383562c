"""The people of demo and scenarios: units, staff with their roles, portal accounts with their mandates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflows.errors import BadInput
from workflows.store import people
from workflows.store.database import Open
from workflows.store.people import UnitRow


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the cast: staff with `unit` and roles, or a portal person without."""

    login: str
    name: str
    unit: str | None
    roles: tuple[str, ...]
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """A portal person acts for an enterprise of the cast."""

    login: str
    uscc: str
    kind: str
    valid_until: date | None
    proof: str


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is absent, and another of the same unit acts for them."""

    login: str
    substitute: str
    first_on: date
    last_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An invented subject of the cast."""

    uscc: str
    name: str
    consent: bool
    priority: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody."""

    units: tuple[UnitRow, ...]
    members: tuple[Member, ...]
    enterprises: tuple[Enterprise, ...]
    mandates: tuple[Mandate, ...]
    absences: tuple[Absence, ...] = ()


def parse_cast(text: str) -> Cast:
    """Reads bpmn/demo/people.toml. Raises BadInput."""
    try:
        said = tomllib.loads(text)
        return Cast(
            units=tuple(_unit(row) for row in said.get("unit", ())),
            members=tuple(_member(row) for row in said.get("person", ())),
            enterprises=tuple(_enterprise(row) for row in said.get("enterprise", ())),
            mandates=tuple(
                Mandate(row["login"], uscc, row.get("kind", "经办人"), row.get("valid_until"), row.get("proof", ""))
                for row in said.get("mandate", ())
                for uscc in row["uscc"]
            ),
            absences=tuple(Absence(**row) for row in said.get("absence", ())),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        raise BadInput(f"人员名单无法读取：{problem}", english=f"The cast cannot be read: {problem}") from problem


def _unit(row: Mapping[str, str]) -> UnitRow:
    return UnitRow(
        code=row["code"],
        name=row["name"],
        short_name=row.get("short_name", row["name"]),
        outside=bool(row.get("outside", False)),
        phone=row.get("phone", ""),
        email=row.get("email", ""),
        address=row.get("address", ""),
        mark=row.get("mark", ""),
    )


def _member(row: Mapping[str, object]) -> Member:
    roles = row.get("roles", ())
    return Member(
        login=str(row["login"]),
        name=str(row["name"]),
        unit=str(row["unit"]) if row.get("unit") else None,
        roles=tuple(str(role) for role in roles) if isinstance(roles, list) else (),
        email=str(row.get("email") or f"{row['login']}@xinbei.example"),
        phone=str(row.get("phone", "")),
    )


def _enterprise(row: Mapping[str, object]) -> Enterprise:
    return Enterprise(
        uscc=str(row["uscc"]),
        name=str(row["name"]),
        consent=bool(row.get("consent", True)),
        priority=str(row.get("priority", "")),
        address=str(row.get("address", "")),
        phone=str(row.get("phone", "")),
    )


def enter_cast(connection: Open, cast: Cast, passwords: Mapping[str, str]) -> Mapping[str, int]:
    """Writes units and people down; `passwords` are the kept forms by login. Returns person ids by login."""
    for unit in cast.units:
        people.add_unit(connection, unit)
    ids: dict[str, int] = {}
    for member in cast.members:
        values = {
            "login": member.login,
            "name": member.name,
            "unit": member.unit,
            "email": member.email,
            "phone": member.phone,
            "password": passwords.get(member.login, ""),
        }
        ids[member.login] = people.add_person(connection, values)
        for role in member.roles:
            if member.unit is not None:
                people.add_role(connection, ids[member.login], role, member.unit)
    return ids


def add_mandate(connection: Open, person_id: int, subject_id: int, given: Mandate, since: date) -> None:
    """The person acts for the subject from that day on, until the day that the mandate names."""
    proof = {"said": given.proof} if given.proof else {}
    values = {"person_id": person_id, "subject_id": subject_id, "kind": given.kind, "valid_from": since}
    people.add_mandate(connection, values | {"valid_until": given.valid_until, "proof": proof})


def add_absence(connection: Open, ids: Mapping[str, int], absence: Absence) -> None:
    """From the first to the last day the substitute acts for who is absent."""
    values = {"absent_id": ids[absence.login], "substitute_id": ids[absence.substitute]}
    days = {"first_on": absence.first_on, "last_on": absence.last_on, "reason": absence.reason}
    people.add_substitution(connection, values | days)
