"""The area of those who work on cases, under /w/."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import STAFF
from webapp.formats import listed, short_day
from webapp.work import approvals, case, cases, inbox, interviews, requests, search, starting, task
from workflows.clock import china_day
from workflows.law.roles import Role
from workflows.queries import viewer

area = Blueprint("work", __name__, url_prefix="/w")


@area.context_processor
def _frame() -> dict[str, Any]:
    """What the head and the rail of every page show."""
    if not current_user.is_authenticated or not current_user.roles & STAFF:
        return {"search_url": url_for("work.search")}
    with g.office.database.reading() as connection:
        counts = inbox.work_counts(connection)
        absent = (
            viewer.list_absent(connection, current_user.id, china_day(g.received_at)) if current_user.absent else []
        )
    shown = {"search_url": url_for("work.search"), "counts": counts, "substitution": _standing_in(absent)}
    return shown | ({"start_url": url_for("work.new")} if Role.OFFICER in current_user.roles else {})


def _standing_in(absent: list[tuple[str, date]]) -> str:
    today = china_day(g.received_at)
    said = [_("%(name)s（至 %(day)s）", name=name, day=short_day(last_on, today)) for name, last_on in absent]
    return _("你正在代 %(names)s 处理", names=listed(said)) if said else ""


inbox.add_routes(area)
approvals.add_routes(area)
task.add_routes(area)
case.add_routes(area)
cases.add_routes(area)
search.add_routes(area)
starting.add_routes(area)
interviews.add_routes(area)
requests.add_routes(area)
