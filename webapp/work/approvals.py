"""审批 and 解除惩戒: the tasks of managers and of implementing units, each with what decides it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template
from flask_login import current_user

from webapp.access import may_call
from workflows.law.roles import Role
from workflows.queries import inbox

DECIDERS = (Role.MANAGER, Role.HEAD, Role.LEGAL)


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/approvals", "approvals", approvals)
    area.add_url_rule("/measures", "measures", measures)


def _groups(*roles: Role) -> list[str]:
    return [group for group in current_user.groups if group.partition("@")[0] in set(roles)]


@may_call(*DECIDERS)
def approvals() -> Any:
    """What waits for a signature, the earliest day first."""
    with g.office.database.reading() as connection:
        rows = inbox.list_team(connection, _groups(*DECIDERS))
    return render_template("work/approvals.html", rows=rows)


@may_call(Role.IMPLEMENTER, Role.CREDIT_OFFICE)
def measures() -> Any:
    """The liftings that this unit has to confirm."""
    with g.office.database.reading() as connection:
        rows = inbox.list_team(connection, _groups(Role.IMPLEMENTER))
    return render_template("work/measures.html", rows=rows)
