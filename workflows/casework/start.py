"""How a case begins: its number, its records, its first step."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workflows.actions.catalogue import Actor
from workflows.casework import answers as checked
from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.step import Attempt, CaseClosed, Taken, apply, once, open_step
from workflows.casework.tasks import Doer
from workflows.clock import china_day
from workflows.engine.definition import Definition, Node
from workflows.engine.events import Begin
from workflows.errors import Conflict, NotAllowed, NotFound
from workflows.law.roles import Role
from workflows.law.uscc import ALPHABET
from workflows.store import cases, people
from workflows.store.database import Open
from workflows.store.papers import draw_number
from workflows.store.registry import subjects

_CODE = sorted(ALPHABET)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new case is opened with."""

    process: str
    unit: str
    subject_id: int | None
    answers: Mapping[str, Any] = field(default_factory=dict)
    records: tuple[int, ...] = ()
    scope: str = ""
    parent_id: int | None = None
    names: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun(CaseEvent):
    """A case was opened."""

    opening: Opening
    kind: str = "case.opened"

    def prepare(self, step: Step) -> Begin:
        case, start = step.case, step.desk.definition.settings.get("start", {})
        form = Node(case.process, "start", "startEvent", "申请", step.desk.definition.folder)
        given = dict(self.opening.answers)
        if start.get("form"):
            form = replace(form, properties={"formJsonSchemaFilename": start["form"]})
            given = checked.check(step, form, given)
        step.said |= {"process": case.process, "answers": given, "records": list(self.opening.records)}
        return Begin(
            {
                **start.get("names", {}),
                **self.opening.names,
                "case": {
                    "id": case.id,
                    "number": case.number,
                    "unit": case.unit,
                    "subject": case.subject_id,
                    "process": case.process,
                    "scope": case.scope,
                    "opened_on": step.desk.today.isoformat(),
                },
                "start": given,
            }
        )


def start_case(office: Office, opening: Opening, actor: Actor, *, key: str = "") -> Taken:
    """Opens a case with the live release and takes its first step.

    Raises Conflict when one of its records is already in an open case of this kind, BadAnswers for the start form,
    CaseClosed when the case that it stands beside has ended.
    """

    def attempt(connection: Open) -> Attempt:
        if opening.parent_id is not None and cases.lock_case(connection, opening.parent_id).closed_at is not None:
            raise CaseClosed("主案已办结，不能再开附带办理", english="The parent case is closed.")
        return begin(office, connection, opening, actor)

    return once(office, attempt, key)


def start_own(office: Office, opening: Opening, *, doer: Doer, key: str = "") -> Taken:
    """An officer opens a case of the own unit, of a kind that says its role may.

    Raises NotFound for a kind that is not opened by itself, NotAllowed for anybody else, and what start_case raises.
    """
    with office.database.reading() as connection:
        definition = office.definition(connection, office.live_release(connection, office.clock.now()), opening.process)
    role = definition.opener
    if definition.settings.get("start", {}).get("beside") or role in (Role.SYSTEM, Role.SUBJECT):
        raise NotFound("没有可以由工作人员新建的这种案件", english="Nobody opens such a case.", process=opening.process)
    if f"{role}@{opening.unit}" not in doer.groups:
        raise NotAllowed(f"只能由本单位{role.label}新建", english="Only the declared role may start this.")
    return start_case(office, opening, doer.actor, key=key)


def begin(office: Office, connection: Open, opening: Opening, actor: Actor) -> Attempt:
    """The same inside the caller's transaction."""
    now = office.clock.now()
    release_id = office.live_release(connection, now)
    definition = office.definition(connection, release_id, opening.process)
    opening = replace(opening, unit=_responsible(connection, definition, opening.unit))
    subject = subjects.get_subject(connection, opening.subject_id) if opening.subject_id is not None else None
    year = china_day(now).year
    serial = draw_number(connection, office.district, office.district, f"case.{definition.letter}", year)
    new = cases.NewCase(
        district=office.district,
        number=f"XF{year}-{definition.letter}-{serial:06d}",
        query_code="".join(secrets.choice(_CODE) for _ in range(8)),
        process=opening.process,
        release_id=release_id,
        subject_id=opening.subject_id,
        subject_name=subject.name if subject else "",
        unit=opening.unit,
        scope=opening.scope,
        parent_id=opening.parent_id,
        handler_id=_handler_beside(connection, opening),
    )
    case = cases.open_case(connection, new, now)
    exclusive = definition.settings.get("start", {}).get("records") == "exclusive"
    if exclusive:
        _refuse_records_taken(connection, opening)
    cases.attach_records(connection, case.id, opening.records, opening.process, exclusive)
    taken, state = apply(open_step(office, connection, case, actor, is_first=True), Begun(opening))
    return Attempt(taken, state, case.revision + 1)


def _responsible(connection: Open, definition: Definition, asked: str) -> str:
    """The unit with the role that the process declares as its own, e.g. the credit office; else the one asked for."""
    role = definition.settings.get("start", {}).get("unit")
    return (people.find_unit_with(connection, str(role)) or asked) if role else asked


def _handler_beside(connection: Open, opening: Opening) -> int | None:
    """Who handles the main case handles what stands beside it, as long as they are an officer of the unit."""
    if opening.parent_id is None:
        return None
    parent = cases.get_case(connection, opening.parent_id)
    if parent.handler_id is None or parent.unit != opening.unit:
        return None
    officers = people.list_holders(connection, Role.OFFICER, opening.unit)
    return parent.handler_id if any(officer.id == parent.handler_id for officer in officers) else None


def _refuse_records_taken(connection: Open, opening: Opening) -> None:
    """A kind sentence for what the unique index would refuse; the index still decides between two at once."""
    number = cases.find_open_case_on(connection, opening.records, opening.process)
    if number:
        raise Conflict(f"同一记录已有在办申请 {number}", english="An open case on this record exists.", case=number)


def start_beside(
    office: Office, parent_id: int, process: str, answers: Mapping[str, Any], *, doer: Doer, key: str = ""
) -> Taken:
    """A person opens a side case of an open case, e.g. asks for an extension of its deadline.

    Raises NotAllowed for others than the declared starter, Conflict while one of the same kind and scope is open,
    NotFound when the process is not one that is opened beside another.
    """

    def attempt(connection: Open) -> Attempt:
        parent = cases.lock_case(connection, parent_id)
        start = office.definition(connection, office.live_release(connection, office.clock.now()), process).settings
        said = start.get("start", {})
        if not said.get("beside") or parent.closed_at is not None:
            raise NotFound("没有这种附带办理", english="There is no such side case.", process=process)
        _refuse_strangers(said, parent, doer)
        scope = str(answers.get(said.get("scope", ""), ""))
        if any(child[1:] == (process, scope) for child in cases.list_open_children(connection, parent_id)):
            raise Conflict("同一事项已有在办的申请", english="One of this kind is open.", process=process)
        records = cases.list_records(connection, parent_id)
        opening = Opening(process, parent.unit, parent.subject_id, answers, records, scope, parent_id)
        return begin(office, connection, opening, doer.actor)

    return once(office, attempt, key)


def _refuse_strangers(said: Mapping[str, Any], parent: cases.CaseHead, doer: Doer) -> None:
    role = Role(said.get("from", Role.SYSTEM))
    place = parent.subject_id if role is Role.SUBJECT else parent.unit
    if f"{role}@{place}" not in doer.groups:
        raise NotAllowed(f"只能由{role.label}提出", english="Only the declared role may start this.")
