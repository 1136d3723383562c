"""What the subject has to answer: supplements and other tasks that the diagram gives it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import may_call
from webapp.forms import Bound, Form
from webapp.uploads import UploadDrawer
from workflows.casework import tasks
from workflows.casework.tasks import Opened
from workflows.engine.definition import Node
from workflows.errors import BadAnswers, NotFound
from workflows.law.roles import Role
from workflows.queries import task as queries


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/tasks/<int:task_id>", "task", show)
    area.add_url_rule("/tasks/<int:task_id>", "task_submit", submit, methods=["POST"])


def _get(task_id: int) -> tuple[queries.TaskPage, Node, Form]:
    """A task of one of one's subjects. Raises NotFound, AlreadyDone."""
    with g.office.database.reading() as connection:
        page = queries.get_page(connection, task_id, current_user.id)
        if page.role_group not in current_user.groups:
            raise NotFound("没有这件事项", english="There is no such task.")
        definition = g.office.definition(connection, page.release_id, page.case_process)
        node = definition.node(page.process, page.element)
        schema = g.office.bundle(connection, page.release_id).form(node)
    return page, node, Form(schema)


@may_call(Role.SUBJECT)
def show(task_id: int) -> Any:
    """The form with what was typed before."""
    page, node, form = _get(task_id)
    return _page(page, node, form.show(page.draft))


def _page(page: queries.TaskPage, node: Node, bound: Bound, status: int = 200) -> Any:
    return render_template("portal/task.html", page=page, node=node, form=bound), status


@may_call(Role.SUBJECT)
def submit(task_id: int) -> Any:
    """Hands it in; what is late or wrong stays as a draft."""
    page, node, form = _get(task_id)
    bound = form.read(request.form, request.files, UploadDrawer(g.office, f"person:{current_user.id}", page.case_id))
    tasks.keep_draft(g.office, task_id, bound.answers, current_user.doer())
    if bound.reshaped:
        return _page(page, node, bound)
    if "save" in request.form:
        flash(_("已保存。"), "success")
        return redirect(url_for("portal.task", task_id=task_id))
    try:
        tasks.complete(
            g.office,
            Opened(task_id, int(request.form["attempt"])),
            bound.answers,
            doer=current_user.doer(),
            received_at=g.received_at,
            key=f"task:{request.form['key']}",
        )
    except BadAnswers:
        return _page(page, node, bound.checked(), 422)
    flash(_("已提交。"), "success")
    return redirect(url_for("portal.case", number=page.case_number))
