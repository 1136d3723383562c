"""Decides who may let others act for a subject, and whom: its legal representative or administrator, people of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workflows.errors import BadAnswers, NotAllowed, NotFound
from workflows.store import mandates, people
from workflows.store.database import Open
from workflows.store.mandates import GIVING, MandateRow, NewMandate

AGENT = "经办人"
LONGEST = timedelta(days=366)
"""An authorisation is given for a year at most and can be given again."""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What the giver fills in: whose account, their name as a check, until when, the signed paper."""

    login: str
    name: str
    valid_until: date
    proof: list[Any]


def may_give(rows: tuple[MandateRow, ...], person_id: int, today: date) -> bool:
    """Whether this person may give and end authorisations of the subject today."""
    return any(row.person_id == person_id and row.kind in GIVING and row.holds(today) for row in rows)


def give(connection: Open, subject_id: int, asked: Authorisation, giver_id: int, today: date) -> None:
    """Raises NotAllowed for others than the legal representative, BadAnswers with the field that is wrong."""
    rows = mandates.list_of_subject(connection, subject_id)
    _refuse_others(rows, giver_id, today)
    if not today <= asked.valid_until <= today + LONGEST:
        last = (today + LONGEST).isoformat()
        raise _wrong("valid_until", f"有效期填今天至 {last} 之间的日期，到期可以再次授权")
    person = people.find_by_login(connection, asked.login)
    if person is None or person.disabled or person.unit is not None or person.name != asked.name:
        raise _wrong("login", "没有这个企业服务账号，或者姓名与账号不符，核对后再填")
    if any(row.person_id == person.id and row.kind in GIVING and row.holds(today) for row in rows):
        raise _wrong("login", f"{person.name}已是本单位的{_kind_of(rows, person.id)}，不需要另行授权")
    proof = {"files": asked.proof, "given_by": giver_id}
    mandates.give(connection, NewMandate(person.id, subject_id, AGENT, today, asked.valid_until, proof))


def end(connection: Open, subject_id: int, mandate_id: int, giver_id: int, today: date) -> MandateRow:
    """Ends one at once. Raises NotAllowed, and NotFound for one of another subject or of the representative."""
    rows = mandates.list_of_subject(connection, subject_id)
    _refuse_others(rows, giver_id, today)
    found = next((row for row in rows if row.id == mandate_id and row.kind not in GIVING), None)
    if found is None:
        raise NotFound("没有可以撤销的这项授权", english="There is no such authorisation to end.")
    giver = next(row.name for row in rows if row.person_id == giver_id)
    if found.holds(today):
        mandates.end(connection, found, today, giver)
    return found


def _refuse_others(rows: tuple[MandateRow, ...], person_id: int, today: date) -> None:
    if not may_give(rows, person_id, today):
        raise NotAllowed("授权由法定代表人或破产管理人办理", english="Only the legal representative may do this.")


def _kind_of(rows: tuple[MandateRow, ...], person_id: int) -> str:
    return next(row.kind for row in rows if row.person_id == person_id)


def _wrong(field: str, sentence: str) -> BadAnswers:
    return BadAnswers(sentence, english="The authorisation is not filled in right.", fields={field: sentence})
