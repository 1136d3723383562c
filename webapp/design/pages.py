"""流程, under /d/: the live procedures with their drawings, forms and papers, and the releases they came from."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request

from webapp.access import may_call
from workflows.engine.definition import Definition
from workflows.errors import NotFound
from workflows.law.roles import Role
from workflows.queries import steps
from workflows.queries.processes import Process, list_processes
from workflows.store import releases
from workflows.store.database import Open

area = Blueprint("design", __name__, url_prefix="/d")
KEEPERS = (Role.DESIGNER, Role.ADMIN, Role.AUDITOR)


@area.get("/processes")
@may_call(*KEEPERS)
def processes() -> Any:
    """Every live procedure with its running cases, and the releases, newest first."""
    with g.office.database.reading() as connection:
        shown = {
            "live": _live(connection),
            "processes": _processes(connection),
            "releases": releases.list_releases(connection),
        }
    return render_template("design/processes.html", **shown)


@area.get("/processes/<key>")
@may_call(*KEEPERS)
def process(key: str) -> Any:
    """One procedure: its drawings, the same as a list, and by which release its cases are worked."""
    with g.office.database.reading() as connection:
        found = next((one for one in _processes(connection) if one.key == key), None)
        definition = _definition(connection, key)
    if found is None:
        raise NotFound(f"没有流程 {key}", english=f"There is no process {key}.")
    drawn = request.args.get("of", key)
    if drawn not in definition.diagrams:
        raise NotFound("没有这张流程图", english="There is no such diagram.")
    return render_template(
        "design/process.html",
        process=found,
        drawn=drawn,
        drawings=steps.list_drawings(definition, ()),
        works=[node for (owner, _), node in definition.nodes.items() if owner == drawn and node.kind == steps.TASK],
    )


@area.get("/processes/<key>/diagram.bpmn")
@may_call(*KEEPERS)
def diagram(key: str) -> Response:
    """The drawing as it is live, for the page and for an editor."""
    with g.office.database.reading() as connection:
        definition = _definition(connection, key)
    drawing = definition.diagrams.get(request.args.get("of", key))
    if drawing is None:
        raise NotFound("没有这张流程图", english="There is no such diagram.")
    return Response(drawing, mimetype="application/xml")


def _live(connection: Open) -> int:
    release: int = g.office.live_release(connection, g.received_at)
    return release


def _processes(connection: Open) -> tuple[Process, ...]:
    bundle = g.office.bundle(connection, _live(connection))
    return list_processes(connection, bundle, g.office.district)


def _definition(connection: Open, key: str) -> Definition:
    """Raises NotFound for a procedure that is not live."""
    release = _live(connection)
    if key not in g.office.bundle(connection, release).keys:
        raise NotFound(f"没有流程 {key}", english=f"There is no process {key}.")
    found: Definition = g.office.definition(connection, release, key)
    return found
