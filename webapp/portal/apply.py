"""The application wizard: one topic a page, in any order, saved as it goes, checked, submitted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import may_call
from webapp.asking import circumstances
from webapp.forms import Bound, Form
from webapp.uploads import UploadDrawer
from workflows.casework.start import Opening, start_case
from workflows.engine.definition import Definition
from workflows.errors import BadAnswers, NotFound
from workflows.law.roles import Role
from workflows.queries import portal
from workflows.queries.portal import MyRecord
from workflows.store import tasks as drafts

ALL = "_all"
"""The one step of a form that has no topics."""


@dataclass(frozen=True, slots=True)
class Application:
    """An application in the making: what it is about, its form by topics, and what was filled in so far."""

    process: str
    mine: MyRecord
    definition: Definition
    schema: Mapping[str, Any]
    answers: Mapping[str, Any]

    @property
    def place(self) -> str:
        return f"apply:{self.process}:{self.mine.record.id}"

    @property
    def steps(self) -> tuple[str, ...]:
        """The topics of the form, in order."""
        found = [name for name, part in self.schema.get("properties", {}).items() if part.get("type") == "object"]
        return tuple(found) or (ALL,)

    def part(self, step: str) -> Mapping[str, Any]:
        """The form of one topic. Raises NotFound."""
        if step == ALL and self.steps == (ALL,):
            return self.schema
        if step not in self.steps:
            raise NotFound("申请中没有这一步", english="There is no such step.")
        part: Mapping[str, Any] = self.schema["properties"][step]
        return part

    def given(self, step: str) -> Mapping[str, Any]:
        return self.answers if step == ALL else self.answers.get(step, {})

    def bound(self, step: str) -> Bound:
        return Form(self.part(step)).show(self.given(step))

    def state(self, step: str) -> str:
        """done, begun or new, as the task list says."""
        if not self.given(step):
            return "new"
        return "begun" if self.bound(step).checked().errors else "done"

    def with_step(self, step: str, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        return answers if step == ALL else {**self.answers, step: answers}


def add_routes(area: Blueprint) -> None:
    rule = "/apply/<process>/<int:record_id>"
    area.add_url_rule(rule, "apply", hub)
    area.add_url_rule(f"{rule}/check", "apply_check", check)
    area.add_url_rule(f"{rule}/submit", "apply_submit", submit, methods=["POST"])
    area.add_url_rule(f"{rule}/delete", "apply_delete", delete, methods=["POST"])
    area.add_url_rule(f"{rule}/<step>", "apply_step", show_step)
    area.add_url_rule(f"{rule}/<step>", "apply_save", save_step, methods=["POST"])


def _get(process: str, record_id: int) -> Application:
    """The application of this person on this record. Raises NotFound."""
    with g.office.database.reading() as connection:
        mine = portal.get_record(connection, current_user.subjects, record_id, circumstances(connection))
        release_id = g.office.live_release(connection, g.received_at)
        definition = g.office.definition(connection, release_id, process)
        start = definition.settings.get("start", {})
        if start.get("from") != Role.SUBJECT:
            raise NotFound("没有这种申请", english="There is no such application.")
        schema = g.office.bundle(connection, release_id).form_named(definition.folder, start.get("form", ""))
        answers = drafts.find_draft(connection, current_user.id, f"apply:{process}:{record_id}")
    return Application(process, mine, definition, schema, answers or {})


@may_call(Role.SUBJECT)
def hub(process: str, record_id: int) -> Any:
    """The list of topics with how far each is."""
    return render_template("portal/apply.html", application=_get(process, record_id))


@may_call(Role.SUBJECT)
def show_step(process: str, record_id: int, step: str) -> Any:
    """One topic."""
    application = _get(process, record_id)
    return _step_page(application, step, application.bound(step))


def _step_page(application: Application, step: str, bound: Bound, status: int = 200) -> Any:
    return render_template("portal/apply_step.html", application=application, step=step, form=bound), status


@may_call(Role.SUBJECT)
def save_step(process: str, record_id: int, step: str) -> Any:
    """Keeps what was typed, right or wrong; goes on only when it is right."""
    application = _get(process, record_id)
    drawer = UploadDrawer(g.office, f"person:{current_user.id}")
    bound = Form(application.part(step)).read(request.form, request.files, drawer)
    _keep(application, application.with_step(step, bound.answers))
    if bound.reshaped:
        return _step_page(application, step, bound)
    checked = bound.checked()
    if checked.errors and "back" not in request.form:
        return _step_page(application, step, checked, 422)
    return redirect(_next(application, step))


def _keep(application: Application, answers: Mapping[str, Any]) -> None:
    with g.office.database.writing() as connection:
        drafts.save_draft(connection, current_user.id, application.place, answers, g.received_at)


def _next(application: Application, step: str) -> str:
    at: dict[str, Any] = {"process": application.process, "record_id": application.mine.record.id}
    if "back" in request.form:
        return url_for("portal.apply", **at)
    following = application.steps[application.steps.index(step) + 1 :]
    return url_for("portal.apply_step", step=following[0], **at) if following else url_for("portal.apply_check", **at)


@may_call(Role.SUBJECT)
def check(process: str, record_id: int) -> Any:
    """Everything once more before it counts; an open topic is opened first."""
    application = _get(process, record_id)
    open_steps = [step for step in application.steps if application.state(step) != "done"]
    if open_steps:
        flash(_("还有 %(n)s 项没有完成。", n=len(open_steps)), "error")
        return redirect(url_for("portal.apply_step", process=process, record_id=record_id, step=open_steps[0]))
    return render_template("portal/apply_check.html", application=application)


@may_call(Role.SUBJECT)
def submit(process: str, record_id: int) -> Any:
    """Opens the case; pressed twice it is the same case and the same receipt."""
    application = _get(process, record_id)
    record = application.mine.record
    opening = Opening(process, record.unit, record.subject_id, application.answers, (record.id,))
    try:
        taken = start_case(g.office, opening, current_user.doer().actor, key=f"apply:{request.form['key']}")
    except BadAnswers as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("portal.apply", process=process, record_id=record_id))
    with g.office.database.writing() as connection:
        drafts.drop_draft(connection, current_user.id, application.place)
    return redirect(url_for("portal.receipt", number=taken.number))


@may_call(Role.SUBJECT)
def delete(process: str, record_id: int) -> Any:
    """Throws the draft away."""
    application = _get(process, record_id)
    with g.office.database.writing() as connection:
        drafts.drop_draft(connection, current_user.id, application.place)
    flash(_("草稿已删除。"), "success")
    return redirect(url_for("portal.record", record_id=record_id))
