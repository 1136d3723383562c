"""What ends together with a cut-off path or with the case: effects not sent yet, open holds, side cases under way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workflows.casework.event import CaseEvent, Step
from workflows.casework.reckoning import owner_of
from workflows.engine.definition import Bundle
from workflows.engine.events import Abandon, Outcome, Undone
from workflows.store import cases, facts, outbox
from workflows.store.outbox import NewEffect

HOLD_BEGUN, CASE_OPENED, CASES_OPENED = "hold.begin", "case.open", "case.open_per_unit"
"""Words of a diagram that leave something open behind them."""

ABANDON = "case.abandon"


def cut_off(step: Step, outcome: Outcome, body: dict[str, Any]) -> None:
    """Ends what the branches that this step cut off had under way, and the holds of what it went back over."""
    if outcome.cancelled:
        unsent = outbox.withdraw(step.connection, step.case.id, outcome.cancelled, step.desk.now)
        gone = set(outcome.cancelled)
        step.desk.effects = [effect for effect in step.desk.effects if effect.branch not in gone]
        if unsent:
            body["unsent"] = list(unsent)
        opened = {place for act in outcome.undone if act.is_cut_off for place in _opened_by(act)}
        _abandon(step, [child for child in _children(step) if child[1:] in opened], "主案已不再办理这一部分")
    _end_holds(step, {str(act.parameters.get("kind")) for act in outcome.undone if act.operator == HOLD_BEGUN})


def close_down(step: Step) -> None:
    """A closed case holds no clock and leaves no side case behind; a linked case of its own goes its own way."""
    holds = facts.list_hold_rows(step.connection, owner_of(step))
    for hold in holds:
        if hold.ended_on is None:
            _end_hold(step, hold.id, hold.kind)
    bundle = step.desk.bundle
    _abandon(step, [child for child in _children(step) if not goes_on_alone(bundle, child[1])], "主案已办结")


def _opened_by(act: Undone) -> Iterable[tuple[str, str]]:
    """Process and scope of the side cases that the act asked for."""
    process = str(act.parameters.get("process"))
    if act.operator == CASE_OPENED:
        yield process, str(act.parameters.get("scope", ""))
    if act.operator == CASES_OPENED:
        yield from ((process, str(unit)) for unit in act.parameters.get("units", ()))


def _children(step: Step) -> tuple[tuple[int, str, str], ...]:
    return () if step.is_first else cases.list_open_children(step.connection, step.case.id)


def goes_on_alone(bundle: Bundle, process: str) -> bool:
    """Whether a case of this process outlives the one that opened it: all but those that stand beside another."""
    if process not in bundle.keys:
        return False
    return not bundle.definition(process).settings.get("start", {}).get("beside")


def _abandon(step: Step, children: Iterable[tuple[int, str, str]], because: str) -> None:
    """No step locks two cases: a side case ends in a step of its own."""
    for child_id, process, scope in children:
        payload = {"case_id": child_id, "because": because}
        step.desk.effects.append(NewEffect(ABANDON, f"{child_id}:abandoned", payload))
        step.desk.note("case.abandoned", process=process, scope=scope)


def _end_holds(step: Step, kinds: set[str]) -> None:
    if kinds:
        for hold in facts.list_hold_rows(step.connection, owner_of(step)):
            if hold.ended_on is None and hold.side_case_id is None and hold.kind in kinds:
                _end_hold(step, hold.id, hold.kind)


def _end_hold(step: Step, hold_id: int, kind: str) -> None:
    facts.end_hold(step.connection, hold_id, step.desk.today)
    step.desk.facts_changed = True
    step.desk.note("hold.ended", hold=kind, reason="中止所在的办理环节已不再进行")


@dataclass(frozen=True, slots=True)
class Abandoned(CaseEvent):
    """The case ends here: what it was opened for is no longer done."""

    because: str
    kind: str = "case.abandoned"

    def prepare(self, step: Step) -> Abandon:
        step.said["because"] = self.because
        step.state_said = ABANDONED
        return Abandon()


ABANDONED = "已终止"
"""The state of a case that ended without its own end."""
