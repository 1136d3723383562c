"""提出异议: what somebody objects to, a record or a decided repair, and the questions of the objection on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from webapp import asking, refusals
from webapp.access import may_call
from webapp.forms import Bound, Form
from webapp.keys import page_key
from webapp.portal import chosen
from webapp.uploads import own_drawer
from workflows.casework.start import Opening, start_case
from workflows.casework.step import Taken
from workflows.errors import BadAnswers, NotFound
from workflows.law.roles import Role
from workflows.queries import portal
from workflows.queries.portal import MyRecord
from workflows.store import cases, idempotency, people
from workflows.store.database import Open

PROCESS = "objection"
REPAIR = "repair"
"""The ground and the process of an objection to the result of a repair."""


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/objections/new", "objection", show)
    area.add_url_rule("/objections/new", "objection_send", send, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Objection:
    """The records objected to, the decided case if there is one, the questions, and what is known already."""

    records: list[MyRecord]
    against: str
    form: Form
    known: dict[str, Any]

    @property
    def at(self) -> dict[str, Any]:
        """What the address says."""
        return {"case": self.against} if self.against else {"record": self.records[0].record.id}


@may_call(Role.SUBJECT)
def show() -> Any:
    """The form for what was chosen; nothing chosen shows what may be objected to."""
    with g.office.database.reading() as connection:
        if not (request.args.get("record") or request.args.get("case")):
            records = portal.list_records(connection, chosen.subject_id(), asking.circumstances(connection))
            return render_template("portal/objection_choice.html", records=records)
        objection = _read(connection)
    return _page(objection, objection.form.show(objection.known))


def _read(connection: Open) -> _Objection:
    """What the address names, of one's own. Raises NotFound."""
    circumstances, against = asking.circumstances(connection), request.args.get("case", "")
    ids = [request.args.get("record", 0, type=int)]
    known: dict[str, Any] = {}
    if against:
        mine = portal.get_case(connection, current_user.subjects, against)
        if mine.process != REPAIR or mine.closed_at is None:
            raise NotFound("本件没有可以提出异议的决定", english="There is no decision to object to.")
        ids = list(cases.list_records(connection, mine.id))
        known = {"ground": REPAIR, "against": against}
    records = [portal.get_record(connection, current_user.subjects, one, circumstances) for one in ids]
    chosen.turn_to(records[0].record.subject_id)
    bundle = g.office.bundle(connection, g.office.live_release(connection, g.received_at))
    if PROCESS not in bundle.keys:
        raise NotFound("没有这种申请", english="There is no such application.")
    definition = bundle.definition(PROCESS)
    form = Form(bundle.form_named(definition.folder, definition.settings["start"]["form"]))
    person = people.find_by_id(connection, current_user.id)
    subject = portal.subject_of_record(connection, records[0].record.id)
    if person is not None:
        known |= {"contact": person.name, "phone": person.phone or subject.phone}
    return _Objection(records, against, form, known)


def _page(objection: _Objection, bound: Bound, status: int = 200) -> Any:
    return render_template("portal/objection.html", objection=objection, form=bound), status


@may_call(Role.SUBJECT)
def send() -> Any:
    """Opens the case; sent twice it is the same case and the same receipt."""
    with g.office.database.reading() as connection:
        objection = _read(connection)
        key = page_key("objection", *objection.at.values())
        earlier = idempotency.find_answer(connection, g.office.district, key)
    if earlier is not None:
        return redirect(url_for("portal.receipt", number=Taken(**earlier).number), 303)
    bound = objection.form.read(request.form, request.files, own_drawer())
    refusals.remember(bound.typed)
    if bound.reshaped:
        return _page(objection, bound)
    if bound.checked().errors:
        return _page(objection, bound.checked(), 422)
    first = objection.records[0].record
    ids = tuple(one.record.id for one in objection.records)
    opening = Opening(PROCESS, first.unit, first.subject_id, bound.answers, ids)
    try:
        taken = start_case(g.office, opening, current_user.doer().actor, key=key)
    except BadAnswers as refusal:
        return _page(objection, bound.with_errors({"": refusal.sentence}), 422)
    return redirect(url_for("portal.receipt", number=taken.number), 303)
