"""办件: receipt, progress, withdrawal and other requests, papers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import timeline
from webapp.access import may_call
from webapp.forms import Form
from workflows.casework import messages
from workflows.errors import BadAnswers, NotFound
from workflows.law.roles import Role
from workflows.queries import case as case_queries
from workflows.queries import portal
from workflows.store import files, papers


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases", "cases", show_list)
    area.add_url_rule("/cases/<number>", "case", show)
    area.add_url_rule("/cases/<number>/receipt", "receipt", receipt)
    area.add_url_rule("/cases/<number>/request/<name>", "request", ask)
    area.add_url_rule("/cases/<number>/request/<name>", "request_send", send, methods=["POST"])
    area.add_url_rule("/papers/<int:paper_id>.pdf", "paper", paper)


@may_call(Role.SUBJECT)
def show_list() -> Any:
    """Every case of the subjects."""
    with g.office.database.reading() as connection:
        found = portal.list_cases(connection, current_user.subjects)
    return render_template("portal/cases.html", cases=found)


@may_call(Role.SUBJECT)
def show(number: str) -> Any:
    """Where it stands, until when, what comes next, what happened."""
    with g.office.database.reading() as connection:
        mine = portal.get_case(connection, current_user.subjects, number)
        page = case_queries.get_by_number(connection, number)
        shown = {
            "mine": mine,
            "page": page,
            "tasks": case_queries.list_open_tasks(connection, mine.id),
            "deadlines": case_queries.list_deadlines(connection, mine.id),
            "lines": timeline.tell(case_queries.list_happenings(connection, mine.id), public_only=True),
            "papers": portal.list_papers(connection, current_user.subjects, mine.id),
        }
        definition = g.office.definition(connection, page.release_id, page.process)
    asked = [m for m in definition.messages.values() if m.sender is Role.SUBJECT and page.may_be_asked(m.name)]
    return render_template("portal/case.html", requests=asked, **shown)


@may_call(Role.SUBJECT)
def receipt(number: str) -> Any:
    """The proof that the application was received; stable for ever."""
    with g.office.database.reading() as connection:
        mine = portal.get_case(connection, current_user.subjects, number)
        page = case_queries.get_by_number(connection, number)
        kept = files.list_of_case(connection, mine.id)
        deadlines = case_queries.list_deadlines(connection, mine.id)
    return render_template("portal/receipt.html", mine=mine, page=page, files=kept, deadlines=deadlines)


def _asking(number: str, name: str) -> tuple[portal.MyCase, Any, Form]:
    with g.office.database.reading() as connection:
        mine = portal.get_case(connection, current_user.subjects, number)
        page = case_queries.get_by_number(connection, number)
        definition = g.office.definition(connection, page.release_id, page.process)
        asking = definition.messages.get(name)
        if asking is None or asking.sender is not Role.SUBJECT:
            raise NotFound("没有这种请求", english="There is no such request.")
        schema = g.office.bundle(connection, page.release_id).form_named(definition.folder, asking.form)
    return mine, asking, Form(schema)


@may_call(Role.SUBJECT)
def ask(number: str, name: str) -> Any:
    """The page of a request, with its consequences."""
    mine, asking, form = _asking(number, name)
    return render_template("portal/request.html", mine=mine, asking=asking, form=form.show())


@may_call(Role.SUBJECT)
def send(number: str, name: str) -> Any:
    """Sends the request to the case."""
    mine, asking, form = _asking(number, name)
    bound = form.read(request.form, request.files)
    try:
        messages.send(
            g.office, mine.id, name, bound.answers, doer=current_user.doer(), key=f"send:{request.form['key']}"
        )
    except BadAnswers:
        return render_template("portal/request.html", mine=mine, asking=asking, form=bound.checked()), 422
    flash(_("已提交：%(title)s。", title=asking.title), "success")
    return redirect(url_for("portal.case", number=number))


@may_call(Role.SUBJECT)
def paper(paper_id: int) -> Any:
    """The PDF of a paper that was addressed to one of the subjects."""
    with g.office.database.reading() as connection:
        known = {row.id for row in portal.list_papers(connection, current_user.subjects)}
        if paper_id not in known:
            raise NotFound("没有这份文书", english="There is no such paper.")
        row = papers.get_paper(connection, paper_id)
        kept = files.find_file(connection, row.file_id or 0)
    if kept is None:
        raise NotFound("决定书正在生成，通常 1 分钟内完成。", english="The paper is being made.")
    return send_file(files.path_of(g.office.files, kept.sha256), mimetype=kept.media_type, download_name=kept.name)
