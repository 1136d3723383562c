"""What the law needs to answer a page: today, and the policies and calendar of the office; and who is asking."""

from __future__ import annotations

from flask import g
from flask_login import current_user

from webapp.deadlines import Clocks
from workflows.clock import china_day
from workflows.law.roles import Role
from workflows.queries.visible import Sight
from workflows.registry.circumstances import Circumstances
from workflows.store.database import Open

SEES_ALL = frozenset({Role.CREDIT_OFFICE, Role.AUDITOR})


def circumstances(connection: Open) -> Circumstances:
    """The circumstances of this request."""
    law = g.office.law(connection)
    by = current_user.name if current_user.is_authenticated else ""
    return Circumstances(g.received_at, by, law.policies, law.calendar)


def record_kinds(asked: Circumstances) -> dict[str, str]:
    """What each kind of record is called."""
    return {kind.key: kind.name for kind in asked.policies.on(asked.today).record_kinds}


def clocks(connection: Open) -> Clocks:
    """What badges are counted by in this request."""
    return Clocks(china_day(g.received_at), g.office.law(connection).calendar)


def sight() -> Sight:
    """How far the viewer sees among the cases."""
    return Sight(current_user.unit, bool(current_user.roles & SEES_ALL))
