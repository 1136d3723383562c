"""The actions about the records of a case: what they are and who decides on their repair, and that they were corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflows.actions import at_hand
from workflows.actions.catalogue import Desk, action
from workflows.engine.environment import Place
from workflows.law.profile import Profile, Route, Source, Stage
from workflows.registry.eligibility import Application, weigh_records, worst
from workflows.store import facts
from workflows.store.facts import NewFact, Owner
from workflows.store.registry import RecordRow

CORRECTED = ("duty.performed", "way.rectified")
"""What the unit confirms of a record with a rectification that it found complete."""


@action("records.describe")
def describe(desk: Desk, place: Place) -> dict[str, Any]:
    """查明本件所涉的记录：供决策表确定由谁决定、要哪些材料、怎样终止公示。

    结果：count 条数，kinds 记录种类，gravity 最重的分类，route 由谁决定（unit 认定单位、upstream 上级平台；有一条须由上级平台决定的，
    整件报上级），numbers 决定书文号。
    """
    rows = at_hand.lock_records(desk)
    profile = desk.law.policies.on(desk.today)
    found = {
        "count": len(rows),
        "kinds": sorted({row.kind for row in rows}),
        "gravity": _gravest(profile, rows),
        "route": _route(profile, rows).value,
        "numbers": [row.document_number for row in rows],
    }
    desk.note("records", gravity=found["gravity"], route=found["route"])
    return found


def _gravest(profile: Profile, rows: Sequence[RecordRow]) -> str:
    """The class that the policy lists last among those of the records."""
    order = [row.name for row in profile.classes]
    return max((row.gravity for row in rows), key=lambda name: order.index(name) if name in order else -1)


def _route(profile: Profile, rows: Sequence[RecordRow]) -> Route:
    """A kind that no policy lists stays with the unit that entered it."""
    kinds = (profile.find_record_kind(row.kind) for row in rows)
    return Route.UPSTREAM if any(kind and kind.route is Route.UPSTREAM for kind in kinds) else Route.UNIT


@action("records.corrected", stands=True, records=CORRECTED)
def correct(desk: Desk, place: Place, *, on: str = "") -> dict[str, Any]:
    """登记已经改正：本件所涉的每条记录记为已纠正并履行义务（认定单位确认），整改方式核验通过，修复条件由此更新。

    结果 `spoken` 是何时可以申请修复，没有关联记录的为空。
    """
    if not desk.records:
        return {"spoken": ""}
    day = at_hand.read_day(on, desk.today)
    rows = at_hand.lock_records(desk)
    for row in rows:
        for kind in CORRECTED:
            evidence = {"source": Source.UNIT.value, "element": place.element, "case": desk.case.number}
            new = NewFact(Owner("record", row.id), kind, day, desk.now, desk.actor.name, evidence=evidence)
            facts.record(desk.connection, new)
    application = Application(desk.case.id, desk.today)
    answer = worst(weigh_records(desk.connection, rows, application, at_hand.circumstances(desk), Stage.LOOK))
    desk.note("records.corrected", on=day.isoformat(), repair=answer.spoken(desk.today))
    return {"spoken": answer.spoken(desk.today)}
