"""办件: progress, withdrawal and other requests, papers and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import asking, refusals, situations, words
from webapp.access import may_call
from webapp.forms import Bound, Form
from webapp.keys import page_key
from webapp.portal import chosen, extending
from webapp.uploads import own_drawer
from workflows.casework import messages
from workflows.casework.step import Taken
from workflows.engine.definition import Asking
from workflows.errors import BadAnswers, NotFound
from workflows.law.roles import Role
from workflows.queries import case as case_queries
from workflows.queries import owned, portal
from workflows.queries.case import CasePage
from workflows.registry import interviews
from workflows.store import files, idempotency, papers
from workflows.store.database import Open
from workflows.store.files import FileRow


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases", "cases", show_list)
    area.add_url_rule("/cases/<number>", "case", show)
    area.add_url_rule("/cases/<number>/request/<name>", "request", ask)
    area.add_url_rule("/cases/<number>/request/<name>", "request_send", send, methods=["POST"])
    area.add_url_rule("/papers/<int:paper_id>.pdf", "paper", paper)
    area.add_url_rule("/files/<int:file_id>", "file", file)


@may_call(Role.SUBJECT)
def show_list() -> Any:
    """Every case of the subject in view."""
    with g.office.database.reading() as connection:
        found = portal.list_cases(connection, [chosen.subject_id()], chosen.before())
        kinds = words.kinds(connection).names
    return render_template("portal/cases.html", cases=found, kinds=kinds, following=chosen.following(found))


def _own(connection: Open, number: str) -> tuple[portal.MyCase, CasePage]:
    """One's own case. Raises NotFound."""
    mine = portal.get_case(connection, current_user.subjects, number)
    page = case_queries.get_by_number(connection, number)
    chosen.turn_to(page.subject_id)
    return mine, page


@may_call(Role.SUBJECT)
def show(number: str) -> Any:
    """Where it stands, until when, what comes next, what happened."""
    with g.office.database.reading() as connection:
        mine, page = _own(connection, number)
        tasks = case_queries.list_open_tasks(connection, mine.id)
        situation = situations.look(connection, page, tasks)
        clocks = asking.clocks(connection)
        definition = g.office.definition(connection, page.release_id, page.process)
        happenings = case_queries.list_happenings(connection, mine.id)
        shown = {
            "mine": mine,
            "page": page,
            "process": definition,
            "todos": [
                (task, clocks.badge(situation.deadline(mine.id, task)))
                for task in tasks
                if task.role_group in current_user.groups
            ],
            "badges": [badge for badge, _clock in situations.badges(connection, situation, to_subject=True)],
            "next_steps": situations.tell(connection, situation, to_subject=True),
            "lines": situations.narrator(connection, page).tell(happenings, public_only=True),
            "papers": portal.list_papers(connection, current_user.subjects, mine.id),
            "standings": extending.list_standings(connection, page),
            "interview": interviews.find_current(connection, mine.id),
            "requests": [one for one in definition.messages.values() if _may_ask(page, one)],
        }
    return render_template("portal/case.html", **shown)


def _may_ask(page: CasePage, asking_: Asking) -> bool:
    return asking_.sender is Role.SUBJECT and page.may_be_asked(asking_.name)


@dataclass(frozen=True, slots=True)
class _Request:
    """A message that a subject may send to its case."""

    mine: portal.MyCase
    page: CasePage
    asking: Asking
    form: Form


def _request(number: str, name: str) -> _Request:
    with g.office.database.reading() as connection:
        mine, page = _own(connection, number)
        definition = g.office.definition(connection, page.release_id, page.process)
        found = definition.messages.get(name)
        if found is None or found.sender is not Role.SUBJECT:
            raise NotFound("没有这种请求", english="There is no such request.")
        schema = g.office.bundle(connection, page.release_id).form_named(definition.folder, found.form)
    return _Request(mine, page, found, Form(schema))


@may_call(Role.SUBJECT)
def ask(number: str, name: str) -> Any:
    """The page of a request, with its consequences; a sentence when it is too late for it."""
    asked = _request(number, name)
    return _ask_page(asked, asked.form.show())


def _ask_page(asked: _Request, bound: Bound, status: int = 200) -> Any:
    possible = _may_ask(asked.page, asked.asking)
    shown = {"mine": asked.mine, "page": asked.page, "asking": asked.asking, "form": bound, "possible": possible}
    return render_template("portal/request.html", **shown), status


@may_call(Role.SUBJECT)
def send(number: str, name: str) -> Any:
    """Sends the request to the case; sent twice it is sent once."""
    asked = _request(number, name)
    key = page_key("send", asked.mine.id, name)
    with g.office.database.reading() as connection:
        earlier = idempotency.find_answer(connection, g.office.district, key)
    if earlier is not None:
        return redirect(url_for("portal.case", number=Taken(**earlier).number), 303)
    drawer = own_drawer(asked.mine.id)
    bound = asked.form.read(request.form, request.files, drawer)
    refusals.remember(bound.typed)
    if bound.reshaped:
        return _ask_page(asked, bound)
    if bound.checked().errors:
        return _ask_page(asked, bound.checked(), 422)
    try:
        messages.send(g.office, asked.mine.id, name, bound.answers, doer=current_user.doer(), key=key)
    except BadAnswers as refusal:
        return _ask_page(asked, bound.with_errors({"": refusals.said(refusal)}), 422)
    flash(_("已提交：%(title)s。", title=asked.asking.title), "success")
    return redirect(url_for("portal.case", number=number), 303)


@may_call(Role.SUBJECT)
def paper(paper_id: int) -> Any:
    """The PDF of a paper that was addressed to one of the subjects."""
    with g.office.database.reading() as connection:
        row = papers.find_paper(connection, paper_id)
        if row is None or not owned.is_addressed_to(connection, current_user.subjects, row.case_id):
            raise NotFound("没有这份文书", english="There is no such paper.")
        kept = files.find_file(connection, row.file_id or 0)
    if kept is None:
        raise NotFound("文书正在生成，通常 1 分钟内完成。", english="The paper is being made.")
    return _send(kept)


@may_call(Role.SUBJECT)
def file(file_id: int) -> Any:
    """A file that the person uploaded, or that belongs to the application of one of the subjects."""
    with g.office.database.reading() as connection:
        kept = files.find_file(connection, file_id)
        own = kept is not None and (
            kept.uploaded_by == f"person:{current_user.id}"
            or (kept.case_id is not None and owned.has_uploaded(connection, current_user.subjects, file_id))
        )
    if kept is None or not own:
        raise NotFound("没有这份材料", english="There is no such file.")
    return _send(kept)


def _send(kept: FileRow) -> Any:
    place = files.path_of(g.office.files, kept.sha256)
    return send_file(place, mimetype=kept.media_type, download_name=kept.name)
