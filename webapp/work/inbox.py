"""收件箱: what is to be done now, mine and to be taken, grouped by how urgent it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, g, render_template, request
from flask_login import current_user

from webapp import asking, words
from webapp.access import STAFF, may_call
from webapp.badges import Badge
from webapp.deadlines import Clocks, Urgency
from workflows.queries import case, inbox
from workflows.queries.inbox import After, InboxRow, Post
from workflows.store.database import Open

VIEWS = ("mine", "pool", "team")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it: the task, its badge, where its calculation is explained, what stands under it."""

    row: InboxRow
    badge: Badge
    clock: int | None
    kind: str
    marks: tuple[str, ...]

    @property
    def said(self) -> tuple[str, ...]:
        """The second line: number, kind, and who sent it back why."""
        return (self.row.case_number, self.kind, self.row.mark)


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/", "start", show)
    area.add_url_rule("/inbox", "inbox", show)


@may_call(*STAFF)
def show() -> Any:
    """The list, fifty tasks a page."""
    view = request.args.get("view", "mine")
    view = view if view in VIEWS else "mine"
    posts = own_posts()
    with g.office.database.reading() as connection:
        rows = _rows(connection, view, posts)
        counts = work_counts(connection)
        pool = inbox.count_pool(connection, posts)
        shown = {
            "groups": group(connection, rows),
            "counts": {**counts, "mine": counts["inbox"], "pool": pool},
        }
    following = f"{rows[-1].due_at.isoformat()}~{rows[-1].id}" if len(rows) == inbox.PAGE else ""
    return render_template("work/inbox.html", view=view, following=following, **shown)


def own_posts() -> list[Post]:
    """The groups of the office whose tasks the viewer may take, each with those who would act."""
    groups = sorted(group for group in current_user.groups if not group.startswith("subject@"))
    return [Post(group, current_user.acting(group)) for group in groups]


def work_counts(connection: Open) -> dict[str, int]:
    """The numbers of the rail, asked once in a request."""
    if "work_counts" not in g:
        g.work_counts = _counted(connection)
    found: dict[str, int] = g.work_counts
    return found


def _counted(connection: Open) -> dict[str, int]:
    return {
        "inbox": inbox.count_mine(connection, current_user.people_ids),
        "inbox_overdue": inbox.count_overdue(connection, current_user.people_ids, g.received_at),
    }


def group(connection: Open, rows: list[InboxRow]) -> Mapping[Urgency, list[Line]]:
    """The rows of a page by urgency, each with its badge; one query more."""
    deadlines = case.newest_deadlines(connection, [row.case_id for row in rows])
    clocks, kinds = asking.clocks(connection), words.kinds(connection)
    found: dict[Urgency, list[Line]] = {urgency: [] for urgency in Urgency}
    absent = current_user.absent
    for row in rows:
        deadline = deadlines.get((row.case_id, row.rule, row.scope)) if row.rule else None
        line = _line(row, deadline, (clocks, kinds), in_place_of=row.assignee_id in absent)
        found[clocks.urgency(deadline)].append(line)
    return {urgency: lines for urgency, lines in found.items() if lines}


def _line(
    row: InboxRow, deadline: case.DeadlineLine | None, known: tuple[Clocks, words.Kinds], *, in_place_of: bool
) -> Line:
    (clocks, kinds), marks = known, []
    if row.mark:
        marks.append("退回" if "退回" in row.mark else row.mark)
    if in_place_of:
        marks.append("代办")
    clock = deadline.id if deadline else None
    return Line(row, clocks.badge(deadline), clock, kinds.of(row.case_number), tuple(marks))


def _rows(connection: Open, view: str, posts: list[Post]) -> list[InboxRow]:
    after = _after(request.args.get("after", ""))
    if view == "mine":
        return inbox.list_mine(connection, current_user.people_ids, after)
    if view == "pool":
        return inbox.list_pool(connection, posts, after)
    return inbox.list_team(connection, [post.group for post in posts], after)


def _after(text: str) -> After | None:
    """`2026-11-26T09:30:00+00:00~17`: where the page before ended; anything else is the first page."""
    at, _, number = text.partition("~")
    try:
        return After(datetime.fromisoformat(at), int(number))
    except ValueError:
        return None
