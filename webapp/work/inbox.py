"""收件箱: what is to be done now, mine and to be taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, g, render_template, request
from flask_login import current_user

from webapp.access import STAFF, may_call
from workflows.queries import inbox
from workflows.queries.inbox import After

VIEWS = ("mine", "pool", "team")


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/inbox", "inbox", show)


@may_call(*STAFF)
def show() -> Any:
    """The list, fifty tasks a page."""
    view = request.args.get("view", "mine")
    view = view if view in VIEWS else "mine"
    groups = [group for group in current_user.groups if not group.startswith("subject@")]
    with g.office.database.reading() as connection:
        rows = _rows(connection, view, groups)
        counts = {
            "mine": inbox.count_mine(connection, current_user.people_ids),
            "pool": inbox.count_pool(connection, groups),
        }
    return render_template("work/inbox.html", view=view, rows=rows, counts=counts, page=inbox.PAGE)


def _rows(connection: Any, view: str, groups: list[str]) -> list[inbox.InboxRow]:
    after = _after(request.args.get("after", ""))
    if view == "mine":
        return inbox.list_mine(connection, current_user.people_ids, after)
    if view == "pool":
        return inbox.list_pool(connection, groups, after)
    return inbox.list_team(connection, groups, after)


def _after(text: str) -> After | None:
    """`2026-11-26T09:30:00+00:00~17`: where the page before ended; anything else is the first page."""
    at, _, number = text.partition("~")
    try:
        return After(datetime.fromisoformat(at), int(number))
    except ValueError:
        return None
