"""首页, 消息, 文书: what a subject has to do now, and what it was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, render_template
from flask_login import current_user

from webapp import asking, situations, words
from webapp.access import may_call
from webapp.badges import Badge
from webapp.portal import chosen
from webapp.portal.records import REPAIR
from workflows.law.roles import Role
from workflows.queries import case, portal
from workflows.queries import letters as queries
from workflows.queries.portal import MyCase, MyTask
from workflows.store import letters
from workflows.store.database import Open

RUNNING = 5
"""So many running cases stand on the first page, with their stage and next step."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to be done, with until when."""

    task: MyTask
    badge: Badge


@dataclass(frozen=True, slots=True)
class Running:
    """A running case with what comes next."""

    case: MyCase
    next_steps: list[str]


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/", "home", show)
    area.add_url_rule("/messages", "messages", messages)
    area.add_url_rule("/documents", "documents", documents)


@may_call(Role.SUBJECT)
def show() -> Any:
    """To-dos by deadline, running cases, records, the latest messages."""
    subject = chosen.subject_id()
    others = [number for number in current_user.subjects if number != subject]
    with g.office.database.reading() as connection:
        cases = portal.list_cases(connection, [subject])
        shown = {
            "todos": to_dos(connection, [subject]),
            "elsewhere": portal.list_tasks(connection, others) if others else [],
            "running": [_running(connection, one) for one in cases if one.closed_at is None][:RUNNING],
            "records": portal.list_records(connection, subject, asking.circumstances(connection)),
            "letters": queries.list_letters(connection, [subject], 3),
            "begun": {draft.place for draft in portal.list_drafts(connection, current_user.id, "apply:")},
            "process": REPAIR,
            "kinds": words.kinds(connection).names,
        }
    return render_template("portal/home.html", **shown)


def to_dos(connection: Open, subject_ids: list[int]) -> list[ToDo]:
    """What has to be done, each with its badge."""
    tasks = portal.list_tasks(connection, subject_ids)
    deadlines = case.newest_deadlines(connection, [task.case_id for task in tasks])
    clocks = asking.clocks(connection)
    return [
        ToDo(task, clocks.badge(deadlines.get((task.case_id, task.rule, task.scope)) if task.rule else None))
        for task in tasks
    ]


def _running(connection: Open, mine: MyCase) -> Running:
    page = case.get_by_number(connection, mine.number)
    tasks = case.list_open_tasks(connection, mine.id)
    told = situations.tell(connection, situations.look(connection, page, tasks), to_subject=True)
    return Running(mine, told)


@may_call(Role.SUBJECT)
def messages() -> Any:
    """Everything the subject was told, the newest first; what is shown counts as read."""
    with g.office.database.reading() as connection:
        found = queries.list_letters(connection, [chosen.subject_id()], before=chosen.before())
    unread = [letter.id for letter in found if letter.read_at is None]
    if unread:
        with g.office.database.writing() as connection:
            for letter_id in unread:
                letters.mark_read(connection, letter_id, g.received_at)
    return render_template(
        "portal/messages.html", letters=found, unread=frozenset(unread), following=chosen.following(found)
    )


@may_call(Role.SUBJECT)
def documents() -> Any:
    """The papers that were addressed to the subject."""
    with g.office.database.reading() as connection:
        found = portal.list_papers(connection, [chosen.subject_id()], before=chosen.before())
    return render_template("portal/documents.html", papers=found, following=chosen.following(found))
