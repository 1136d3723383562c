"""The area of the subjects, under /p/."""

from __future__ import annotations

from flask import Blueprint

from webapp.portal import agents, apply, cases, chosen, extension, home, interview, objecting, receipt, records, tasks

area = Blueprint("portal", __name__, url_prefix="/p")
area.before_request(chosen.remember)
area.context_processor(chosen.names)
for part in (home, records, apply, objecting, cases, receipt, tasks, extension, interview, agents):
    part.add_routes(area)
