"""新建: the kinds of case that an officer may open; the enterprise is found by its code, open cases are shown first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import asking, refusals
from webapp.access import STAFF, may_call
from webapp.forms import Bound, Form
from webapp.uploads import own_drawer
from workflows.casework.start import Opening, start_own
from workflows.engine.definition import Definition
from workflows.errors import BadAnswers, NotFound
from workflows.law import uscc
from workflows.law.roles import Role
from workflows.queries import cases, starting
from workflows.queries.starting import OpenCase
from workflows.store import registry
from workflows.store.database import Open
from workflows.store.registry import RecordRow, SubjectRow


@dataclass(frozen=True, slots=True)
class New:
    """A case about to be opened: of which kind, by which unit, about whom; what is open on the enterprise already."""

    definition: Definition
    unit: str
    form: Form
    asked: str
    fault: str
    subject: SubjectRow | None
    records: tuple[RecordRow, ...]
    open_cases: tuple[OpenCase, ...]


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases/new", "new", choose)
    area.add_url_rule("/cases/new/<process>", "new_case", show)
    area.add_url_rule("/cases/new/<process>", "new_submit", submit, methods=["POST"])


def kinds(connection: Open) -> list[tuple[Definition, str]]:
    """What the reader may open, with the unit for which they may."""
    bundle = g.office.bundle(connection, g.office.live_release(connection, g.received_at))
    found = []
    for key in bundle.keys:
        definition = bundle.definition(key)
        unit = _unit(definition)
        if unit:
            found.append((definition, unit))
    return found


def _unit(definition: Definition) -> str:
    """The unit in which the reader holds the role that opens such cases; nothing when there is none."""
    role = definition.opener
    if definition.settings.get("start", {}).get("beside") or role in (Role.SYSTEM, Role.SUBJECT):
        return ""
    units = sorted(group.partition("@")[2] for group in current_user.groups if group.startswith(f"{role}@"))
    return current_user.unit if current_user.unit in units else next(iter(units), "")


@may_call(*STAFF)
def choose() -> Any:
    """The kinds of case that this person may open."""
    with g.office.database.reading() as connection:
        found = kinds(connection)
    return render_template("work/start.html", kinds=[definition for definition, _unit_ in found])


def _read(process: str) -> New:
    """Raises NotFound for a kind that this person does not open."""
    code = request.values.get("uscc", "").strip()
    fault = (uscc.find_fault(code) or "") if code else ""
    with g.office.database.reading() as connection:
        found = [(definition, unit) for definition, unit in kinds(connection) if definition.key == process]
        if not found:
            raise NotFound("没有可以由您新建的这种案件", english="You do not open such cases.")
        [(definition, unit)] = found
        subject = None
        if code and not fault:
            subject = registry.find_subject_by_uscc(connection, g.office.district, uscc.normalise(code))
            fault = "" if subject else _("没有登记这家企业，请先导入其登记信息。")
        records = registry.list_records_of_subject(connection, subject.id) if subject else ()
        bundle = g.office.bundle(connection, g.office.live_release(connection, g.received_at))
        return New(
            definition=definition,
            unit=unit,
            form=Form(bundle.form_named(definition.folder, str(definition.settings.get("start", {}).get("form", "")))),
            asked=code,
            fault=fault,
            subject=subject,
            records=tuple(row for row in records if row.unit == unit),
            open_cases=starting.list_open(connection, asking.sight(), subject.id, process) if subject else (),
        )


@may_call(*STAFF)
def show(process: str) -> Any:
    """First the enterprise, then the questions of the case."""
    new = _read(process)
    return _page(new, new.form.show())


def _page(new: New, bound: Bound, error: str = "", status: int = 200) -> Any:
    chosen = request.form.getlist("records")
    return render_template("work/start_case.html", new=new, form=bound, error=error, chosen=chosen), status


@may_call(*STAFF)
def submit(process: str) -> Any:
    """Opens the case; sent twice it opens one."""
    new = _read(process)
    if new.subject is None:
        return _page(new, new.form.show(), new.fault or _("请先填写统一社会信用代码并查找企业。"), 422)
    bound = new.form.read(request.form, request.files, own_drawer())
    refusals.remember(bound.typed)
    if bound.reshaped:
        return _page(new, bound)
    if new.open_cases and not request.form.get("again", "").strip():
        return _page(new, bound, _("已有在办案件，仍要新建的，请写明理由。"), 422)
    if bound.checked().errors:
        return _page(new, bound.checked(), "", 422)
    ids = {row.id for row in new.records}
    chosen = tuple(number for number in request.form.getlist("records", type=int) if number in ids)
    opening = Opening(process, new.unit, new.subject.id, bound.answers, chosen)
    key = f"new:{current_user.id}:{process}:{request.form.get('key', '')}"
    try:
        taken = start_own(g.office, opening, doer=current_user.doer(), key=key)
    except BadAnswers as refusal:
        return _page(new, bound.with_errors({"": refusal.sentence}), "", 422)
    flash(_("已新建：%(number)s。", number=taken.number), "success")
    with g.office.database.reading() as connection:
        number = cases.find_number(connection, asking.sight(), taken.number) or taken.number
    return redirect(url_for("work.case", number=number), 303)
