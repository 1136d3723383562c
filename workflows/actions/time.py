"""The actions about time: facts, holds, extensions, and how often a loop may turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workflows.actions import at_hand, effects
from workflows.actions.catalogue import Desk, action
from workflows.actions.effects import CaseMessage
from workflows.engine.environment import Place
from workflows.errors import BadAnswers, BadDiagram, Conflict
from workflows.law import extending
from workflows.law.deadlines import Deadline, Extension, reckon
from workflows.law.profile import Source
from workflows.law.rules import ExtensionRight, Rule
from workflows.registry import eligibility, priority
from workflows.store import cases, facts
from workflows.store.facts import NewFact, Owner

BESIDE = frozenset({"hold", "extension"})
"""Side cases whose clock is the parent's: what they decide about time is written down there."""


@action("fact.record")
def record_fact(
    desk: Desk, place: Place, *, kind: str, scope: str = "", on: str = "", owner: str = "case"
) -> dict[str, Any]:
    """记录一项有日期的法律事实，期限由事实推算。

    `on` 不填即为当日；`scope` 是多个单位并行时的单位代码；`owner` 写 case（本件）、records（本件所涉的每条记录）或
    subject（信用主体）。来源按由谁办理确定：经办人办理的步骤为经办人核验，申请人办理的为申请人声明，系统自动的为登记信息；
    要写明由他人证明的，用 fact.prove。
    """
    return _record(desk, place, _Said(kind, scope, on, owner, ""))


@action("fact.prove")
def prove_fact(
    desk: Desk, place: Place, *, kind: str, source: str, on: str = "", owner: str = "records"
) -> dict[str, Any]:
    """记录一项由他人证明的事实，修复条件按来源采信。

    `source` 写 unit（认定单位确认）、registry（登记信息）、checked-upload（经办人核验的材料）或 statement（申请人声明）。
    申请人自己办理的步骤只能记作申请人声明：仅凭声明不能证明已纠正并履行义务。
    """
    return _record(desk, place, _Said(kind, "", on, owner, source))


@dataclass(frozen=True, slots=True)
class _Said:
    """A fact as a diagram says it."""

    kind: str
    scope: str
    on: str
    owner: str
    source: str


def _record(desk: Desk, place: Place, said: _Said) -> dict[str, Any]:
    kind, owner = said.kind, said.owner
    if kind not in dict(desk.law.policies.on(desk.today).facts):
        raise BadDiagram(f"规则包没有声明事实“{kind}”", english=f"Undeclared fact {kind!r}.", element=place.element)
    day = at_hand.read_day(said.on, desk.today)
    evidence = {"source": _source(desk, place, said.source).value, "element": place.element}
    for one, variant in _owners(desk, place, kind, owner).items():
        known = evidence | ({"variant": variant} if variant else {})
        new = NewFact(one, kind, day, desk.now, desk.actor.name, scope=said.scope, evidence=known)
        facts.record(desk.connection, new)
        if one.kind == "case":
            desk.facts_changed = True
        elif _moves_a_day(desk, kind):
            at_hand.recount(desk, one)
    desk.note("fact", fact=kind, on=day.isoformat(), scope=said.scope, owner=owner, source=evidence["source"])
    return {"on": day.isoformat()}


def _owners(desk: Desk, place: Place, kind: str, owner: str) -> dict[Owner, str]:
    """Whose fact it is, and the variant of the rules that begin with it: the class of a record, a subject served first."""
    if owner == "case":
        return {at_hand.case_owner(desk): _priority(desk, kind)}
    if owner == "records":
        return {Owner("record", row.id): row.gravity for row in at_hand.lock_records(desk)}
    if owner == "subject" and desk.case.subject_id is not None:
        return {Owner(eligibility.SUBJECT, desk.case.subject_id): ""}
    raise BadDiagram(f"事实不能记在“{owner}”上", english=f"Facts cannot belong to {owner!r}.", element=place.element)


def _priority(desk: Desk, kind: str) -> str:
    """A subject that is served first has terms of its own where a rule that begins here says so (clause 13)."""
    profile = desk.law.policies.on(desk.today)
    begins = (rule for rule in profile.rules if rule.start == kind)
    if desk.case.subject_id is None or not any(priority.VARIANT in dict(rule.variants) for rule in begins):
        return ""
    served_first = priority.list_names(desk.connection, desk.case.subject_id, desk.today, profile)
    return priority.VARIANT if served_first else ""


def _source(desk: Desk, place: Place, said: str) -> Source:
    """A subject's own step proves nothing by itself, whatever the diagram says."""
    by_subject = desk.actor.id != 0 and not desk.actor.unit
    own = Source.STATEMENT if by_subject else Source.REGISTRY if desk.actor.id == 0 else Source.CHECKED
    if said and said not in set(Source):
        raise BadDiagram(f"没有“{said}”这种来源", english=f"No such source: {said!r}", element=place.element)
    if by_subject and said not in ("", Source.STATEMENT):
        raise BadDiagram(
            f"申请人办理的步骤不能把事实记为“{Source(said).label}”",
            english="A step of the subject cannot prove a fact by another source.",
            element=place.element,
        )
    return Source(said) if said else own


def _moves_a_day(desk: Desk, kind: str) -> bool:
    rules = desk.law.policies.on(desk.today).rules
    return any(kind == rule.start or kind in rule.stops_on for rule in rules)


@action("hold.begin")
def begin_hold(desk: Desk, place: Place, *, kind: str, reason: str = "") -> dict[str, Any]:
    """中止计时：自次日起不计入期限，直至恢复或达到规则包设定的上限。附带办理“中止”的，记在主案上。"""
    if desk.law.policies.on(desk.today).find_hold(kind) is None:
        raise BadDiagram(f"规则包没有中止种类“{kind}”", english=f"No such hold: {kind!r}", element=place.element)
    if _tell_parent(desk, place, "hold.begun", {"kind": kind, "reason": reason}):
        return {"on": desk.today.isoformat()}
    owner = at_hand.case_owner(desk)
    if any(row.kind == kind and row.ended_on is None for row in facts.list_hold_rows(desk.connection, owner)):
        raise Conflict("该项中止计时尚未结束", english="This hold is still open.", hold=kind)
    facts.begin_hold(desk.connection, owner, kind, on=desk.today, reason=reason)
    desk.facts_changed = True
    desk.note("hold.begun", hold=kind, reason=reason)
    return {"on": desk.today.isoformat()}


@action("hold.end")
def end_hold(desk: Desk, place: Place, *, kind: str) -> dict[str, Any]:
    """恢复计时：恢复之日仍不计入期限，次日起接续计算（规则写明重新计算的除外）。附带办理“中止”的，记在主案上。"""
    if _tell_parent(desk, place, "hold.ended", {"kind": kind}):
        return {"on": desk.today.isoformat()}
    rows = facts.list_hold_rows(desk.connection, at_hand.case_owner(desk))
    still_open = [row for row in rows if row.kind == kind and row.ended_on is None and row.side_case_id is None]
    if not still_open:
        raise Conflict("没有需要结束的中止计时", english="There is no open hold to end.", hold=kind)
    facts.end_hold(desk.connection, still_open[-1].id, desk.today)
    desk.facts_changed = True
    desk.note("hold.ended", hold=kind)
    return {"on": desk.today.isoformat()}


@action("extension.ask")
def ask_extension(desk: Desk, place: Place, *, rule: str, scope: str = "", reason: str = "") -> dict[str, Any]:
    """申请延长主案的一项期限：须在期满前提出，且未超过规则允许的次数。决定之前，期满的后果暂缓，期限本身照常计算。"""
    parent = _parent(desk, place)
    row = _extendable(desk, rule)
    deadline = _newest(desk, parent, rule, scope)
    running = deadline.due_on if deadline is not None and not deadline.is_stopped else None
    asked = extending.of_rule(rule, scope, facts.list_extensions(desk.connection, parent))
    refusal = extending.refusal_of(extending.Extendable(row.name, _right(row), running, asked), desk.today)
    if refusal is not None:
        raise refusal
    _message(desk, place, "extension.asked", {"rule": rule, "scope": scope, "reason": reason})
    return {"due_on": running.isoformat() if running else ""}


@action("extension.grant")
def grant_extension(desk: Desk, place: Place, *, rule: str, scope: str = "", reason: str = "") -> dict[str, Any]:
    """同意延期：新的期限自原期满日起算，长度是规则的延期限度；原日期和新日期都可查。结果是新的期满日。"""
    parent = _parent(desk, place)
    _message(desk, place, "extension.granted", _decision(desk, rule, scope, reason))
    row = _extendable(desk, rule)
    granted = Extension(rule, scope, _right(row).limit, desk.today, reason)
    deadline = _newest(desk, parent, rule, scope, granted)
    return {"due_on": deadline.due_on.isoformat() if deadline and deadline.due_on else ""}


@action("extension.refuse")
def refuse_extension(desk: Desk, place: Place, *, rule: str, scope: str = "", reason: str = "") -> dict[str, Any]:
    """不同意延期：原期限不变；已经期满的，后果自下一个上班时间起发生。"""
    _parent(desk, place)
    _message(desk, place, "extension.refused", _decision(desk, rule, scope, reason))
    return {"refused_on": desk.today.isoformat()}


def _decision(desk: Desk, rule: str, scope: str, reason: str) -> dict[str, Any]:
    return {"rule": rule, "scope": scope, "reason": reason, "by": desk.actor.name}


def _extendable(desk: Desk, key: str) -> Rule:
    row = desk.law.policies.rule(key, on=desk.today)
    if row is None:
        raise BadAnswers(f"没有规则“{key}”", english="There is no such rule.", rule=key)
    _right(row)
    return row


def _right(row: Rule) -> ExtensionRight:
    """How far and how often the rule lets its term be extended. Raises BadAnswers when it does not."""
    if row.extension is None:
        raise BadAnswers(f"规则“{row.key}”不允许延期", english="This rule allows no extension.", rule=row.key)
    return row.extension


def _newest(desk: Desk, owner: Owner, rule: str, scope: str, granted: Extension | None = None) -> Deadline | None:
    """The deadline of the parent as it runs, or as it will when this extension is written down there."""
    asked = [e for e in facts.list_extensions(desk.connection, owner) if granted is None or not e.is_open]
    deadlines = reckon(
        facts.list_facts(desk.connection, owner),
        facts.list_holds(desk.connection, owner),
        [*asked, *([granted] if granted else [])],
        desk.law.policies,
        desk.law.calendar,
        desk.today,
    )
    found = [one for one in deadlines if (one.rule_key, one.scope) == (rule, scope)]
    return max(found, key=lambda one: one.start_fact_id) if found else None


def _parent(desk: Desk, place: Place) -> Owner:
    if desk.case.parent_id is None:
        raise BadDiagram("延期须在附带办理中进行", english="Extensions belong to a side case.", element=place.element)
    return Owner("case", cases.get_case(desk.connection, desk.case.parent_id).id)


def _tell_parent(desk: Desk, place: Place, name: str, payload: dict[str, Any]) -> bool:
    """Sends what a side case about time has decided to its parent; false for any other case."""
    if desk.case.parent_id is None or desk.definition.key not in BESIDE:
        return False
    _message(desk, place, name, payload)
    return True


def _message(desk: Desk, place: Place, name: str, payload: dict[str, Any]) -> None:
    parent_id = desk.case.parent_id or 0
    effects.put(desk, place, CaseMessage(parent_id, name, "", payload), name)
    desk.note("told.parent", message=name, said=payload)


@action("loop.count")
def count_loop(desk: Desk, place: Place, *, name: str, scope: str = "") -> dict[str, Any]:
    """数一次往返：结果是第几次，以及是否超过了 process.toml 中 [loops] 写明的上限。超过的，应转由审批人办理。

    全案合计的不填 `scope`；分别计数的写明是哪一项，例如每份文书的送达各数各的。
    """
    bound = desk.definition.settings.get("loops", {}).get(name)
    if not isinstance(bound, int):
        raise BadDiagram(
            f"process.toml 的 [loops] 没有写明“{name}”的上限", english=f"[loops] lacks {name!r}.", element=place.element
        )
    owner, kind = at_hand.case_owner(desk), f"loop.{name}"
    counted = facts.list_fact_rows(desk.connection, owner)
    said = sum((row.kind, row.scope) == (kind, str(scope)) for row in counted) + 1
    facts.record(desk.connection, NewFact(owner, kind, desk.today, desk.now, desk.actor.name, scope=str(scope)))
    return {"round": said, "over": said > bound}
