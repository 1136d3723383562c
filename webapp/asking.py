"""What the law needs to answer a page: today, and the policies and calendar of the office."""

from __future__ import annotations

from flask import g
from flask_login import current_user

from workflows.registry.circumstances import Circumstances
from workflows.store.database import Open


def circumstances(connection: Open) -> Circumstances:
    """The circumstances of this request."""
    law = g.office.law(connection)
    by = current_user.name if current_user.is_authenticated else ""
    return Circumstances(g.received_at, by, law.policies, law.calendar)
