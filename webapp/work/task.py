"""One task: its form, and the five verbs on it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import STAFF, may_call
from webapp.forms import Form
from webapp.uploads import UploadDrawer
from workflows.casework import tasks
from workflows.casework.tasks import Opened
from workflows.engine.definition import Node
from workflows.errors import BadAnswers
from workflows.queries import task as queries


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/tasks/<int:task_id>", "task", show)
    area.add_url_rule("/tasks/<int:task_id>", "task_submit", submit, methods=["POST"])
    area.add_url_rule("/tasks/<int:task_id>/claim", "task_claim", claim, methods=["POST"])
    area.add_url_rule("/tasks/<int:task_id>/release", "task_release", release, methods=["POST"])
    area.add_url_rule("/tasks/<int:task_id>/return", "task_return", send_back, methods=["POST"])


def _node(page: queries.TaskPage) -> Node:
    with g.office.database.reading() as connection:
        definition = g.office.definition(connection, page.release_id, page.case_process)
    node: Node = definition.node(page.process, page.element)
    return node


def _form(page: queries.TaskPage, node: Node) -> Form:
    with g.office.database.reading() as connection:
        return Form(g.office.bundle(connection, page.release_id).form(node))


@may_call(*STAFF)
def show(task_id: int) -> Any:
    """The form with what was typed before."""
    with g.office.database.reading() as connection:
        page = queries.get_page(connection, task_id, current_user.id)
    return _page(page)


def _page(page: queries.TaskPage, bound: Any = None, status: int = 200) -> Any:
    node = _node(page)
    form = _form(page, node)
    shown = bound if bound is not None else form.show(page.draft or {})
    return render_template("work/task.html", page=page, node=node, form=shown), status


@may_call(*STAFF)
def submit(task_id: int) -> Any:
    """Hands the answers in; the next own task of the same case opens, or the inbox."""
    with g.office.database.reading() as connection:
        page = queries.get_page(connection, task_id, current_user.id)
    form = _form(page, _node(page))
    drawer = UploadDrawer(g.office, f"person:{current_user.id}", page.case_id)
    bound = form.read(request.form, request.files, drawer)
    if bound.reshaped:
        return _page(page, bound)
    if bound.upload_faults:
        return _page(page, bound.checked(), 422)
    try:
        taken = tasks.complete(
            g.office,
            Opened(task_id, int(request.form["attempt"])),
            bound.answers,
            doer=current_user.doer(),
            received_at=g.received_at,
            key=request.form.get("key", ""),
        )
    except BadAnswers as refusal:
        fields = refusal.details.get("fields")
        return _page(page, bound.with_errors(fields if isinstance(fields, dict) else {}), 422)
    flash(_("已提交。"), "success")
    with g.office.database.reading() as connection:
        following = queries.find_own_task(connection, taken.case_id, current_user.id)
    return redirect(url_for("work.task", task_id=following) if following else url_for("work.inbox"))


@may_call(*STAFF)
def claim(task_id: int) -> Any:
    """Takes the task from the pool."""
    tasks.claim(g.office, task_id, doer=current_user.doer())
    return redirect(url_for("work.task", task_id=task_id))


@may_call(*STAFF)
def release(task_id: int) -> Any:
    """Gives it back to the pool."""
    tasks.release(g.office, task_id, doer=current_user.doer())
    flash(_("已释放，同岗位人员可以领取。"), "success")
    return redirect(url_for("work.inbox"))


@may_call(*STAFF)
def send_back(task_id: int) -> Any:
    """Gives the case back to a step it has passed."""
    tasks.send_back(
        g.office,
        Opened(task_id, int(request.form["attempt"])),
        request.form.get("to", ""),
        request.form.get("reason", ""),
        doer=current_user.doer(),
        key=request.form.get("key", ""),
    )
    flash(_("已退回。"), "success")
    return redirect(url_for("work.inbox"))
