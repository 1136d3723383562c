"""Decides in which sentences a deadline is explained, line by line in the order of the panel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workflows.law import wording
from workflows.law.calendar import Calendar
from workflows.law.roles import Role
from workflows.law.rules import Offset, Rule
from workflows.law.terms import (
    Due,
    Span,
    Term,
    Unit,
    back,
    held_lines,
    provisional_lines,
    roll_lines,
    skipped_lines,
    tally,
)

PAPER = "本通知书"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A granted extension as it was counted from the old last day."""

    term: Term
    old: date
    due: Due
    approved_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How a due day was found: the term itself, its holds, and what extended it."""

    base: Due | None
    spans: tuple[Span, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    fixed: date | None = None

    @property
    def on(self) -> date | None:
        if self.stretches:
            return self.stretches[-1].due.on
        return self.base.on if self.base else self.fixed

    @property
    def dues(self) -> tuple[Due, ...]:
        return (*((self.base,) if self.base else ()), *(stretch.due for stretch in self.stretches))

    @property
    def provisional(self) -> bool:
        return any(due.provisional for due in self.dues)


@dataclass(frozen=True, slots=True)
class Story:
    """What the explanation of one deadline is told from; what happens when it is over is told only while it runs."""

    result: str
    rule: Rule
    started: str
    start_on: date
    counted: Counted
    pending_since: date | None = None
    is_open: bool = True


def tell(story: Story, calendar: Calendar) -> tuple[str, ...]:
    """Result, 起算, 规则, 跳过, 暂停, 延长, 到期: the order in which an officer asks."""
    rule, counted = story.rule, story.counted
    lines = [story.result, _start_line(story), rule_line(rule, counted.fixed)]
    if counted.base is not None:
        lines += [*skipped_lines(counted.base), *held_lines(counted.base, counted.spans)]
        lines += roll_lines(counted.base, calendar)
    for stretch in counted.stretches:
        lines += _stretch_lines(stretch, counted.spans, calendar)
    if story.pending_since is not None:
        lines.append(f"延长：已于 {wording.long_day(story.pending_since)}申请延期，答复前不产生逾期后果")
    lines += provisional_lines(counted.dues, calendar)
    if counted.on is not None and story.is_open:
        lines += expiry_lines(rule, counted.on, calendar, binding=rule.may_bind_subject or counted.fixed is not None)
    return tuple(lines)


def _start_line(story: Story) -> str:
    day = wording.long_day(story.start_on)
    if story.rule.backward:
        return f"起算：以 {day}{story.started}倒推，其间须留足期间"
    return f"起算：{day}{story.started}，当日不计入"


def rule_line(rule: Rule, fixed: date | None = None) -> str:
    """The rule with its length and what it stands on, or the day that a served paper fixed."""
    if fixed is not None:
        return f"规则：{rule.name}，以送达的文书所定日期 {wording.long_day(fixed)}为准（{PAPER}）"
    if rule.is_unset and rule.by_class:
        return f"规则：{rule.name}按记录分类确定，依据：{rule.basis.cited()}"
    if rule.is_unset:
        return f"规则：{rule.name}未设定期限（{rule.grade.label}），不计算"
    return f"规则：{rule.spoken()}，依据：{rule.basis.cited()}"


def _stretch_lines(stretch: Stretch, spans: Sequence[Span], calendar: Calendar) -> Iterable[str]:
    granted = f"{wording.long_day(stretch.approved_on)}批准，" if stretch.approved_on else ""
    because = f"（{stretch.reason}）" if stretch.reason else ""
    yield (
        f"延长：{granted}自原期满日 {wording.long_day(stretch.old)}起延长 {stretch.term.spoken()}{because}，"
        f"至 {wording.long_day(stretch.due.on)}"
    )
    yield from skipped_lines(stretch.due)
    yield from held_lines(stretch.due, spans)
    yield from roll_lines(stretch.due, calendar)


def expiry_lines(rule: Rule, due_on: date, calendar: Calendar, *, binding: bool) -> tuple[str, ...]:
    """到期会发生什么: nudges on the last day, the first rungs of the ladder, and what silence means."""
    parts = []
    on_the_day = [nudge for nudge in rule.nudges if nudge.at.amount == 0]
    if on_the_day:
        parts.append(
            f"{wording.short_day(due_on, due_on.year)} 未办结：提醒{_roles(r for n in on_the_day for r in n.tell)}"
        )
    for rung in rule.ladder:
        day = wording.short_day(offset_day(rung.at, due_on, calendar), due_on.year)
        parts.append(f"{day} 起 {rung.level} 级督办：{_roles(rung.tell)}")
    silence = rule.on_silence
    if silence.value != "none":
        weak = "（内部目标不产生不利后果，以送达文书所定日期为准）" if silence.hurts_the_subject and not binding else ""
        parts.append(f"逾期未作为：{silence.label}{weak}")
    return ("到期：" + "；".join(parts),) if parts else ()


def _roles(roles: Iterable[Role]) -> str:
    return "、".join(dict.fromkeys(role.label for role in roles))


def offset_day(offset: Offset, due_on: date, calendar: Calendar) -> date:
    """The day of a moment before or after the due day, counted back or on as terms are, without a roll."""
    if offset.amount < 0:
        return back(offset.term, due_on, calendar)
    return tally(offset.term, due_on, calendar, roll=False).on if offset.amount else due_on


def distance(unit: Unit | None, day: date, due_on: date, calendar: Calendar) -> int:
    """Days after `day` up to and including the due day, worked ones where the rule counts those; negative when over."""
    if unit is not Unit.WORKING_DAYS:
        return (due_on - day).days
    if due_on < day:
        return -distance(unit, due_on, day, calendar)
    span = range(day.toordinal() + 1, due_on.toordinal() + 1)
    return sum(calendar.is_working_day(date.fromordinal(number)) for number in span)


def amount_of(unit: Unit | None, number: int) -> str:
    """剩 3 个工作日, 剩 3 天: terms in months and years are told in days."""
    return f"{number} {(Unit.WORKING_DAYS if unit is Unit.WORKING_DAYS else Unit.DAYS).counter}"
