"""Tasks by the API: the lists of the inbox, and the verbs on a task."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, request

from webapp.api import bodies, door, repeats
from webapp.api.bodies import LARGEST_NUMBER, LONGEST_NUMBER, instant
from webapp.api.door import by_token
from workflows.casework import tasks as verbs
from workflows.casework.step import Taken, step_on_task
from workflows.casework.tasks import Claimed, Doer, Opened, Released
from workflows.errors import BadInput, NotFound
from workflows.queries import machines, visible
from workflows.queries.inbox import Post
from workflows.queries.machines import Lists, TaskLine
from workflows.store import tasks
from workflows.store.database import Open
from workflows.store.tasks import TaskRow

VIEWS = ("mine", "pool", "team")


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/v1/tasks", "list_tasks", show, methods=["GET"])
    for verb, view in (("claim", claim), ("release", release), ("complete", complete), ("send-back", send_back)):
        area.add_url_rule(f"/v1/tasks/<task_id>/{verb}", f"{verb}_task", view, methods=["POST"])


@by_token
def show() -> Response:
    """A page of the caller's tasks, the earliest last day first."""
    view = request.args.get("view", VIEWS[0])
    if view not in VIEWS:
        raise BadInput(f"view 应为 {'、'.join(VIEWS)}", english=f"view is one of {', '.join(VIEWS)}.", field="view")
    after = _after(request.args.get("after", ""))
    with g.office.database.reading() as connection:
        rows = machines.list_tasks(connection, _lists(view), after)
    following = f"{rows[-1].due_at.isoformat()}~{rows[-1].id}" if len(rows) == machines.PAGE else None
    return bodies.answer({"tasks": [_told(row) for row in rows], "next": following})


def _lists(view: str) -> Lists:
    caller = door.caller()
    if view == "mine":
        return Lists(holders=caller.people_ids)
    groups = tuple(sorted(caller.groups))
    if view == "team":
        return Lists(groups=groups)
    return Lists(free=tuple(Post(group, caller.acting(group)) for group in groups))


def _after(text: str) -> tuple[datetime, int] | None:
    """Where the page before ended, as it was told in `next`."""
    if not text:
        return None
    at, _, number = text.partition("~")
    refusal = BadInput("after 应为上一页的 next", english="after is the next of the page before.", field="after")
    try:
        due_at, task_id = datetime.fromisoformat(at.replace(" ", "+")), int(number)
    except ValueError as problem:
        raise refusal from problem
    if due_at.tzinfo is None or not 0 <= task_id <= LARGEST_NUMBER:
        raise refusal
    return due_at, task_id


def _told(row: TaskLine) -> dict[str, Any]:
    return {
        "id": row.id,
        "attempt": row.attempt,
        "title": row.title,
        "case": row.case_number,
        "subject": row.subject_name,
        "process": row.process,
        "element": row.element,
        "group": row.role_group,
        "held": row.assignee_id is not None,
        "due_at": instant(row.due_at),
        "opened_at": instant(row.opened_at),
        "mark": row.mark,
    }


def _find(connection: Open, said: str) -> tuple[int, TaskRow | None]:
    """The number, and the task while it is open. Raises NotFound for one that the caller may not see."""
    if not (said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER):
        raise NotFound("没有这件任务", english="There is no such task.", task=said[:LONGEST_NUMBER])
    row = tasks.find_task(connection, int(said))
    if row is None or row.role_group in door.caller().groups or visible.may_see(connection, door.sight(), row.case_id):
        return int(said), row
    raise NotFound("没有这件任务", english="There is no such task.", task=said)


def _doer(row: TaskRow | None) -> Doer:
    """The caller, for whom when standing in."""
    if row is None:
        return door.caller().doer()
    return door.caller().doer(row.role_group, row.assignee_id)


@by_token
def claim(task_id: str) -> Response:
    """Takes the task from the pool."""
    return _step(task_id, Claimed)


@by_token
def release(task_id: str) -> Response:
    """Gives the task back to the pool."""
    return _step(task_id, Released)


def _step(said: str, event: Callable[[int, Doer], Claimed | Released]) -> Response:
    bodies.read("Nothing")
    with g.office.database.reading() as connection:
        number, row = _find(connection, said)
    doer = _doer(row)

    def act(key: str) -> Taken:
        return step_on_task(g.office, number, event(number, doer), doer.actor, key=key)

    return repeats.once(act)


@by_token
def complete(task_id: str) -> Response:
    """Hands in the answers of the task."""
    said = bodies.read("Completion")
    answers = said.get("answers", {})
    with g.office.database.reading() as connection:
        number, row = _find(connection, task_id)
    opened, doer = Opened(number, _attempt(said, row)), _doer(row)
    return repeats.once(
        lambda key: verbs.complete(g.office, opened, answers, doer=doer, received_at=g.received_at, key=key)
    )


def _attempt(said: dict[str, Any], row: TaskRow | None) -> int:
    """As the caller read it; the present one when it does not say."""
    return int(said.get("attempt") or (row.attempt if row is not None else 1))


@by_token
def send_back(task_id: str) -> Response:
    """Gives the case back to a step that it has passed."""
    said = bodies.read("SendingBack")
    with g.office.database.reading() as connection:
        number, row = _find(connection, task_id)
    opened, doer = Opened(number, _attempt(said, row)), _doer(row)
    return repeats.once(lambda key: verbs.send_back(g.office, opened, said["to"], said["reason"], doer=doer, key=key))
