"""What side cases have written down in their parent: holds, extensions asked and decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.casework.event import Step
from workflows.errors import BadInput, Conflict
from workflows.law.deadlines import Extension
from workflows.store import facts
from workflows.store.facts import Owner

Note = Callable[[Step, Mapping[str, Any], int | None], None]


def _owner(step: Step) -> Owner:
    return Owner("case", step.case.id)


def _begin_hold(step: Step, said: Mapping[str, Any], from_case: int | None) -> None:
    """The clock stands still from the day after this act."""
    kind, reason = str(said["kind"]), str(said.get("reason", ""))
    if step.desk.law.policies.on(step.desk.today).find_hold(kind) is None:
        raise BadInput(f"规则包没有中止种类“{kind}”", english=f"There is no hold {kind!r}.")
    facts.begin_hold(step.connection, _owner(step), kind, on=step.desk.today, reason=reason, side_case_id=from_case)
    step.desk.facts_changed = True
    step.desk.note("hold.begun", hold=kind, reason=reason)


def _end_hold(step: Step, said: Mapping[str, Any], from_case: int | None) -> None:
    """The day of the ending act is the last that does not count; a hold that ended by itself before stays as it is."""
    kind = str(said["kind"])
    holds = facts.list_hold_rows(step.connection, _owner(step))
    own = [hold for hold in holds if hold.kind == kind and hold.side_case_id == from_case]
    if not own:
        raise Conflict("没有需要结束的中止计时", english="There is no open hold to end.", hold=kind)
    still_open = [hold for hold in own if hold.ended_on is None]
    for hold in still_open[:1]:
        facts.end_hold(step.connection, hold.id, step.desk.today)
        step.desk.facts_changed = True
    step.desk.note("hold.ended", hold=kind, before=not still_open)


def _ask_extension(step: Step, said: Mapping[str, Any], from_case: int | None) -> None:
    """While it is undecided, the consequence of the deadline is in abeyance; the deadline itself runs on."""
    rule_key, scope, reason = str(said["rule"]), str(said.get("scope", "")), str(said.get("reason", ""))
    rule = step.desk.law.policies.rule(rule_key, on=step.desk.today)
    if rule is None or rule.extension is None:
        raise BadInput(f"规则“{rule_key}”不允许延期", english="This rule allows no extension.")
    asked = Extension(rule_key, scope, rule.extension.limit, None, reason, asked_on=step.desk.today)
    facts.ask_extension(step.connection, _owner(step), asked, from_case)
    step.desk.facts_changed = True
    step.desk.note("extension.asked", rule=rule_key, scope=scope, reason=reason)


def _grant_extension(step: Step, said: Mapping[str, Any], from_case: int | None) -> None:
    """The new day counts from the old last day; how far is the rule's own limit."""
    _decide(step, said, from_case, granted=True)


def _refuse_extension(step: Step, said: Mapping[str, Any], from_case: int | None) -> None:
    """The consequence follows at the next opening hour."""
    _decide(step, said, from_case, granted=False)


def _decide(step: Step, said: Mapping[str, Any], from_case: int | None, *, granted: bool) -> None:
    by = str(said.get("by", step.desk.actor.name))
    facts.decide_extension(step.connection, from_case or 0, step.desk.today, granted=granted, by=by)
    step.desk.facts_changed = True
    kind = "extension.granted" if granted else "extension.refused"
    step.desk.note(kind, rule=str(said.get("rule", "")), reason=str(said.get("reason", "")), by=by)


NOTES: Mapping[str, Note] = {
    "hold.begun": _begin_hold,
    "hold.ended": _end_hold,
    "extension.asked": _ask_extension,
    "extension.granted": _grant_extension,
    "extension.refused": _refuse_extension,
}
"""Messages that change the clock of the parent and need no place in its diagram."""
