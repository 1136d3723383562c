"""首页, 消息, 文书: what a subject has to do now, and what it was told."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template
from flask_login import current_user

from webapp.access import may_call
from webapp.asking import circumstances
from workflows.law.roles import Role
from workflows.queries import portal
from workflows.store import letters


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/", "home", show)
    area.add_url_rule("/messages", "messages", messages)
    area.add_url_rule("/documents", "documents", documents)


@may_call(Role.SUBJECT)
def show() -> Any:
    """To-dos by deadline, running cases, records, the latest messages."""
    with g.office.database.reading() as connection:
        asked = circumstances(connection)
        subjects = portal.list_subjects(connection, current_user.subjects)
        shown = {
            "subjects": subjects,
            "tasks": portal.list_tasks(connection, current_user.subjects),
            "cases": portal.list_cases(connection, current_user.subjects, 10),
            "records": {s.id: portal.list_records(connection, s.id, asked) for s in subjects},
            "letters": portal.list_letters(connection, current_user.subjects, 3),
        }
    return render_template("portal/home.html", **shown)


@may_call(Role.SUBJECT)
def messages() -> Any:
    """Everything the subject was told, the newest first; what is shown counts as read."""
    with g.office.database.reading() as connection:
        found = portal.list_letters(connection, current_user.subjects)
    unread = [letter.id for letter in found if letter.read_at is None]
    if unread:
        with g.office.database.writing() as connection:
            for letter_id in unread:
                letters.mark_read(connection, letter_id, g.received_at)
    return render_template("portal/messages.html", letters=found)


@may_call(Role.SUBJECT)
def documents() -> Any:
    """The papers that were addressed to the subject."""
    with g.office.database.reading() as connection:
        found = portal.list_papers(connection, current_user.subjects)
    return render_template("portal/documents.html", papers=found)
