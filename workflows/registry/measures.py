"""Decides what a unit's word about its measures means: lifted with proof, declared without, not there, or kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workflows.errors import BadAnswers
from workflows.registry.circumstances import Circumstances
from workflows.store import people, registry
from workflows.store.database import Open
from workflows.store.registry import MeasureRow


class MeasureState(StrEnum):
    """How it stands with a measure."""

    APPLIED = "实施中"
    ORDERED = "待解除"
    KEPT = "暂不能解除"
    LIFTED = "已解除"
    DECLARED = "已声明"
    ABSENT = "无此措施"
    EXPIRED = "已到期"


class Answer(StrEnum):
    """What a unit says about one measure."""

    LIFTED = "lifted"
    ABSENT = "absent"
    KEPT = "kept"

    @property
    def label(self) -> str:
        return {Answer.LIFTED: "确认已解除", Answer.ABSENT: "无此措施", Answer.KEPT: "暂不能解除"}[self]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A unit's word about one measure: what, from which day, with which files, and why when it is kept."""

    measure_id: int
    answer: Answer
    on: date
    proof: tuple[Any, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """The units that have to lift something: those with an account here, and those outside."""

    units: tuple[str, ...]
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lifted:
    """What became of the measures of a unit: the numbers of those lifted, declared, absent and kept."""

    states: Mapping[int, MeasureState]

    @property
    def is_complete(self) -> bool:
        """Nothing of the unit stands any more."""
        return MeasureState.KEPT not in self.states.values()


def order_lift(connection: Open, record_ids: Sequence[int]) -> Ordered:
    """Every standing measure because of these records is to be lifted; who has to do it."""
    standing = [row for row in registry.lock_measures(connection, record_ids) if row.lifted_on is None]
    for row in standing:
        if row.state == MeasureState.APPLIED:
            registry.save_measure(connection, row.id, {"state": MeasureState.ORDERED.value})
    codes = sorted({row.unit for row in standing})
    outside = {unit.code for unit in people.list_units(connection) if unit.outside} if codes else set()
    return Ordered(
        units=tuple(code for code in codes if code not in outside),
        outside=tuple(code for code in codes if code in outside),
    )


def read_confirmation(said: Mapping[str, Any], today: date) -> Confirmation:
    """One row of the form: measure, result, on, proof, reason. Raises BadAnswers."""
    try:
        on = date.fromisoformat(str(said["on"])) if said.get("on") else today
        return Confirmation(
            measure_id=int(said["measure"]),
            answer=Answer(said["result"]),
            on=on,
            proof=tuple(said.get("proof") or ()),
            reason=str(said.get("reason") or "").strip(),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise BadAnswers("措施确认的内容无法读取", english="A row about a measure cannot be read.") from problem


def lift(
    connection: Open,
    unit: str,
    record_ids: Sequence[int],
    said: Sequence[Confirmation],
    circumstances: Circumstances,
) -> Lifted:
    """Writes down what the unit confirms about each of its standing measures.

    Raises BadAnswers when one is left out, belongs to another unit, has an impossible day, or is kept without a reason.
    """
    locked = registry.lock_measures(connection, record_ids)
    standing = {row.id: row for row in locked if row.unit == unit and row.lifted_on is None}
    by_id = {one.measure_id: one for one in said}
    if len(by_id) != len(said) or by_id.keys() != standing.keys():
        left = "、".join(standing[one].name for one in sorted(standing.keys() - by_id.keys()))
        raise BadAnswers(
            f"请逐项确认本单位的措施：{left}" if left else "所确认的措施与本单位实施中的措施不一致",
            english="Each standing measure of the unit needs exactly one answer.",
        )
    states: dict[int, MeasureState] = {}
    for measure_id in sorted(standing):
        one = by_id[measure_id]
        _refuse_faults(standing[measure_id], one, circumstances.today)
        states[measure_id] = _write(connection, one, circumstances)
    return Lifted(states)


def _refuse_faults(row: MeasureRow, said: Confirmation, today: date) -> None:
    if said.answer is Answer.KEPT and not said.reason:
        raise BadAnswers(
            f"“{row.name}”暂不能解除的，须写明理由和依据", english="A measure that is kept needs a reason."
        )
    if said.answer is Answer.LIFTED and not row.started_on <= said.on <= today:
        raise BadAnswers(
            f"“{row.name}”的解除日期应在 {row.started_on} 至 {today} 之间", english="The day of lifting is impossible."
        )


def _write(connection: Open, said: Confirmation, circumstances: Circumstances) -> MeasureState:
    state = _state(said)
    proof = {
        "files": list(said.proof),
        "reason": said.reason,
        "by": circumstances.by,
        "at": circumstances.now.isoformat(),
    }
    lifted_on = None if state is MeasureState.KEPT else said.on
    registry.save_measure(connection, said.measure_id, {"state": state.value, "lifted_on": lifted_on, "proof": proof})
    return state


def _state(said: Confirmation) -> MeasureState:
    """A unit's word without proof is a declaration, and is shown as one."""
    if said.answer is Answer.LIFTED:
        return MeasureState.LIFTED if said.proof else MeasureState.DECLARED
    return MeasureState.ABSENT if said.answer is Answer.ABSENT else MeasureState.KEPT


def units_with_standing(connection: Open, record_ids: Sequence[int]) -> tuple[str, ...]:
    """The units that still restrict the subject because of these records; the closing gate asks this."""
    return tuple(sorted({row.unit for row in registry.list_standing(connection, record_ids)}))
