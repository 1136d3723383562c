"""The application wizard: one topic a page, in any order, saved as it goes, checked, submitted once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import asking, autosaving, refusals
from webapp.access import may_call
from webapp.formats import listed
from webapp.forms import Bound
from webapp.keys import page_key
from webapp.portal import chosen
from webapp.portal.application import Application, Topic
from webapp.uploads import own_drawer
from workflows.casework.start import Opening, start_case
from workflows.casework.step import Taken
from workflows.errors import BadAnswers, Conflict, NotEligible, NotFound
from workflows.law.roles import Role
from workflows.queries import portal
from workflows.store import idempotency, people
from workflows.store import tasks as drafts


def add_routes(area: Blueprint) -> None:
    rule = "/apply/<process>/<int:record_id>"
    area.add_url_rule(rule, "apply", hub)
    area.add_url_rule(f"{rule}/check", "apply_check", check)
    area.add_url_rule(f"{rule}/submit", "apply_submit", submit, methods=["POST"])
    area.add_url_rule(f"{rule}/delete", "apply_delete", delete, methods=["POST"])
    area.add_url_rule(f"{rule}/<step>", "apply_step", show_step)
    area.add_url_rule(f"{rule}/<step>", "apply_save", save_step, methods=["POST"])
    area.add_url_rule(f"{rule}/<step>/draft", "apply_draft", keep_step, methods=["POST"])


def _get(process: str, record_id: int) -> Application:
    """The application of this person on this record. Raises NotFound."""
    place = f"apply:{process}:{record_id}"
    with g.office.database.reading() as connection:
        circumstances = asking.circumstances(connection)
        mine = portal.get_record(connection, current_user.subjects, record_id, circumstances)
        chosen.turn_to(mine.record.subject_id)
        release_id = g.office.live_release(connection, g.received_at)
        bundle = g.office.bundle(connection, release_id)
        if process not in bundle.keys:
            raise NotFound("没有这种申请", english="There is no such application.")
        definition = bundle.definition(process)
        start = definition.settings.get("start", {})
        if start.get("from") != Role.SUBJECT:
            raise NotFound("没有这种申请", english="There is no such application.")
        kept = portal.find_draft(connection, current_user.id, place)
        person = people.find_by_id(connection, current_user.id)
        subject = portal.subject_of_record(connection, record_id)
        mandate = portal.mandate_of(connection, current_user.id, subject.id)
    if person is None:
        raise NotFound
    said: Mapping[str, Any] = kept[0] if kept else {}
    return Application(
        process=process,
        mine=mine,
        subject=subject,
        person=person,
        mandate=mandate,
        definition=definition,
        schema=bundle.form_named(definition.folder, start.get("form", "")),
        answers=said.get("answers", {}),
        seen=frozenset(said.get("seen", ())),
        saved_at=kept[1] if kept else None,
        today=circumstances.today,
    )


def _open(process: str, record_id: int) -> Application:
    """The same, when the law lets it be handed in. Raises Conflict and NotEligible, with the reasons."""
    application = _get(process, record_id)
    mine = application.mine
    if mine.open_case is not None:
        raise Conflict(
            f"这条记录已有在办申请 {mine.open_case}，不需要重复申请", english="It is under way.", case=mine.open_case
        )
    if not mine.answer.may:
        raise NotEligible(
            mine.answer.spoken(application.today),
            english="Not eligible yet.",
            reasons=mine.answer.reasons,
            record=record_id,
        )
    return application


@may_call(Role.SUBJECT)
def hub(process: str, record_id: int) -> Any:
    """The list of topics with how far each is."""
    return render_template("portal/apply.html", application=_open(process, record_id))


@may_call(Role.SUBJECT)
def show_step(process: str, record_id: int, step: str) -> Any:
    """One topic."""
    application = _open(process, record_id)
    topic = application.topic(step)
    return _step_page(application, topic, application.bound(topic))


def _step_page(application: Application, topic: Topic, bound: Bound, status: int = 200) -> Any:
    return render_template("portal/apply_step.html", application=application, topic=topic, form=bound), status


def _bind(topic: Topic) -> Bound:
    bound = topic.form.read(request.form, request.files, own_drawer())
    refusals.remember(bound.typed)
    return bound


@may_call(Role.SUBJECT)
def save_step(process: str, record_id: int, step: str) -> Any:
    """Keeps what was typed, right or wrong; goes on only when it is right."""
    application = _open(process, record_id)
    topic = application.topic(step)
    bound = _bind(topic)
    _keep(application, topic, bound)
    if bound.reshaped:
        return _step_page(application, topic, bound)
    checked = bound.checked()
    if checked.errors and ("back" not in request.form or bound.upload_faults):
        return _step_page(application, topic, checked, 422)
    return redirect(_next(application, topic))


@may_call(Role.SUBJECT)
def keep_step(process: str, record_id: int, step: str) -> Any:
    """Keeps what is in the form; the page calls it by itself while somebody writes."""
    application = _open(process, record_id)
    topic = application.topic(step)
    bound = _bind(topic)
    _keep(application, topic, bound)
    return autosaving.told(bound)


def _keep(application: Application, topic: Topic, bound: Bound) -> None:
    with g.office.database.writing() as connection:
        kept = application.with_topic(topic, bound.answers)
        drafts.save_draft(connection, current_user.id, application.place, kept, g.received_at)


def _next(application: Application, topic: Topic) -> str:
    following = application.after(topic)
    if "back" in request.form:
        return url_for("portal.apply", **application.at)
    if following is None:
        return url_for("portal.apply_check", **application.at)
    return url_for("portal.apply_step", step=following.key, **application.at)


@may_call(Role.SUBJECT)
def check(process: str, record_id: int) -> Any:
    """Everything once more before it counts; an open topic is opened first."""
    application = _open(process, record_id)
    still_open = application.open_topics
    if still_open:
        names = listed(topic.title for topic in still_open)
        flash(_("还有 %(n)s 项没有完成：%(names)s。", n=len(still_open), names=names), "warning")
        return redirect(url_for("portal.apply_step", step=still_open[0].key, **application.at))
    return render_template("portal/apply_check.html", application=application)


@may_call(Role.SUBJECT)
def submit(process: str, record_id: int) -> Any:
    """Opens the case; pressed twice it is the same case and the same receipt."""
    key = page_key("apply", process, record_id)
    with g.office.database.reading() as connection:
        answer = idempotency.find_answer(connection, g.office.district, key)
    if answer is not None:
        return redirect(url_for("portal.receipt", number=Taken(**answer).number), 303)
    application = _open(process, record_id)
    record, answers = application.mine.record, application.complete_answers()
    opening = Opening(process, record.unit, record.subject_id, answers, (record.id,))
    try:
        taken = start_case(g.office, opening, current_user.doer().actor, key=key)
    except BadAnswers as refusal:
        flash(refusals.said(refusal), "error")
        return redirect(url_for("portal.apply", **application.at))
    with g.office.database.writing() as connection:
        drafts.drop_draft(connection, current_user.id, application.place)
    return redirect(url_for("portal.receipt", number=taken.number), 303)


@may_call(Role.SUBJECT)
def delete(process: str, record_id: int) -> Any:
    """Throws the draft away."""
    application = _get(process, record_id)
    with g.office.database.writing() as connection:
        drafts.drop_draft(connection, current_user.id, application.place)
    flash(_("草稿已删除。"), "success")
    return redirect(url_for("portal.record", record_id=record_id))
