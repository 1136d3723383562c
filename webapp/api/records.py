"""Subjects and records by the API: what applies to somebody now (逢办必查), and the records in reach of the caller."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, g, request

from webapp.api import bodies, door
from webapp.api.bodies import LONGEST_NUMBER, day
from webapp.api.door import by_token
from workflows.errors import BadInput
from workflows.law import uscc
from workflows.law.wording import ONE_DAY
from workflows.queries import machines
from workflows.queries.machines import Held, Reach
from workflows.store.registry import MeasureRow


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/v1/subjects/<code>", "show_subject", subject, methods=["GET"])
    area.add_url_rule("/v1/records", "list_records", records, methods=["GET"])


@by_token
def subject(code: str) -> Response:
    """Is this subject listed, and what applies to it today; a subject that nobody knows has nothing."""
    checked = uscc.check(code)
    with g.office.database.reading() as connection:
        asked = door.circumstances(connection)
        found = machines.find_applying(connection, g.office.district, checked, asked)
    said = {
        "uscc": checked,
        "name": found.subject.name if found.subject else None,
        "known": found.subject is not None,
        "on": day(asked.today),
        "listed": bool(found.records),
        "records": [_record(one) for one in found.records],
        "measures": [_measure(one) for one in found.measures],
    }
    return bodies.answer(said)


@by_token
def records() -> Response:
    """A page of records: everybody's for who watches, a unit's own for its staff, one's own for a subject."""
    code = request.args.get("uscc", "")
    checked = uscc.check(code) if code else ""
    caller, after = door.caller(), _after(request.args.get("after", ""))
    reach = Reach(door.sight().everything, caller.unit, tuple(caller.subjects))
    with g.office.database.reading() as connection:
        rows, following = machines.list_records(connection, reach, door.circumstances(connection), checked, after)
    return bodies.answer({"records": [_record(one) for one in rows], "next": str(following) if following else None})


def _after(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise BadInput("after 应为上一页的 next", english="after is the next of the page before.", field="after")
    return int(text) if text else 0


def _record(one: Held) -> dict[str, Any]:
    record = one.record
    return {
        "id": record.id,
        "uscc": one.subject.uscc,
        "name": one.subject.name,
        "unit": record.unit,
        "issuer": record.issuer,
        "number": record.document_number,
        "kind": record.kind,
        "gravity": record.gravity,
        "decided_on": day(record.decided_on),
        "fact": record.fact,
        "basis": record.basis,
        "content": record.content,
        "public": one.is_public,
        "in_force": one.in_force,
        "disputed_on": day(one.disputed_on),
        "public_until": day(one.until.maximum_until),
        "repair_from": day(_after_minimum(one.until.minimum_until)),
    }


def _after_minimum(last: date | None) -> date | None:
    """The right begins on the day after the minimum term."""
    return None if last is None else last + ONE_DAY


def _measure(one: MeasureRow) -> dict[str, Any]:
    return {
        "record": one.record_id,
        "unit": one.unit,
        "code": one.code,
        "name": one.name,
        "field": one.field,
        "basis": one.basis,
        "started_on": day(one.started_on),
        "ends_on": day(one.ends_on),
        "state": one.state,
    }
