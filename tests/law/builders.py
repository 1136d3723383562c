"""Builds facts and small policies for the tests of the law."""

from datetime import UTC, date, datetime
from itertools import count

from workflows.law.calendar import Calendar
from workflows.law.deadlines import Deadline, Extension, Fact, Hold, reckon
from workflows.law.policy import Policies
from workflows.law.rules import Rule

_numbers = count(1)

LAW = """
key = "law"
name = "试行办法"
valid_from = 2026-01-01
{head}

[facts]
"begun" = "开始"
"ended" = "办结"
"asked" = "要求补正"
"answered" = "收到补正"

[[hold]]
key = "hold.supplement"
name = "等待补正"
begins = "asked"
ends = "answered"
maximum = "hold.max"
supplement = true
article = "第九条"
grade = "A"

[[rule]]
key = "hold.max"
name = "等待补正"
start = "asked"
stops_on = ["answered"]
article = "第九条"
grade = "A"
{hold_max}

[[rule]]
key = "act"
name = "办理"
start = "begun"
stops_on = ["ended"]
stopped_by = ["hold.supplement"]
article = "第三条"
source = "试行办法"
grade = "A"
{rule}
"""


def law(rule: str = 'amount = 10\nunit = "工作日"', head: str = "", hold_max: str = "") -> str:
    """The text of a small law with one rule; `rule` completes its row."""
    return LAW.format(rule=rule, head=head, hold_max=hold_max)


def small(rule: str = 'amount = 10\nunit = "工作日"', hold_max: str = "") -> Policies:
    """Policies of that small law alone."""
    return Policies.of([law(rule, hold_max=hold_max)])


def rule_of(policies: Policies, key: str, *, on: date, today: date | None = None, variant: str = "") -> Rule:
    """The rule that must be there."""
    rule = policies.rule(key, on=on, today=today, variant=variant)
    assert rule is not None, key
    return rule


def fact(kind: str, on: date, scope: str = "", hour: int = 2, **more: object) -> Fact:
    """A fact recorded on its own day."""
    at = datetime(on.year, on.month, on.day, hour, tzinfo=UTC)
    return Fact(id=next(_numbers), kind=kind, on=on, scope=scope, **({"at": at} | more))  # type: ignore[arg-type]


def reckoned(
    facts: list[Fact],
    policies: Policies,
    calendar: Calendar,
    *,
    today: date,
    holds: tuple[Hold, ...] = (),
    extensions: tuple[Extension, ...] = (),
    rule: str = "act",
) -> list[Deadline]:
    """The deadlines of one rule."""
    found = reckon(facts, holds, extensions, policies, calendar, today)
    return [deadline for deadline in found if deadline.rule_key == rule]
