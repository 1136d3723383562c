"""What the subject has to answer: supplements and other tasks that the diagram gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import asking, autosaving, refusals
from webapp.access import may_call
from webapp.badges import Badge
from webapp.deadlines import said_until
from webapp.fields import Kind
from webapp.forms import Bound, Form
from webapp.given import Demand, find_demand, list_given
from webapp.keys import page_key
from webapp.portal import chosen, extending, slots
from webapp.portal.extending import Standing
from webapp.uploads import own_drawer
from workflows.casework import tasks
from workflows.casework.step import Taken
from workflows.casework.tasks import Opened
from workflows.engine.definition import Node
from workflows.errors import AlreadyDone, BadAnswers, NotFound, TooLate
from workflows.law.roles import Role
from workflows.queries import case, owned, portal
from workflows.queries import task as queries
from workflows.queries.task import TaskPage
from workflows.registry import interviews
from workflows.store import idempotency
from workflows.store.registry import InterviewRow


@dataclass(frozen=True, slots=True)
class Asked:
    """A task of the subject: the form, and what the office demands."""

    page: TaskPage
    node: Node
    form: Form
    badge: Badge
    demand: Demand | None
    papers: list[portal.MyPaper]
    interview: InterviewRow | None
    standings: list[Standing]

    def first_answers(self) -> Mapping[str, Any]:
        """One row for each demand, where form and demand ask about the same thing."""
        if self.demand is None:
            return {}
        for one in self.form.fields:
            names = {part.name for part in one.parts} & {name for row in self.demand.rows for name in row}
            if one.kind is Kind.ROWS and names:
                return {one.name: [{name: row[name] for name in names if name in row} for row in self.demand.rows]}
        return {}


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases/<number>/rectification", "checklist", find_checklist)
    area.add_url_rule("/tasks/<int:task_id>", "task", show)
    area.add_url_rule("/tasks/<int:task_id>", "task_submit", submit, methods=["POST"])
    area.add_url_rule("/tasks/<int:task_id>/draft", "task_draft", keep, methods=["POST"])


def get_asked(task_id: int) -> Asked:
    """A task of one of one's subjects. Raises NotFound, AlreadyDone."""
    with g.office.database.reading() as connection:
        try:
            page = queries.get_page(connection, task_id, current_user.id)
        except AlreadyDone as gone:
            if not owned.was_asked(connection, current_user.subjects, task_id):
                raise NotFound("没有这件事项", english="There is no such task.") from gone
            raise
        if page.role_group not in current_user.groups:
            raise NotFound("没有这件事项", english="There is no such task.")
        chosen.turn_to(int(page.role_group.rpartition("@")[2]))
        definition = g.office.definition(connection, page.release_id, page.case_process)
        node = definition.node(page.process, page.element)
        standings = extending.list_standings(connection, case.get_by_number(connection, page.case_number))
        deadline = case.newest_deadlines(connection, [page.case_id]).get((page.case_id, page.rule, page.scope))
        given = list_given(connection, page.release_id, definition, case.list_happenings(connection, page.case_id))
        free = interviews.list_free(connection, page.case_id, g.received_at)
        form = Form(slots.fit(g.office.bundle(connection, page.release_id).form(node), free))
        current = interviews.find_current(connection, page.case_id)
        return Asked(
            page=page,
            node=node,
            form=form,
            badge=asking.clocks(connection).badge(deadline if page.rule else None),
            demand=find_demand(given),
            papers=portal.list_papers(connection, current_user.subjects, page.case_id),
            interview=current if slots.SLOT in form.schema.get("properties", {}) else None,
            standings=[one for one in standings if one.rule == page.rule],
        )


@may_call(Role.SUBJECT)
def show(task_id: int) -> Any:
    """The form with what was typed before."""
    asked = get_asked(task_id)
    return _page(asked, asked.form.show(asked.page.draft or asked.first_answers()))


@may_call(Role.SUBJECT)
def find_checklist(number: str) -> Any:
    """The report demand by demand, while one is asked for; else the case, which says what comes next."""
    with g.office.database.reading() as connection:
        mine = portal.get_case(connection, current_user.subjects, number)
        own = [task for task in case.list_open_tasks(connection, mine.id) if task.role_group in current_user.groups]
    for task in own:
        if any(one.is_checklist for one in get_asked(task.id).form.fields):
            return redirect(url_for("portal.task", task_id=task.id))
    return redirect(url_for("portal.case", number=number))


def _page(asked: Asked, bound: Bound, status: int = 200) -> Any:
    return render_template("portal/task.html", asked=asked, page=asked.page, form=bound), status


def _bind(asked: Asked) -> Bound:
    drawer = own_drawer(asked.page.case_id)
    bound = asked.form.read(request.form, request.files, drawer)
    refusals.remember(bound.typed)
    return bound


@may_call(Role.SUBJECT)
def keep(task_id: int) -> Any:
    """Keeps what is in the form; the page calls it by itself while somebody writes."""
    asked = get_asked(task_id)
    bound = _bind(asked)
    tasks.keep_draft(g.office, task_id, bound.answers, current_user.doer())
    return autosaving.told(bound)


@may_call(Role.SUBJECT)
def submit(task_id: int) -> Any:
    """Hands it in; what is late or wrong stays as a draft."""
    key = page_key("complete", task_id)
    with g.office.database.reading() as connection:
        earlier = idempotency.find_answer(connection, g.office.district, key)
    if earlier is not None:
        return redirect(url_for("portal.case", number=Taken(**earlier).number), 303)
    asked = get_asked(task_id)
    bound = _bind(asked)
    tasks.keep_draft(g.office, task_id, bound.answers, current_user.doer())
    if bound.reshaped:
        return _page(asked, bound)
    if "save" in request.form and not bound.upload_faults:
        flash(_("已保存。"), "success")
        return redirect(url_for("portal.task", task_id=task_id), 303)
    if bound.checked().errors:
        return _page(asked, bound.checked(), 422)
    try:
        _complete(asked, bound, key)
    except BadAnswers as refusal:
        return _page(asked, bound.with_errors({"": refusals.said(refusal)}), 422)
    flash(_("已提交：%(title)s。", title=asked.page.title), "success")
    return redirect(url_for("portal.case", number=asked.page.case_number), 303)


def _complete(asked: Asked, bound: Bound, key: str) -> None:
    page = asked.page
    opened = Opened(page.id, request.form.get("attempt", 0, type=int))
    try:
        tasks.complete(g.office, opened, bound.answers, doer=current_user.doer(), received_at=g.received_at, key=key)
    except TooLate as late:
        due = said_until(page.due_at)
        raise TooLate(
            f"“{page.title}”的期限已于 {due} 届满，这次提交没有计入。填写的内容和文件已保留为草稿",
            english="The deadline has passed; this was not counted. Everything is kept as a draft.",
            case=page.case_number,
            task=page.id,
            phone=page.unit_phone,
        ) from late
