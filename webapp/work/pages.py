"""The area of those who work on cases, under /w/."""

from __future__ import annotations

from flask import Blueprint

from webapp.work import approvals, case, cases, inbox, task

area = Blueprint("work", __name__, url_prefix="/w")
inbox.add_routes(area)
approvals.add_routes(area)
task.add_routes(area)
case.add_routes(area)
cases.add_routes(area)
