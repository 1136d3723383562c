"""One case: where it is, until when, what happened, what comes next."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request, send_file
from flask_login import current_user

from webapp import asking, deadlines, situations
from webapp.access import WATCHING, may_call
from webapp.given import list_given
from webapp.work import requests
from workflows.errors import NotFound
from workflows.queries import case, steps, visible
from workflows.queries.case import CasePage, DeadlineLine
from workflows.queries.task import find_own_task
from workflows.store import cases, facts, files, papers, registry
from workflows.store.database import Open
from workflows.store.facts import FactRow, Owner
from workflows.store.files import FileRow

TABS = ("overview", "timeline", "diagram", "papers", "deadlines")


def add_routes(area: Blueprint) -> None:
    rule = "/cases/<number>"
    area.add_url_rule(rule, "case", show)
    area.add_url_rule(f"{rule}/<any({','.join(TABS)}):tab>", "case_tab", show)
    area.add_url_rule(f"{rule}/diagram.bpmn", "case_diagram", diagram)
    area.add_url_rule(f"{rule}/clocks/<int:clock_id>", "clock", clock)
    area.add_url_rule("/papers/<int:paper_id>.pdf", "paper", paper)
    area.add_url_rule("/files/<int:file_id>", "file", file)


def _get(connection: Open, number: str) -> CasePage:
    """The case, for those whose unit works or worked on it, the credit office and the auditor. Raises NotFound."""
    page = case.get_by_number(connection, number)
    if visible.may_see(connection, asking.sight(), page.id):
        return page
    raise NotFound(f"没有案件 {number}", english=f"There is no case {number}.")


@may_call(*WATCHING)
def show(number: str, tab: str = TABS[0]) -> Any:
    """The page with its tabs."""
    with g.office.database.reading() as connection:
        page = _get(connection, number)
        tasks = case.list_open_tasks(connection, page.id)
        situation = situations.look(connection, page, tasks)
        clocks = asking.clocks(connection)
        shown = {
            "page": page,
            "tab": tab,
            "tasks": tasks,
            "process": g.office.definition(connection, page.release_id, page.process),
            "situation": situation,
            "clocks": clocks,
            "badges": situations.badges(connection, situation),
            "next_steps": situations.tell(connection, situation),
            "requests": requests.list_possible(connection, page),
            "own_task": find_own_task(connection, page.id, current_user.people_ids),
            **_content(connection, page, tab, tasks),
        }
    return render_template("work/case.html", **shown)


def _content(connection: Open, page: CasePage, tab: str, tasks: list[case.OpenTask]) -> dict[str, Any]:
    """What the tab needs and nothing else."""
    definition = g.office.definition(connection, page.release_id, page.process)
    if tab == "deadlines":
        counted = case.list_deadlines(connection, page.id)
        closed = page.closed_at is not None
        over = [line.id for line in counted if closed and deadlines.ends_with_case(line)]
        return {"deadlines": counted, "over": over}
    if tab == "papers":
        return {
            "papers": papers.list_of_case(connection, page.id),
            "files": _files(connection, page.id),
        }
    happenings = case.list_happenings(connection, page.id)
    if tab == "timeline":
        return {"lines": situations.narrator(connection, page).tell(happenings)}
    if tab == "diagram":
        closed = page.closed_at is not None
        lines = steps.list_steps(definition, happenings, tasks, page.awaits, is_closed=closed)
        return {
            "steps": lines,
            "drawings": steps.list_drawings(definition, lines),
            "drawn": request.args.get("of", ""),
            "marks": steps.marks(definition, lines, request.args.get("of") or definition.key),
        }
    return {
        "given": list_given(connection, page.release_id, definition, happenings),
        "records": registry.list_records(connection, cases.list_records(connection, page.id)),
        "record_kinds": asking.record_kinds(asking.circumstances(connection)),
    }


def _files(connection: Open, case_id: int) -> list[dict[str, Any]]:
    """The files of a case, papers apart."""
    made = {row.file_id for row in papers.list_of_case(connection, case_id)}
    return [asdict(row) for row in files.list_of_case(connection, case_id) if row.id not in made]


@may_call(*WATCHING)
def diagram(number: str) -> Response:
    """The diagram that this case is worked by, or that of a process which it calls."""
    with g.office.database.reading() as connection:
        page = _get(connection, number)
        definition = g.office.definition(connection, page.release_id, page.process)
    drawing = definition.diagrams.get(request.args.get("of") or definition.key)
    if drawing is None:
        raise NotFound("没有这张流程图", english="There is no such diagram.")
    return Response(drawing, mimetype="application/xml")


@may_call(*WATCHING)
def clock(number: str, clock_id: int) -> Any:
    """Why a deadline is on that day: for people as a page, for machines as JSON."""
    with g.office.database.reading() as connection:
        page = _get(connection, number)
        line = _deadline(connection, page, clock_id)
        start = facts.find_fact(connection, line.fact_id)
        holds = facts.list_hold_rows(connection, Owner("case", page.id))
        clocks = asking.clocks(connection)
        moves = situations.narrator(connection, page).moves(
            case.list_happenings(connection, page.id), line.rule, line.scope
        )
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(deadlines.as_json(line, _start(start), holds))
    whole = "work/clock_panel.html" if request.headers.get("HX-Request") else "work/clock.html"
    days = clocks.strip(line, start.on, holds) if start else []
    shown = {"badge": clocks.badge(line), "because": clocks.because(line), "days": days, "moves": moves}
    return render_template(whole, page=page, line=line, **shown)


def _deadline(connection: Open, page: CasePage, clock_id: int) -> DeadlineLine:
    found = next((line for line in case.list_deadlines(connection, page.id) if line.id == clock_id), None)
    if found is None:
        raise NotFound("没有这个期限，可能已重新计算", english="There is no such deadline.")
    return found


def _start(fact: FactRow | None) -> dict[str, Any]:
    return {"kind": fact.kind, "on": fact.on} if fact else {}


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
        raise NotFound("文书正在生成，通常 1 分钟内完成。", english="The file is being made.")
    place = files.path_of(g.office.files, kept.sha256)
    return send_file(place, mimetype=kept.media_type, download_name=kept.name)
