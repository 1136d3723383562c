"""The actions about measures: ordering them to be lifted, confirming what was lifted, asking what still stands."""

from __future__ import annotations

from typing import Any

from workflows.actions import at_hand
from workflows.actions.catalogue import Desk, action
from workflows.engine.environment import Place
from workflows.errors import BadAnswers
from workflows.registry import imposing, measures
from workflows.registry.measures import MeasureState
from workflows.store import facts, registry
from workflows.store.facts import NewFact

LIFTED = "lifted"
NOTHING = "lift.none"
KEPT = "lift.refused"


@action("measures.order_lift", stands=True)
def order_lift(desk: Desk, place: Place) -> dict[str, Any]:
    """通知解除：本件记录引起的、实施中的措施全部转为待解除。

    结果 `units` 是在本系统办理的单位，`outside` 是没有账号、须发函的单位。随后用 case.open_per_unit 为每个单位开附带办理，
    在其中记录事实 lift.ordered（范围为单位），各单位的期限由此起算。
    """
    ordered = measures.order_lift(desk.connection, [row.id for row in at_hand.lock_records(desk)])
    desk.note("lift.ordered", units=list(ordered.units), outside=list(ordered.outside))
    return {"units": list(ordered.units), "outside": list(ordered.outside)}


@action("measures.lift", stands=True, records=(LIFTED, NOTHING, KEPT))
def lift(desk: Desk, place: Place, *, unit: str, rows: list[Any]) -> dict[str, Any]:
    """确认一个单位的措施，每项一行：measure 编号、result（lifted 已解除、absent 无此措施、kept 暂不能解除）、on 解除日期、
    proof 凭证、reason 理由。

    没有凭证的“已解除”按“已声明”登记；暂不能解除的须写明理由，措施继续有效。同时记录该单位范围的事实：全部解除的 lifted，
    全部不存在的 lift.none，有暂不能解除的 lift.refused。
    """
    if not all(isinstance(row, dict) for row in rows):
        raise BadAnswers("措施确认的内容无法读取", english="The rows about measures cannot be read.")
    said = [measures.read_confirmation(row, desk.today) for row in rows]
    done = measures.lift(desk.connection, unit, at_hand.record_ids(desk), said, at_hand.circumstances(desk))
    states = list(done.states.values())
    for measure_id, state in done.states.items():
        if state is not MeasureState.KEPT:
            row = registry.lock_measure(desk.connection, measure_id)
            imposing.note_end(desk.connection, row, row.lifted_on or desk.today, at_hand.circumstances(desk))
    _note(desk, place, unit, states)
    counted = {state.name.lower(): states.count(state) for state in MeasureState if state in states}
    desk.note("measures.confirmed", unit=unit, **counted)
    return {"complete": done.is_complete, "lifted": len(states) - states.count(MeasureState.KEPT), **_kept(states)}


def _kept(states: list[MeasureState]) -> dict[str, Any]:
    return {"kept": states.count(MeasureState.KEPT), "declared": states.count(MeasureState.DECLARED)}


def _note(desk: Desk, place: Place, unit: str, states: list[MeasureState]) -> None:
    kind = LIFTED
    if MeasureState.KEPT in states:
        kind = KEPT
    elif all(state is MeasureState.ABSENT for state in states):
        kind = NOTHING
    evidence = {"source": "unit", "element": place.element}
    owner = at_hand.case_owner(desk)
    new = NewFact(owner, kind, desk.today, desk.now, desk.actor.name, scope=unit, evidence=evidence)
    facts.record(desk.connection, new)
    desk.facts_changed = True


@action("measures.standing")
def standing(desk: Desk, place: Place) -> dict[str, Any]:
    """本件记录引起的措施是否都已不再实施：`none` 为真时可以办结，`units` 是仍在实施的单位。以登记为准，不数附带办理的件数。"""
    units = measures.units_with_standing(desk.connection, at_hand.record_ids(desk))
    return {"none": not units, "units": list(units)}
