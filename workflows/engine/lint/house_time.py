"""House rules: whether every wait is bound to a rule of the law, and can be left without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.engine import language
from workflows.engine.language import Literal
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.model import Model, Node, Place
from workflows.engine.lint.safety_time import Timer, argument, timers
from workflows.law.roles import ROLE_OF_LABEL, Role

_DEADLINE = re.compile(r"([\w.\-]+)\s*(?:\(\s*([\w.]+)\s*\))?")


@dataclass(frozen=True, slots=True)
class Use:
    """A rule of the law named in a diagram: where, with which offset, and whether for a scope."""

    place: Place
    rule: str
    offset: str
    has_scope: bool


def _deadlines(model: Model) -> Iterator[tuple[Node, str]]:
    return ((n, n.properties["deadline"].strip()) for n in model.nodes if n.properties.get("deadline", "").strip())


def _uses(model: Model) -> Iterator[Use]:
    for node, said in _deadlines(model):
        match = _DEADLINE.fullmatch(said)
        if match and said != "none":
            yield Use(node.place, match.group(1), "", bool(match.group(2)))
    yield from _timer_uses(model)


def _timer_uses(model: Model) -> Iterator[Use]:
    for timer in timers(model):
        word = timer.word
        rule = argument(word, 0) if word else None
        if word and rule:
            plain = 1 if word.name == "due" else 2
            offset = "" if word.name == "due" else argument(word, 1) or ""
            yield Use(timer.node.place, rule, offset, len(word.arguments) > plain)


def _no_deadline(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.is_human and not node.properties.get("deadline", "").strip():
            yield hit(node.place)


def _unreadable_deadlines(model: Model) -> Iterator[Hit]:
    for node, said in _deadlines(model):
        if not _DEADLINE.fullmatch(said):
            yield hit(node.place, said=said)


def _unknown_rules(model: Model) -> Iterator[Hit]:
    for use in _uses(model):
        if use.rule not in model.rules:
            yield hit(use.place, rule=use.rule)


def _unknown_offsets(model: Model) -> Iterator[Hit]:
    for use in _timer_uses(model):
        rule = model.rules.get(use.rule)
        if rule and use.offset and use.offset not in {offset.name for offset in rule.offsets}:
            yield hit(use.place, rule=use.rule, offset=use.offset)


def _scope_missing(model: Model) -> Iterator[Hit]:
    for use in _uses(model):
        rule = model.rules.get(use.rule)
        if rule and rule.scoped and not use.has_scope:
            yield hit(use.place, rule=use.rule)


def _scope_superfluous(model: Model) -> Iterator[Hit]:
    for use in _uses(model):
        rule = model.rules.get(use.rule)
        if rule and not rule.scoped and use.has_scope:
            yield hit(use.place, rule=use.rule)


def _not_by_rule(model: Model) -> Iterator[Hit]:
    for timer in timers(model):
        if not timer.repeats and (timer.word is None or argument(timer.word, 0) is None):
            yield hit(timer.node.place, text=timer.text.strip())


def _repeating(model: Model) -> Iterator[Hit]:
    yield from (hit(timer.node.place) for timer in timers(model) if timer.repeats)


def _only_way_out(model: Model) -> Iterator[Hit]:
    """A timer by rule may sleep for ever, so somebody or something else must be able to end the wait."""
    for timer in timers(model):
        node = timer.node
        if timer.word is None or node.kind != "intermediateCatchEvent":
            continue
        if not _has_alternative(model, node) and not _is_interruptible(model, node):
            yield hit(node.place)


def _has_alternative(model: Model, node: Node) -> bool:
    scope = model.scope_by_id[node.scope]
    gateways = [g for f in node.incoming if (g := scope.node(f.source)) is not None]
    for gateway in gateways:
        if gateway.kind != "eventBasedGateway":
            return False
        others = [scope.node(f.target) for f in gateway.outgoing if f.target != node.id]
        if not any(other is not None and not other.definition("timer") for other in others):
            return False
    return bool(gateways)


def _is_interruptible(model: Model, node: Node) -> bool:
    """Whether an embedded subprocess around the wait can be interrupted by something other than a timer."""
    scope = model.scope_by_id[node.scope]
    outer = model.scope_by_id.get(scope.parent)
    if outer is None:
        return False
    borders = outer.boundaries(scope.id)
    return any(b.interrupting and not b.definition("timer") and not b.definition("error") for b in borders)


def _never_started(model: Model) -> Iterator[Hit]:
    if model.facts is None:
        return
    known = set(model.facts) | {kind for node in model.nodes for kind in _recorded(model, node)}
    for use in _uses(model):
        rule = model.rules.get(use.rule)
        if rule and rule.start not in known:
            yield hit(use.place, rule=use.rule, fact=rule.start)


def _recorded(model: Model, node: Node) -> Iterator[str]:
    """The kinds of fact that a service task names in writing, and those that its action records by itself."""
    action = model.actions.get(node.operator.name) if node.operator else None
    yield from action.records if action else ()
    value = node.operator.parameters.get("kind", "") if node.operator else ""
    if value and not language.check(value) and not language.names_used(value):
        found = language.evaluate(value, {}) if not language.calls(value) else None
        yield from [found] if isinstance(found, str) else []


def _after_due(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        said = node.properties.get("afterDue", "").strip()
        has_deadline = node.properties.get("deadline", "none").strip() not in {"", "none"}
        role = role_of(model, node)
        if said and (said not in {"refuse", "accept"} or role is not Role.SUBJECT):
            yield hit(
                node.place,
                why="只有信用主体的任务可以写，且只能是 refuse 或 accept",
                reason="only tasks of the subject, refuse or accept",
            )
        if not said and node.is_human and has_deadline and role is Role.SUBJECT:
            yield hit(node.place, why="没有写明逾期后是否收下", reason="it does not say whether a late answer is taken")


def role_of(model: Model, node: Node) -> Role | None:
    """The role that the lane of a node speaks of."""
    said = model.folder(node.place).lanes.get(node.lane)
    found = [role for role in Role if role == said]
    return found[0] if found else ROLE_OF_LABEL.get(node.lane)


def _is_written(timer: Timer, index: int) -> bool:
    word = timer.word
    return word is not None and index < len(word.arguments) and isinstance(word.arguments[index], Literal)


def _offset_worked_out(model: Model) -> Iterator[Hit]:
    for timer in timers(model):
        if timer.word and timer.word.name != "due" and len(timer.word.arguments) > 1 and not _is_written(timer, 1):
            yield hit(timer.node.place)


RULES = (
    Rule(
        "deadline-missing", Severity.HOUSE, "任务“{name}”没有写期限", "the task {name} names no deadline",
        "写 deadline：规则的 key，或 none", "Give it a deadline: the key of a rule, or none.", _no_deadline,
    ),
    Rule(
        "deadline-unreadable", Severity.HOUSE, "“{name}”的期限“{said}”读不懂", "the deadline {said} of {name} cannot be read",
        "写“规则”“规则(变量)”或 none", "Write rule, rule(variable) or none.", _unreadable_deadlines,
    ),
    Rule(
        "rule-unknown", Severity.HOUSE, "“{name}”用的规则“{rule}”不在规则包里", "{name} uses the rule {rule}, which no policy has",
        "改正名称，或在规则包里加上这一行", "Correct the key, or add the row to the policy.", _unknown_rules,
    ),
    Rule(
        "offset-unknown", Severity.HOUSE, "规则“{rule}”没有名为“{offset}”的提前或推后", "the rule {rule} has no offset {offset}",
        "在规则的 offsets 里加上它，数字不写进流程图", "Add it to the offsets of the rule; numbers never stand in a diagram.", _unknown_offsets,
    ),
    Rule(
        "offset-not-written", Severity.HOUSE, "定时“{name}”的提前或推后要直接写出名称", "the offset of {name} must be written out",
        "如 before(\"repair.supplement\", \"remind_1\")", "For example before(\"repair.supplement\", \"remind_1\").", _offset_worked_out,
    ),
    Rule(
        "rule-scope-missing", Severity.HOUSE, "规则“{rule}”按单位计算，“{name}”没有写范围", "the rule {rule} is scoped, but {name} gives no scope",
        "写上范围，如 {rule}(unit)", "Give the scope, for example {rule}(unit).", _scope_missing,
    ),
    Rule(
        "rule-scope-superfluous", Severity.HOUSE, "规则“{rule}”不分单位，“{name}”却写了范围", "the rule {rule} has no scope, but {name} gives one",
        "删去范围", "Drop the scope.", _scope_superfluous,
    ),
    Rule(
        "timer-not-by-rule", Severity.HOUSE, "定时“{name}”没有按规则写（{text}）", "the timer {name} is not bound to a rule ({text})",
        "用 due、before 或 after 加规则名", "Use due, before or after with the key of a rule.", _not_by_rule,
    ),
    Rule(
        "timer-repeats", Severity.HOUSE, "定时“{name}”是重复的", "the timer {name} repeats",
        "每一次画成一个按规则的定时", "Draw each time as a timer by rule.", _repeating,
    ),
    Rule(
        "timer-only-way", Severity.HOUSE, "“{name}”是这段等待唯一的出路，规则未起算或暂停时案件会一直等", "{name} is the only way out of a wait; while its rule has not begun the case waits for ever",
        "放到事件网关后面，与一个消息并列", "Put it behind an event gateway beside a message.", _only_way_out,
    ),
    Rule(
        "rule-never-starts", Severity.HOUSE, "“{name}”用的规则“{rule}”永远不会起算：没有动作记录“{fact}”", "the rule {rule} used by {name} can never start: no action records {fact}",
        "在流程里记录这一事实，或换一个规则", "Record the fact in a diagram, or use another rule.", _never_started,
    ),
    Rule(
        "after-due", Severity.HOUSE, "“{name}”的 afterDue 不对：{why}", "afterDue of {name}: {reason}",
        "信用主体的限期任务写 refuse（不再收）或 accept（收下并标明逾期）", "A subject's task with a deadline says refuse or accept.", _after_due,
    ),
)  # fmt: skip
