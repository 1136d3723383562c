"""One task: its form, the page on which it is checked, and the verbs on it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import autosaving, refusals
from webapp.access import STAFF, may_call
from webapp.forms import Bound
from webapp.keys import page_key
from webapp.uploads import own_drawer
from webapp.work.reading import Work, background, matter_of, read
from workflows.casework import tasks, ways_back
from workflows.casework.step import Taken
from workflows.casework.tasks import SENDBACK_REASON, Doer, Opened
from workflows.errors import AlreadyDone, BadAnswers, Conflict, OtherRequest
from workflows.queries import task as queries
from workflows.registry import apart
from workflows.store import idempotency


def add_routes(area: Blueprint) -> None:
    rule = "/tasks/<int:task_id>"
    area.add_url_rule(rule, "task", show)
    area.add_url_rule(rule, "task_submit", submit, methods=["POST"])
    area.add_url_rule(f"{rule}/draft", "task_draft", keep, methods=["POST"])
    area.add_url_rule(f"{rule}/check", "task_check", check)
    area.add_url_rule(f"{rule}/check", "task_confirm", confirm, methods=["POST"])
    area.add_url_rule(f"{rule}/claim", "task_claim", claim, methods=["POST"])
    area.add_url_rule(f"{rule}/release", "task_release", release, methods=["POST"])
    area.add_url_rule(f"{rule}/hand-over", "task_hand_over", choose_colleague)
    area.add_url_rule(f"{rule}/hand-over", "task_handed_over", hand_over, methods=["POST"])
    area.add_url_rule(f"{rule}/return", "task_return", choose_way_back)
    area.add_url_rule(f"{rule}/return", "task_returned", send_back, methods=["POST"])


def _read(task_id: int) -> Work:
    with g.office.database.reading() as connection:
        return read(connection, task_id)


@may_call(*STAFF)
def show(task_id: int) -> Any:
    """The form with what was typed before."""
    return _page(_read(task_id))


def _page(work: Work, bound: Bound | None = None, status: int = 200) -> Any:
    with g.office.database.reading() as connection:
        shown = {
            "neighbours": queries.list_neighbours(connection, current_user.id, work.page),
            "around": background(connection, work),
        }
    form = bound if bound is not None else work.shown()
    return render_template("work/task.html", work=work, page=work.page, form=form, **shown), status


def _doer(work: Work) -> Doer:
    doer: Doer = current_user.doer(work.page.role_group, work.page.assignee_id)
    return doer


def _bind(work: Work) -> Bound:
    """What was sent, and remembered for a page that says no."""
    drawer = own_drawer(work.page.case_id)
    bound = work.form.read(request.form, request.files, drawer)
    refusals.remember(bound.typed)
    return bound


@may_call(*STAFF)
def submit(task_id: int) -> Any:
    """Keeps a draft, goes on to the check page, or hands in what decides nothing."""
    try:
        work = _read(task_id)
    except AlreadyDone:
        return _again(task_id)
    bound = _bind(work)
    if bound.reshaped:
        return _page(work, bound)
    if "save" in request.form:
        tasks.keep_draft(g.office, task_id, bound.answers, _doer(work))
        if bound.upload_faults:
            return _page(work, bound.with_errors({}), 422)
        flash(_("已暂存。"), "success")
        return redirect(url_for("work.task", task_id=task_id))
    checked = bound.checked()
    if checked.errors:
        return _page(work, checked, 422)
    if work.decides:
        tasks.keep_draft(g.office, task_id, bound.answers, _doer(work))
        return redirect(url_for("work.task_check", task_id=task_id), 303)
    return _complete(work, bound)


@may_call(*STAFF)
def keep(task_id: int) -> Any:
    """Keeps what is in the form; the page calls it by itself while somebody writes."""
    work = _read(task_id)
    bound = _bind(work)
    tasks.keep_draft(g.office, task_id, bound.answers, _doer(work))
    return autosaving.told(bound)


@may_call(*STAFF)
def check(task_id: int) -> Any:
    """Everything once more before it counts."""
    work = _read(task_id)
    answers = work.page.draft
    if not answers or work.form.show(answers).checked().errors:
        return redirect(url_for("work.task", task_id=task_id))
    bound = work.form.show(answers)
    with g.office.database.reading() as connection:
        around = background(connection, work)
    seen = _digest(answers)
    return render_template("work/check.html", work=work, page=work.page, form=bound, around=around, seen=seen)


@may_call(*STAFF)
def confirm(task_id: int) -> Any:
    """Hands in exactly what the check page showed."""
    try:
        work = _read(task_id)
    except AlreadyDone:
        return _again(task_id)
    answers = work.page.draft or {}
    bound = work.form.show(answers)
    refusals.remember(bound.typed)
    if request.form.get("seen") != _digest(answers):
        raise Conflict("检查之后，内容在另一窗口修改过，请再检查一次", english="The draft was changed meanwhile.")
    return _complete(work, bound)


def _digest(answers: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(answers, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _complete(work: Work, bound: Bound) -> Any:
    """Hands the answers in; the next own task of the same case opens, or the inbox."""
    opened = Opened(work.page.id, request.form.get("attempt", 0, type=int))
    doer = _doer(work)
    try:
        taken = tasks.complete(
            g.office,
            opened,
            bound.answers,
            doer=doer,
            received_at=g.received_at,
            key=page_key("complete", work.page.id),
        )
    except BadAnswers as refusal:
        fields = refusal.details.get("fields")
        told = fields if isinstance(fields, dict) and fields else {"": refusals.said(refusal)}
        return _page(work, bound.with_errors(told), 422)
    return _after(taken, _("已提交：%(title)s。", title=work.page.title))


def _again(task_id: int, act: str = "complete") -> Any:
    """Sent twice it is the same act and the same page; otherwise somebody else, or something else, was there first."""
    try:
        with g.office.database.reading() as connection:
            answer = idempotency.find_answer(connection, g.office.district, page_key(act, task_id))
    except OtherRequest:
        answer = None
    if answer is None:
        raise _read_gone(task_id)
    return _after(Taken(**answer), "")


def _read_gone(task_id: int) -> AlreadyDone:
    try:
        _read(task_id)
    except AlreadyDone as gone:
        return gone
    return AlreadyDone(task=task_id)


def _after(taken: Taken, said: str) -> Any:
    if said:
        flash(said, "success")
    with g.office.database.reading() as connection:
        following = queries.find_own_task(connection, taken.case_id, current_user.people_ids)
    return redirect(url_for("work.task", task_id=following) if following else url_for("work.inbox"))


@may_call(*STAFF)
def claim(task_id: int) -> Any:
    """Takes the task from the pool."""
    tasks.claim(g.office, task_id, doer=_doer(_read(task_id)))
    return redirect(url_for("work.task", task_id=task_id))


@may_call(*STAFF)
def release(task_id: int) -> Any:
    """Gives it back to the pool."""
    work = _read(task_id)
    tasks.release(g.office, task_id, doer=_doer(work))
    flash(_("已释放：%(title)s。同岗位人员可以领取。", title=work.page.title), "success")
    return redirect(url_for("work.inbox"))


@may_call(*STAFF)
def choose_colleague(task_id: int) -> Any:
    """Who may take it over."""
    return _hand_over_page(_read(task_id))


def _hand_over_page(work: Work, error: str = "", status: int = 200) -> Any:
    with g.office.database.reading() as connection:
        known = apart.list_able(connection, matter_of(work.page, work.node))
    others = [one for one in known if one[0] != current_user.id]
    return render_template("work/hand_over.html", work=work, page=work.page, others=others, error=error), status


@may_call(*STAFF)
def hand_over(task_id: int) -> Any:
    """Gives it to a colleague of the same post."""
    work = _read(task_id)
    person = request.form.get("person", type=int)
    if person is None:
        return _hand_over_page(work, _("还没有选择接办人"), 422)
    tasks.hand_over(g.office, task_id, person, doer=_doer(work))
    flash(_("已转办：%(title)s。", title=work.page.title), "success")
    return redirect(url_for("work.inbox"))


@may_call(*STAFF)
def choose_way_back(task_id: int) -> Any:
    """The steps that the case has passed."""
    return _return_page(_read(task_id))


def _return_page(work: Work, error: str = "", status: int = 200) -> Any:
    with g.office.database.reading() as connection:
        nodes = ways_back.list_ways_back(g.office, connection, work.page.id)
        around = background(connection, work)
    done = {one.place: one for one in around.given}
    steps = [(node, done.get((node.process, node.element))) for node in nodes]
    return render_template(
        "work/return.html",
        work=work,
        page=work.page,
        steps=steps,
        around=around,
        error=error,
        least=SENDBACK_REASON,
        typed=request.form,
    ), status


@may_call(*STAFF)
def send_back(task_id: int) -> Any:
    """Gives the case back to a step it has passed; the clock does not stop."""
    try:
        work = _read(task_id)
    except AlreadyDone:
        return _again(task_id, "return")
    reason = request.form.get("reason", "")
    refusals.remember([(_("退回理由"), reason)])
    opened = Opened(task_id, request.form.get("attempt", 0, type=int))
    try:
        tasks.send_back(
            g.office, opened, request.form.get("to", ""), reason, doer=_doer(work), key=page_key("return", task_id)
        )
    except BadAnswers as refusal:
        return _return_page(work, refusals.said(refusal), 422)
    flash(_("已退回：%(title)s。办理期限继续计算。", title=work.page.title), "success")
    return redirect(url_for("work.inbox"))
