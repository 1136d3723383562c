"""A wrong fact is superseded by a person who has seen what it moves; one that counts for a deadline needs a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from workflows.casework.event import CaseEvent, Step
from workflows.casework.office import Office
from workflows.casework.reckoning import by_round, owner_of, reckon_case
from workflows.casework.step import Taken, open_step, take_step
from workflows.casework.tasks import Doer
from workflows.errors import BadAnswers, Conflict, NotAllowed, NotFound
from workflows.law.deadlines import Deadline, Fact
from workflows.law.policy import stops_of
from workflows.law.roles import Role
from workflows.law.terms import count, parse_term
from workflows.store import cases, facts, inbound, papers
from workflows.store.facts import FactRow, NewFact

PROPOSED = "fact.correction"
"""Under this name a correction waits for its second person among the kept messages of the case; no diagram catches it."""

REASON = 10
"""Characters that the reason of a correction must have at least."""

MAY_CORRECT = (Role.OFFICER, Role.LEGAL, Role.MANAGER, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right instead: another day, or that nothing of the kind happened (`on` is None)."""

    fact_id: int
    on: date | None
    reason: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shift:
    """What a correction does to one deadline; None where there is no such day before or after."""

    rule: str
    name: str
    scope: str
    old: date | None
    new: date | None
    old_state: str
    new_state: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The effect of a correction, shown before it is made."""

    shifts: tuple[Shift, ...]
    needs_second: bool


def preview(office: Office, case_id: int, correction: Correction, *, doer: Doer) -> Preview:
    """What the correction would move, and whether it needs a second person. Changes nothing."""
    with office.database.reading() as connection:
        case = cases.get_case(connection, case_id)
        step = open_step(office, connection, case, doer.actor)
        wrong = _checked(step, correction, doer)
        return Preview(tuple(_shifts(step, wrong, correction)), _counts_for_deadlines(step, wrong, correction))


def correct_fact(office: Office, case_id: int, correction: Correction, *, doer: Doer, key: str = "") -> Taken:
    """Supersedes the fact, or proposes so to a second person when it starts or stops a deadline; both facts stay.

    Raises NotAllowed for others than the officers of the unit, NotFound and Conflict for a fact that is not there or
    was corrected before, BadAnswers without a reason or for a day that has not come.
    """
    return take_step(office, case_id, Corrected(correction, doer), doer.actor, key=key)


def decide_correction(
    office: Office, case_id: int, fact_id: int, *, doer: Doer, agrees: bool = True, key: str = ""
) -> Taken:
    """The second person agrees to a proposed correction, or turns it down. Raises NotAllowed for the first person."""
    return take_step(office, case_id, CorrectionDecided(fact_id, agrees, doer), doer.actor, key=key)


@dataclass(frozen=True, slots=True)
class Corrected(CaseEvent):
    """A person says that a fact is wrong, and what is right."""

    correction: Correction
    doer: Doer
    kind: str = "fact.corrected"

    def prepare(self, step: Step) -> None:
        correction = self.correction
        wrong = _checked(step, correction, self.doer)
        step.said |= _said(step, wrong, correction)
        if not _counts_for_deadlines(step, wrong, correction):
            _supersede(step, wrong, correction, self.doer.actor.name)
            return
        if _find_proposal(step, wrong.id) is not None:
            raise Conflict(
                "这条事实已有待复核的更正", english="A correction of this fact waits already.", fact=wrong.id
            )
        step.said["waits_for_second"] = True
        payload = {**asdict(correction), "on": correction.on.isoformat() if correction.on else None}
        payload |= {"by": self.doer.actor.name, "by_id": self.doer.actor.id, "for_id": self.doer.actor.on_behalf_id}
        proposal = inbound.Early(PROPOSED, str(wrong.id), payload)
        inbound.keep(step.connection, step.case.id, f"{PROPOSED}:{wrong.id}", proposal, step.desk.now)


@dataclass(frozen=True, slots=True)
class CorrectionDecided(CaseEvent):
    """A second person decided on a proposed correction."""

    fact_id: int
    agrees: bool
    doer: Doer
    kind: str = "fact.correction_decided"

    def prepare(self, step: Step) -> None:
        proposal = inbound.take(step.connection, step.case.id, [(PROPOSED, str(self.fact_id))])
        if proposal is None:
            raise NotFound("没有待复核的更正", english="No correction waits.", fact=self.fact_id)
        said = dict(proposal.payload)
        first = {said.pop("by_id"), said.pop("for_id")} - {None}
        by, actor = str(said.pop("by")), self.doer.actor
        if first & {actor.id, actor.on_behalf_id}:
            raise NotAllowed("更正事实须由另一人复核", english="A second person decides on it.", fact=self.fact_id)
        on = date.fromisoformat(said.pop("on")) if said["on"] else None
        correction = Correction(on=on, **{name: value for name, value in said.items() if name != "on"})
        wrong = _checked(step, correction, self.doer)
        step.said |= {**_said(step, wrong, correction), "by": by, "agrees": self.agrees}
        if self.agrees:
            _supersede(step, wrong, correction, f"{by}、{actor.name}")


def _checked(step: Step, correction: Correction, doer: Doer) -> FactRow:
    """The fact that is said to be wrong."""
    unit = step.case.unit
    if not {f"{role}@{unit}" for role in MAY_CORRECT} & doer.groups:
        raise NotAllowed("事实只能由办理单位的人员更正", english="Only the unit of the case corrects its facts.")
    rows = {row.id: row for row in facts.list_fact_rows(step.connection, owner_of(step))}
    wrong = rows.get(correction.fact_id)
    if wrong is None:
        raise NotFound("没有这条事实", english="There is no such fact.", fact=correction.fact_id)
    if wrong.superseded:
        raise Conflict("该事实已被更正", english="The fact was corrected before.", fact=correction.fact_id)
    wanting = {}
    if len(correction.reason.strip()) < REASON:
        wanting["reason"] = f"更正理由至少 {REASON} 个字"
    if correction.on is not None and correction.on > step.desk.today:
        wanting["on"] = "更正后的日期不能晚于今天"
    if correction.on == wrong.on:
        wanting["on"] = "更正后的日期与原日期相同"
    if wanting:
        raise BadAnswers("更正还不能办理", english="The correction is incomplete.", fields=wanting)
    return wrong


def _counts_for_deadlines(step: Step, wrong: FactRow, correction: Correction) -> bool:
    """Whether facts of this kind start or stop a deadline, by the law of either day."""
    policies, today = step.desk.law.policies, step.desk.today
    for day in {wrong.on, correction.on or wrong.on}:
        profile = policies.on(day)
        stops = any(wrong.kind in stops_of(rule, profile) for rule in profile.rules)
        if stops or policies.started_by(wrong.kind, on=day, today=today):
            return True
    return False


def _shifts(step: Step, wrong: FactRow, correction: Correction) -> Sequence[Shift]:
    """Each deadline that would have another day or state."""
    known = reckon_case(step)
    old = known.facts[wrong.id]
    right = replace(
        old,
        id=max(known.facts) + 1,
        on=correction.on or old.on,
        at=step.desk.now,
        supersedes=old.id,
        void=correction.on is None,
        sets=tuple(_days_set(step, wrong, correction).items()),
    )
    after = by_round(step, _with(known.facts, right), known.holds, known.extensions)
    found = []
    for bound in {**known.deadlines, **after}:
        before, then = known.deadlines.get(bound), after.get(bound)
        if _day_and_state(before) != _day_and_state(then):
            rule = (then or before).rule  # type: ignore[union-attr]
            (was, state), (will, new_state) = _day_and_state(before), _day_and_state(then)
            found.append(Shift(rule.key, rule.name, bound.scope, was, will, state, new_state))
    return found


def _days_set(step: Step, wrong: FactRow, correction: Correction) -> dict[str, date]:
    """The last days that a served paper itself set: its terms counted from the right day of service."""
    days = {rule: date.fromisoformat(day) for rule, day in wrong.evidence.get("sets", {}).items()}
    if not days or correction.on is None:
        return days
    for paper in papers.list_of_case(step.connection, step.case.id):
        if paper.number == wrong.evidence.get("paper"):
            terms: Mapping[str, str] = paper.facts.get("paper", {}).get("sets", {})
            calendar = step.desk.law.calendar
            days |= {rule: count(parse_term(term), correction.on, calendar).on for rule, term in terms.items()}
    return days


def _with(known: Mapping[int, Fact], right: Fact) -> list[Fact]:
    return [*known.values(), right]


def _day_and_state(deadline: Deadline | None) -> tuple[date | None, str]:
    return (None, "") if deadline is None else (deadline.due_on, deadline.state.label)


def _find_proposal(step: Step, fact_id: int) -> inbound.Early | None:
    """Taken out and put back: the store knows no other way to look."""
    found = inbound.take(step.connection, step.case.id, [(PROPOSED, str(fact_id))])
    if found is not None:
        inbound.keep(step.connection, step.case.id, f"{PROPOSED}:{fact_id}", found, step.desk.now)
    return found


def _said(step: Step, wrong: FactRow, correction: Correction) -> dict[str, Any]:
    return {
        "fact": wrong.kind,
        "fact_id": wrong.id,
        "old": wrong.on.isoformat(),
        "new": correction.on.isoformat() if correction.on else None,
        "reason": correction.reason.strip(),
        "shifts": [
            {"rule": one.rule, "scope": one.scope, "old": _iso(one.old), "new": _iso(one.new)}
            for one in _shifts(step, wrong, correction)
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _supersede(step: Step, wrong: FactRow, correction: Correction, by: str) -> None:
    """What the evidence of the wrong fact says about its kind stays true: its class, the days that a paper set."""
    evidence = {**wrong.evidence, **correction.evidence, "reason": correction.reason.strip()}
    evidence |= {"void": True} if correction.on is None else {}
    days = _days_set(step, wrong, correction)
    evidence |= {"sets": {rule: day.isoformat() for rule, day in days.items()}} if days else {}
    new = NewFact(
        owner_of(step), wrong.kind, correction.on or wrong.on, step.desk.now, by, scope=wrong.scope, evidence=evidence
    )
    facts.supersede(step.connection, wrong.id, new)
    step.desk.facts_changed = True
