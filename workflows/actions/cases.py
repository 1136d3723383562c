"""The actions between cases: opening side cases, telling the parent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows.actions import effects
from workflows.actions.catalogue import Desk, action
from workflows.actions.effects import CaseMessage, StartCase
from workflows.engine.environment import Place
from workflows.errors import BadAnswers, BadDiagram
from workflows.store import cases, people
from workflows.store.people import UnitRow


@action("case.open")
def open_case(
    desk: Desk,
    place: Place,
    *,
    process: str,
    scope: str = "",
    names: dict[str, Any] | None = None,
    unit: str = "",
) -> dict[str, Any]:
    """开一件附带办理，由本件等待或旁观。`scope` 说明是哪一件（例如单位代码），`names` 是带过去的内容，`unit` 不填即本件单位。

    同一种类、同一范围已有在办的，不再开第二件。
    """
    opened = _open(desk, place, process, [Given(scope, unit or desk.case.unit, names or {})])
    return {"opened": opened > 0, "process": process, "scope": scope}


@action("case.open_linked", stands=True)
def open_linked(
    desk: Desk, place: Place, *, process: str, answers: dict[str, Any], names: dict[str, Any] | None = None
) -> dict[str, Any]:
    """另开一件独立办理的关联案件，由本件单位办理，本件终结后照常进行。`answers` 是该种类案件的申请表，`names` 是带过去的内容。"""
    given = Given(desk.case.number, desk.case.unit, names or {}, answers)
    return {"opened": _open(desk, place, process, [given]) > 0, "process": process}


@action("case.open_per_unit", stands=True)
def open_per_unit(
    desk: Desk, place: Place, *, process: str, units: list[Any], names: dict[str, Any] | None = None
) -> dict[str, Any]:
    """为每个单位开一件附带办理，范围是单位代码，带去 unit 和 outside。

    没有账号的外部单位由本件单位代办（发函、登记回执）。`count` 为 0 时没有可等的附带办理，流程图应绕过等待。
    """
    if not all(isinstance(code, str) for code in units):
        raise BadAnswers("单位应为代码的列表", english="Units must be a list of codes.")
    known = {unit.code: unit for unit in people.list_units(desk.connection)}
    unknown = [code for code in units if code not in known]
    if unknown:
        raise BadAnswers(f"没有登记单位：{'、'.join(unknown)}", english=f"Unknown units: {', '.join(unknown)}.")
    _open(desk, place, process, [_for_unit(desk, known[code], names or {}) for code in dict.fromkeys(units)])
    return {"units": list(dict.fromkeys(units)), "count": len(set(units))}


@dataclass(frozen=True, slots=True)
class Given:
    """What another case is opened with."""

    scope: str
    unit: str
    names: Mapping[str, Any]
    answers: Mapping[str, Any] = field(default_factory=dict)


def _for_unit(desk: Desk, unit: UnitRow, names: Mapping[str, Any]) -> Given:
    at = desk.case.unit if unit.outside else unit.code
    return Given(unit.code, at, {"unit": unit.code, "outside": unit.outside, **names})


def _open(desk: Desk, place: Place, process: str, wanted: Sequence[Given]) -> int:
    """Opens those that are not open yet; returns how many."""
    if process not in desk.bundle.keys:
        raise BadDiagram(f"没有名为“{process}”的流程", english=f"No process {process!r}.", element=place.element)
    if not wanted:
        return 0
    children = cases.list_open_children(desk.connection, desk.case.id)
    there = {scope for _, kind, scope in children if kind == process}
    new = [given for given in wanted if given.scope not in there]
    alone = desk.bundle.definition(process).settings.get("start", {}).get("records") == "none"
    for given in new:
        start = StartCase(
            process=process,
            scope=given.scope,
            unit=given.unit,
            subject_id=desk.case.subject_id,
            parent_id=desk.case.id,
            records=() if alone else desk.records,
            names=given.names,
            answers=given.answers,
        )
        effects.put(desk, place, start, f"{process}:{given.scope}")
        desk.note("case.opened", process=process, scope=given.scope)
    return len(new)


@action("case.tell_parent")
def tell_parent(
    desk: Desk, place: Place, *, name: str, payload: dict[str, Any] | None = None, scope: str = ""
) -> dict[str, Any]:
    """给主案发一条消息，由主案中等待该消息（及范围）的一处收下。"""
    if desk.case.parent_id is None:
        raise BadDiagram("本件没有主案", english="This case has no parent.", element=place.element)
    effects.put(desk, place, CaseMessage(desk.case.parent_id, name, scope, payload or {}), f"{name}:{scope}")
    desk.note("told.parent", message=name)
    return {"sent": name}
