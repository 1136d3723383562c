"""One case: where it is, until when, what happened, what comes next."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request, send_file
from flask_login import current_user

from webapp import timeline
from webapp.access import WATCHING, may_call
from webapp.forms import Form
from workflows.engine.definition import Definition
from workflows.errors import NotFound
from workflows.law.roles import Role
from workflows.queries import case, steps
from workflows.queries.case import CasePage
from workflows.store import files, papers
from workflows.store.database import Open
from workflows.store.files import FileRow

TABS = ("overview", "timeline", "diagram", "papers", "deadlines")


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases/<number>", "case", show)
    area.add_url_rule("/cases/<number>/diagram.bpmn", "case_diagram", diagram)
    area.add_url_rule("/papers/<int:paper_id>.pdf", "paper", paper)
    area.add_url_rule("/files/<int:file_id>", "file", file)


def _get(connection: Open, number: str) -> CasePage:
    """The case, for those whose unit works on it, the credit office and the auditor. Raises NotFound."""
    page = case.get_by_number(connection, number)
    tasks = case.list_open_tasks(connection, page.id)
    units = {page.unit, *(task.role_group.partition("@")[2] for task in tasks)}
    if current_user.roles & {Role.CREDIT_OFFICE, Role.AUDITOR} or current_user.unit in units:
        return page
    raise NotFound(f"没有案件 {number}", english=f"There is no case {number}.")


@may_call(*WATCHING)
def show(number: str) -> Any:
    """The page with its tabs."""
    tab = request.args.get("tab", TABS[0])
    with g.office.database.reading() as connection:
        page = _get(connection, number)
        definition = g.office.definition(connection, page.release_id, page.process)
        tasks = case.list_open_tasks(connection, page.id)
        happenings = case.list_happenings(connection, page.id)
        lines = steps.list_steps(definition, happenings, tasks)
        shown = {
            "page": page,
            "tab": tab if tab in TABS else TABS[0],
            "tabs": TABS,
            "process": definition,
            "tasks": tasks,
            "deadlines": case.list_deadlines(connection, page.id),
            "lines": timeline.tell(happenings),
            "steps": lines,
            "marks": steps.marks(definition, lines),
            "papers": papers.list_of_case(connection, page.id),
            "files": files.list_of_case(connection, page.id),
            "typed": _typed(connection, page, definition, happenings),
        }
    return render_template("work/case.html", **shown)


def _typed(
    connection: Open, page: CasePage, definition: Definition, happenings: list[case.Happening]
) -> list[tuple[str, str]]:
    """What the application said, question by question."""
    opened = next((entry for entry in happenings if entry.kind == "case.opened"), None)
    name = definition.settings.get("start", {}).get("form", "")
    if opened is None or not name:
        return []
    schema = g.office.bundle(connection, page.release_id).form_named(definition.folder, name)
    return Form(schema).show(opened.body.get("answers", {})).typed


@may_call(*WATCHING)
def diagram(number: str) -> Response:
    """The diagram that this case is worked by."""
    with g.office.database.reading() as connection:
        page = _get(connection, number)
        definition = g.office.definition(connection, page.release_id, page.process)
    return Response(definition.diagram, mimetype="application/xml")


@may_call(*WATCHING)
def paper(paper_id: int) -> Any:
    """The PDF of a paper of a case that one may see."""
    with g.office.database.reading() as connection:
        row = papers.get_paper(connection, paper_id)
        _get(connection, case.number_of(connection, row.case_id))
        kept = files.find_file(connection, row.file_id or 0)
    return _send(kept)


@may_call(*WATCHING)
def file(file_id: int) -> Any:
    """An uploaded file of a case that one may see."""
    with g.office.database.reading() as connection:
        kept = files.find_file(connection, file_id)
        if kept is None or kept.case_id is None:
            raise NotFound("没有这份材料", english="There is no such file.")
        _get(connection, case.number_of(connection, kept.case_id))
    return _send(kept)


def _send(kept: FileRow | None) -> Any:
    if kept is None:
        raise NotFound("文件正在生成，通常 1 分钟内完成。", english="The file is being made.")
    place = files.path_of(g.office.files, kept.sha256)
    return send_file(place, mimetype=kept.media_type, download_name=kept.name)
