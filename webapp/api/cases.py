"""Cases by the API: opened, looked at, with the deadlines and their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, g

from webapp.access import STAFF
from webapp.api import bodies, door, repeats
from webapp.api.bodies import day, instant
from webapp.api.door import by_token
from workflows.actions.catalogue import Actor
from workflows.casework.start import Opening, start_case
from workflows.engine.definition import Definition
from workflows.errors import BadInput, NotAllowed, NotFound
from workflows.law import uscc
from workflows.law.deadlines import State
from workflows.law.roles import Role
from workflows.queries import case, visible
from workflows.queries.case import CasePage, OpenTask
from workflows.store import registry
from workflows.store.database import Open
from workflows.store.registry import RecordRow, SubjectRow


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/v1/cases", "open_case", open_case, methods=["POST"])
    area.add_url_rule("/v1/cases/<number>", "show_case", show, methods=["GET"])
    area.add_url_rule("/v1/cases/<number>/deadlines", "list_deadlines", deadlines, methods=["GET"])


def get_page(connection: Open, number: str) -> CasePage:
    """A case that the caller may see. Raises NotFound."""
    page = case.get_by_number(connection, number)
    own = page.subject_id is not None and page.subject_id in door.caller().subjects
    if own or visible.may_see(connection, door.sight(), page.id):
        return page
    raise NotFound(f"没有案件 {number}", english=f"There is no case {number}.")


@by_token
def show(number: str) -> Response:
    """Where it stands, who has to do what, what may be asked of it."""
    with g.office.database.reading() as connection:
        page = get_page(connection, number)
        definition = g.office.definition(connection, page.release_id, page.process)
        tasks = _tasks_shown(case.list_open_tasks(connection, page.id))
        bundle = g.office.bundle(connection, page.release_id)
        said = {
            **_head(page, definition),
            "tasks": [_task(task, bundle.form(definition.node(task.process, task.element))) for task in tasks],
            "requests": [
                {"name": asking.name, "title": asking.title, "form": bundle.form_named(definition.folder, asking.form)}
                for asking in definition.messages.values()
                if page.may_be_asked(asking.name) and _may_send(asking.sender, page)
            ],
        }
    return bodies.answer(said)


def _tasks_shown(tasks: Sequence[OpenTask]) -> list[OpenTask]:
    """A subject sees its own tasks; the office's are the office's business."""
    if door.caller().unit:
        return list(tasks)
    return [task for task in tasks if task.role_group in door.caller().groups]


def _may_send(sender: Role, page: CasePage) -> bool:
    place = page.subject_id if sender is Role.SUBJECT else page.unit
    return f"{sender}@{place}" in door.caller().groups


def _head(page: CasePage, definition: Definition) -> dict[str, Any]:
    return {
        "number": page.number,
        "process": page.process,
        "name": definition.name,
        "state": page.state,
        "unit": {"code": page.unit, "name": page.unit_name},
        "subject": {"uscc": page.uscc, "name": page.subject_name} if page.subject_id is not None else None,
        "scope": page.scope,
        "opened_at": instant(page.opened_at),
        "closed_at": instant(page.closed_at),
    }


def _task(task: OpenTask, form: Mapping[str, Any]) -> dict[str, Any]:
    mine = task.role_group in door.caller().groups
    return {
        "id": task.id,
        "title": task.title,
        "process": task.process,
        "element": task.element,
        "group": task.role_group,
        "holder": task.holder,
        "due_at": instant(task.due_at),
        "opened_at": instant(task.opened_at),
        "form": dict(form) if mine else None,
    }


@by_token
def deadlines(number: str) -> Response:
    """Every deadline of the case with the reasons line by line."""
    with g.office.database.reading() as connection:
        page = get_page(connection, number)
        lines = case.list_deadlines(connection, page.id)
    said = [
        {
            "rule": line.rule,
            "name": line.name,
            "scope": line.scope,
            "due_on": day(line.due_on),
            "state": line.state,
            "state_name": State(line.state).label,
            "provisional": line.provisional,
            "because": list(line.because),
        }
        for line in lines
    ]
    return bodies.answer({"case": number, "deadlines": said})


@by_token
def open_case() -> Response:
    """Opens a case of a process, as its form and its rules say."""
    said = bodies.read("NewCase")
    with g.office.database.reading() as connection:
        release_id = g.office.live_release(connection, g.received_at)
        definition = g.office.definition(connection, release_id, _process(connection, release_id, said["process"]))
        subject = _subject(connection, said)
        records = _records(connection, said, subject)
        unit = _unit(said, records)
        actor = _opener(definition, subject, unit)
    answers: dict[str, Any] = said.get("answers", {})
    opening = Opening(
        definition.key, unit, subject.id if subject else None, answers, tuple(record.id for record in records)
    )
    return repeats.once(lambda key: start_case(g.office, opening, actor, key=key), 201)


def _process(connection: Open, release_id: int, key: str) -> str:
    """The process, when it is one that cases are opened of. Raises NotFound."""
    if key not in g.office.bundle(connection, release_id).keys:
        raise NotFound(f"没有流程“{key}”", english=f"There is no process {key!r}.", process=key)
    return key


def _subject(connection: Open, said: Mapping[str, Any]) -> SubjectRow | None:
    if "uscc" not in said:
        return None
    found = registry.find_subject_by_uscc(connection, g.office.district, uscc.check(said["uscc"]))
    if found is None:
        raise NotFound("没有这个信用主体", english="There is no such subject.", field="uscc")
    return found


def _records(connection: Open, said: Mapping[str, Any], subject: SubjectRow | None) -> tuple[RecordRow, ...]:
    """The records named, all of this subject. Raises NotFound."""
    wanted = sorted(set(said.get("records", ())))
    found = registry.list_records(connection, wanted) if wanted else ()
    known = [one for one in found if subject is not None and one.subject_id == subject.id]
    if len(known) != len(wanted):
        raise NotFound(
            "没有这条记录，或不属于这个主体", english="There is no such record of the subject.", field="records"
        )
    return tuple(known)


def _unit(said: Mapping[str, Any], records: Sequence[RecordRow]) -> str:
    units = {record.unit for record in records} or {said.get("unit") or door.caller().unit}
    named = said.get("unit")
    if len(units) != 1 or (named and named not in units) or "" in units:
        raise BadInput("承办单位不明确，或与记录的认定单位不同", english="The unit is not clear.", field="unit")
    return str(units.pop())


def _opener(definition: Definition, subject: SubjectRow | None, unit: str) -> Actor:
    """The one who opens it: who acts for the subject, or whoever enters it for one that came in. Raises NotAllowed."""
    caller, wanted = door.caller(), definition.settings.get("start", {}).get("from", "")
    actor: Actor = caller.doer().actor
    if wanted == Role.SUBJECT and subject is not None:
        if subject.id in caller.subjects:
            return actor
        if f"{Role.OFFICER}@{unit}" in caller.groups or Role.CREDIT_OFFICE in caller.roles:
            return Actor(actor.id, actor.name, actor.unit, None, subject.name)
    may_open = {"": STAFF, Role.OFFICER.value: frozenset({Role.OFFICER})}.get(wanted, frozenset())
    if any(f"{role}@{unit}" in caller.groups for role in may_open):
        return actor
    raise NotAllowed(
        f"不能由该账号开始“{definition.name}”", english=f"This account may not open {definition.key!r}.", unit=unit
    )
