"""The actions that stop and restore the publicity of the records of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflows.actions import at_hand, effects
from workflows.actions.catalogue import Desk, action
from workflows.actions.effects import Act, Feed
from workflows.engine.environment import Place
from workflows.errors import BadDiagram
from workflows.registry import publicity
from workflows.registry.publicity import Change, StopReason
from workflows.store import facts
from workflows.store.facts import NewFact

STOPPED = "publicity.stopped"
RESTORED = "publicity.restored"


@action("publicity.stop", stands=True, records=(STOPPED,))
def stop(desk: Desk, place: Place, *, reason: str) -> dict[str, Any]:
    """终止公示本件所涉的记录，自当日起公众看不到；对外公示文件同时撤下并留存回执。

    `reason` 为 repaired 已修复、revoked 认定已撤销、basis-revoked 依据已撤销、court 人民法院裁定、expired 公示期届满、
    minor 轻微、deleted 信息已删除、removed 已移出名单。同一案件以同一理由重复终止，不产生新的效果。
    """
    why = _reason(place, reason)
    rows = at_hand.lock_records(desk)
    changes = publicity.stop(desk.connection, rows, why, desk.case.id, at_hand.circumstances(desk))
    _note(desk, place, STOPPED, why)
    hidden = _feed(desk, place, Act.STOP, why, [one for one in changes if one.was_public and not one.is_public])
    return {"on": desk.today.isoformat(), "records": len(changes), "hidden": hidden}


@action("publicity.restore", stands=True, records=(RESTORED,))
def restore(desk: Desk, place: Place, *, reason: str) -> dict[str, Any]:
    """恢复公示：只解除本件（或主案）以该理由作出的终止，不影响其他终止，也不延长公示期；公示期已满的不再公示。"""
    why = _reason(place, reason)
    rows = at_hand.lock_records(desk)
    own = [number for number in (desk.case.id, desk.case.parent_id) if number is not None]
    changes = publicity.restore(desk.connection, rows, why, own, at_hand.circumstances(desk))
    _note(desk, place, RESTORED, why)
    shown = _feed(desk, place, Act.RESTORE, why, [one for one in changes if one.is_public and not one.was_public])
    return {"on": desk.today.isoformat(), "records": len(changes), "shown": shown}


def _reason(place: Place, reason: str) -> StopReason:
    if reason not in set(StopReason):
        raise BadDiagram(f"没有“{reason}”这种终止公示的理由", english=f"No reason {reason!r}.", element=place.element)
    return StopReason(reason)


def _note(desk: Desk, place: Place, kind: str, why: StopReason) -> None:
    evidence = {"source": "registry", "reason": why.value, "element": place.element}
    new = NewFact(at_hand.case_owner(desk), kind, desk.today, desk.now, desk.actor.name, evidence=evidence)
    facts.record(desk.connection, new)
    desk.facts_changed = True
    desk.note(kind, reason=why.label)


def _feed(desk: Desk, place: Place, act: Act, why: StopReason, changes: Sequence[Change]) -> int:
    """Only what the public sees differently now is told outside."""
    if changes:
        rows = publicity.shown(desk.connection, [one.record for one in changes])
        effects.put(desk, place, Feed("site", act, desk.today.isoformat(), why.value, rows), act.value)
    return len(changes)
