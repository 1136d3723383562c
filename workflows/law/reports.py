"""Decides what a question about a term or a rule is answered with, when there is no case."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflows.errors import NotFound
from workflows.law import wording
from workflows.law.calendar import Calendar
from workflows.law.explain import Counted, Story, expiry_lines, tell
from workflows.law.policy import Policies
from workflows.law.profile import Profile
from workflows.law.rules import Rule
from workflows.law.terms import Due, Span, Term, count, latest_notice, tally

_NAMED_VARIANT = re.compile(r"([\w.]+)\s*[(（]\s*(.+?)\s*[)）]")


@dataclass(frozen=True, slots=True)
class Report:
    """The last day, whether it may still move, and the reasons line by line; no day when the rule is unset."""

    due_on: date | None
    provisional: bool
    because: tuple[str, ...]


def term_report(
    term: Term, start: date, calendar: Calendar, holds: Sequence[Span] = (), *, roll: bool = True
) -> Report:
    """A term counted from a day."""
    due = count(term, start, calendar, holds, roll)
    return Report(due.on, due.provisional, due.because)


def deadline_report(
    key: str, start: date, policies: Policies, calendar: Calendar, holds: Sequence[Span] = (), *, today: date
) -> Report:
    """A rule counted from the day of its start fact, by the law in force on that day and what follows from transitions.

    `publicity.min(一般)` names the class of a record. The holds are taken out whatever their kind.
    """
    named = _NAMED_VARIANT.fullmatch(key)
    key, variant = (named[1], named[2]) if named else (key, "")
    governed_on = _governed_on(key, start, policies, today)
    rule = policies.rule(key, on=governed_on, today=today, variant=variant)
    if rule is None:
        raise _unknown(key, policies, governed_on)
    profile = policies.on(policies.governing_day(key, on=governed_on, today=today))
    counted = _counted(rule, start, calendar, holds)
    story = Story(
        result=_result(counted),
        rule=rule,
        started=profile.fact_name(rule.start),
        start_on=start,
        counted=counted,
        is_open=False,
    )
    lines = [*tell(story, calendar), *_profile_lines(profile, start, governed_on)]
    if rule.by_class and rule.is_unset:
        lines += _class_lines(rule, profile, start, calendar)
    if counted.on is not None:
        lines += expiry_lines(rule, counted.on, calendar, binding=rule.may_bind_subject)
    return Report(counted.on, counted.provisional, tuple(lines))


def _governed_on(key: str, start: date, policies: Policies, today: date) -> date:
    """The start day; before the first law of the office the present one answers."""
    return start if policies.rule(key, on=start, today=today) is not None else today


def _unknown(key: str, policies: Policies, day: date) -> NotFound:
    keys = [rule.key for rule in policies.list_rules(day)]
    near = [known for known in keys if known.partition(".")[0] == key.partition(".")[0]] or keys
    return NotFound(
        f"没有规则“{key}”，现有 {'、'.join(near)}", english=f"No rule {key!r}; there are {', '.join(near)}."
    )


def _counted(rule: Rule, start: date, calendar: Calendar, holds: Sequence[Span]) -> Counted:
    if rule.term is None:
        return Counted(None)
    if rule.backward:
        last = latest_notice(rule.term, start, calendar)
        years = tuple(sorted({day.year for day in (last, start) if calendar.is_provisional(day)}))
        return Counted(Due(last, bool(years), (), last, unpublished=years))
    return Counted(tally(rule.term, start, calendar, holds, rule.roll), tuple(holds))


def _result(counted: Counted) -> str:
    if counted.on is None:
        return "未设定期限"
    return f"{wording.long_day(counted.on)}{'（暂定）' if counted.provisional else ''}截止"


def _profile_lines(profile: Profile, start: date, governed_on: date) -> tuple[str, ...]:
    which = f"规则包：{'、'.join(profile.names)}" if profile.names else "规则包：无"
    if governed_on == start:
        return (which,)
    return (which, f"{wording.long_day(start)}没有生效的上位法规则包，按现行规则推算")


def _class_lines(rule: Rule, profile: Profile, start: date, calendar: Calendar) -> list[str]:
    """Without a class the answer lists them all."""
    lines = []
    for row in profile.classes:
        term = row.bound(rule.by_class)
        if term is not None:
            due = tally(term, start, calendar, roll=rule.roll)
            lines.append(f"{row.name}：{term.spoken()}，{wording.long_day(due.on)}截止，依据：{row.basis.cited()}")
        else:
            lines.append(f"{row.name}：{'无此期限' if row.no_minimum and rule.by_class == 'minimum' else '未设定'}")
    return lines


__all__ = ["Report", "deadline_report", "term_report"]
