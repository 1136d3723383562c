"""The action that records legal facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflows.actions.catalogue import Desk, action
from workflows.engine.environment import Place
from workflows.store import facts
from workflows.store.facts import NewFact, Owner


@action("fact.record")
def record_fact(desk: Desk, place: Place, *, kind: str, scope: str = "", on: str = "") -> dict[str, Any]:
    """记录一项有日期的法律事实，期限由事实推算。`on` 不填即为当日。"""
    day = date.fromisoformat(on) if on else desk.today
    evidence = {"element": place.element}
    new = NewFact(Owner("case", desk.case.id), kind, day, desk.now, desk.actor.name, scope, evidence)
    facts.record(desk.connection, new)
    desk.facts_changed = True
    desk.note("fact", fact=kind, on=day.isoformat(), scope=scope)
    return {"on": day.isoformat()}
