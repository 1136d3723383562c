"""Decides whether a subject is served first today, and why (clause 13)."""

from __future__ import annotations

from datetime import date

from workflows.errors import BadInput
from workflows.law.profile import Profile, by_key
from workflows.registry.circumstances import Circumstances
from workflows.store import registry
from workflows.store.database import Open

VARIANT = "priority"
"""How a policy row calls the terms that such a subject has of its own."""


def grant(connection: Open, subject_id: int, kind: str, since: date, circumstances: Circumstances) -> int:
    """The credit office enters the dated fact. Raises BadInput for a kind that no policy declares."""
    profile = circumstances.policies.on(circumstances.today)
    found = next((row for row in profile.priorities if kind in (row.key, row.name)), None)
    if found is None:
        names = "、".join(row.name for row in profile.priorities)
        raise BadInput(f"没有“{kind}”这种重点服务对象（现有：{names}）", english=f"No such priority: {kind!r}.")
    return registry.add_priority(connection, subject_id, found.key, since, circumstances.by)


def list_names(connection: Open, subject_id: int, today: date, profile: Profile) -> tuple[str, ...]:
    """The Chinese names of the reasons why the subject is served first today; empty when it is not."""
    rows = registry.list_priorities(connection, subject_id, today)
    kinds = [(row.kind, by_key(profile.priorities, row.kind)) for row in rows]
    return tuple(found.name if found else key for key, found in kinds)
