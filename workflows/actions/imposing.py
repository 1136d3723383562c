"""The actions that put measures on a subject: choosing them from the catalogue, applying them, ending them by their term."""

from __future__ import annotations

from typing import Any

from workflows.actions import at_hand
from workflows.actions.catalogue import Desk, action
from workflows.engine.environment import Place
from workflows.errors import BadAnswers, BadDiagram
from workflows.registry import catalogue, imposing
from workflows.registry.catalogue import Catalogue
from workflows.store import people, registry


@action("measures.plan")
def plan(desk: Desk, place: Place, *, rows: list[Any], unit: str = "") -> dict[str, Any]:
    """核对拟采取的措施：每行 unit 单位、code 清单编号；清单以外的、不由该单位实施的，本步不能办理。

    `unit` 写明时只取该单位的各行。结果：units 涉及的单位，count 项数，lines 各项的单位、名称、领域、依据、最长期限，rows 供实施单位
    逐项填写的各行。
    """
    known = _catalogue(desk, place)
    names = {one.code: one.name for one in people.list_units(desk.connection)}
    lines = []
    for row in rows:
        if not isinstance(row, dict) or row.get("unit") not in names:
            raise BadAnswers("拟采取的措施没有写明单位", english="A planned measure names no unit.")
        if unit and row["unit"] != unit:
            continue
        entry = known.get(str(row.get("code")), row["unit"])
        lines.append(
            {
                "unit": row["unit"],
                "unit_name": names[row["unit"]],
                "code": entry.code,
                "name": entry.name,
                "field": entry.field,
                "basis": known.basis(entry, ""),
                "longest": str(entry.longest) if entry.longest else "",
            }
        )
    if len({(line["unit"], line["code"]) for line in lines}) != len(lines):
        raise BadAnswers("同一单位的同一措施写了两次", english="A measure is planned twice.")
    return {
        "edition": known.edition,
        "units": list(dict.fromkeys(line["unit"] for line in lines)),
        "count": len(lines),
        "lines": lines,
        "rows": [{"code": line["code"], "result": "applied"} for line in lines],
    }


def _catalogue(desk: Desk, place: Place) -> Catalogue:
    text = desk.bundle.files.get(catalogue.PATH)
    if text is None:
        raise BadDiagram(f"发布中没有惩戒措施清单 {catalogue.PATH}", english="No catalogue.", element=place.element)
    return catalogue.parse(text.decode())


@action("measures.impose", stands=True)
def impose(desk: Desk, place: Place, *, unit: str, rows: list[Any]) -> dict[str, Any]:
    """登记一个单位采取的惩戒措施，每项一行：code 清单编号、result（applied 采取、declined 不采取）、started_on 开始日期、
    lasting（listing 至名单终止、until 至指定日期、permanent 永久）、ends_on 终止日期、law 所依据的法律条文、reason 不采取的理由。

    只能采取清单中由该单位实施的措施，期限不得超过清单；永久只用于市场和行业禁入。到期的措施由日期开办“措施到期”。
    """
    if not all(isinstance(row, dict) for row in rows):
        raise BadAnswers("措施的内容无法读取", english="The rows about measures cannot be read.")
    read = [imposing.read_imposed(row, desk.today) for row in rows]
    wanted = [one for one in read if one is not None]
    known = (_catalogue(desk, place), wanted)
    numbers: list[int] = []
    for record in at_hand.lock_records(desk):
        numbers += imposing.impose(desk.connection, unit, record, known, at_hand.circumstances(desk))
    desk.note("measures.imposed", unit=unit, measures=numbers, declined=len(read) - len(wanted))
    return {"applied": len(wanted), "declined": len(read) - len(wanted)}


@action("measures.expire", stands=True)
def expire(desk: Desk, place: Place) -> dict[str, Any]:
    """措施自身的期限届满，自次日起不再实施；由日期开办，范围是措施编号。结果 unit 单位、name 名称、ends_on 期满日，outside 是否没有账号的外部单位。"""
    row = imposing.expire(desk.connection, _measure(desk, place), at_hand.circumstances(desk))
    outside = {one.code for one in people.list_units(desk.connection) if one.outside}
    desk.note("measure.expired", measure=row.id, name=row.name)
    return {
        "unit": row.unit,
        "name": row.name,
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
        "outside": row.unit in outside,
    }


@action("measures.confirm_end", stands=True)
def confirm_end(desk: Desk, place: Place, *, proof: list[Any] | None = None) -> dict[str, Any]:
    """登记实施单位对到期措施的确认；没有凭证的按“已声明”登记。"""
    number = _measure(desk, place)
    imposing.confirm_end(desk.connection, number, proof or (), at_hand.circumstances(desk))
    row = registry.lock_measure(desk.connection, number)
    desk.note("measure.confirmed", measure=number, state=row.state)
    return {"state": row.state}


def _measure(desk: Desk, place: Place) -> int:
    if not desk.case.scope.isdigit():
        raise BadDiagram("本件不是由措施的期限开办的", english="No measure began this case.", element=place.element)
    return int(desk.case.scope)
