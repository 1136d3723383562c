"""The actions of an objection on the records of its case: marked as disputed, the mark taken off, put right."""

from __future__ import annotations

from typing import Any

from workflows.actions import at_hand
from workflows.actions.catalogue import Desk, action
from workflows.engine.environment import Place
from workflows.errors import BadAnswers
from workflows.registry import disputes, records
from workflows.store import cases, facts
from workflows.store.facts import NewFact, Owner

MARKED = "objection.marked"


@action("records.dispute", stands=True, records=(MARKED, disputes.MARKED))
def dispute(desk: Desk, place: Place) -> dict[str, Any]:
    """标注异议：本件所涉的记录自当日起标注“异议处理中”，公示、查询和接口同时写明。重复标注不产生新的效果。"""
    rows = at_hand.lock_records(desk)
    marked = disputes.mark(desk.connection, rows, desk.case.number, at_hand.circumstances(desk))
    evidence = {"source": "registry", "element": place.element}
    owner = at_hand.case_owner(desk)
    facts.record(desk.connection, NewFact(owner, MARKED, desk.today, desk.now, desk.actor.name, evidence=evidence))
    desk.facts_changed = True
    desk.note("records.disputed", records=marked)
    return {"on": desk.today.isoformat(), "records": marked}


@action("records.settle", stands=True, records=(disputes.SETTLED,))
def settle(desk: Desk, place: Place) -> dict[str, Any]:
    """去除异议标注：只去除本件所作的标注；没有标注过的不产生效果。其他异议仍在处理的，记录继续标注。"""
    if not cases.list_records(desk.connection, desk.case.id):
        return {"records": 0}
    rows = at_hand.lock_records(desk)
    settled = disputes.settle(desk.connection, rows, desk.case.number, at_hand.circumstances(desk))
    desk.note("records.settled", records=settled)
    return {"on": desk.today.isoformat(), "records": settled}


@action("records.amend", stands=True, records=(records.AMENDED,))
def amend(desk: Desk, place: Place, *, changes: list[Any]) -> dict[str, Any]:
    """更正或者补充记录：changes 每行写 field（fact 事实、reason 理由、basis 依据、content 决定内容、gravity 分类）和 value。

    本件所涉的每条记录都改，原来的内容留在记录的事实里可以查。分类只能改为规则包列出的一种，公示期随之重新计算。
    """
    values = {str(row["field"]): str(row["value"]).strip() for row in changes}
    if not values or not all(values.values()):
        raise BadAnswers("请写明更正或者补充的内容", english="Say what is to be put right.")
    rows, circumstances = at_hand.lock_records(desk), at_hand.circumstances(desk)
    for row in rows:
        records.amend(desk.connection, row, values, desk.case.number, circumstances)
        at_hand.recount(desk, Owner(records.OWNER, row.id))
    desk.note("records.amended", fields=sorted(values))
    return {"on": desk.today.isoformat(), "records": len(rows), "fields": sorted(values)}
