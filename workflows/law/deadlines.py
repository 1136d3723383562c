"""Decides from facts, rules, holds and extensions when something is due, in which state it is, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.errors import BadInput
from workflows.law import wording
from workflows.law.calendar import Calendar
from workflows.law.explain import Counted, Story, Stretch, amount_of, distance, offset_day, rule_line, tell
from workflows.law.holds import Extension, Held, Hold, belongs, end_of, holds_of, reason_of
from workflows.law.policy import Policies
from workflows.law.rounds import Fact, Round, list_rounds
from workflows.law.rules import Offset, Rule
from workflows.law.terms import Due, Span, Term, Unit, latest_notice, tally
from workflows.law.wording import ONE_DAY


class State(StrEnum):
    """Where a deadline stands."""

    RUNNING = "running"
    ON_HOLD = "on-hold"
    MET = "met"
    LATE = "late"
    MISSED = "missed"
    ENDED = "ended"
    UNSET = "unset"
    DORMANT = "dormant"

    @property
    def label(self) -> str:
        return {
            State.RUNNING: "进行中",
            State.ON_HOLD: "已暂停",
            State.MET: "按期",
            State.LATE: "逾期办结",
            State.MISSED: "已超期",
            State.ENDED: "已届满",
            State.UNSET: "未设定",
            State.DORMANT: "未起算",
        }[self]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A running, ended or sleeping term of a case or registry object, with the row it was counted by and the reasons.

    `remaining` counts from today, or from the day of the stop, to the due day; negative when that is over; when held,
    what is left after resuming. `origin_fact_id` stays the same when the start fact is corrected.
    """

    rule: Rule
    scope: str
    start_fact_id: int
    origin_fact_id: int
    start_on: date
    due_on: date | None
    state: State
    provisional: bool
    because: tuple[str, ...]
    stop_fact_id: int | None = None
    stopped_on: date | None = None
    remaining: int | None = None
    held_days: int = 0
    extended_from: tuple[date, ...] = ()
    in_abeyance: bool = False
    set_by_paper: bool = False

    @property
    def rule_key(self) -> str:
        return self.rule.key

    @property
    def is_stopped(self) -> bool:
        return self.stopped_on is not None

    @property
    def may_bind_subject(self) -> bool:
        """Whether a consequence against the subject may follow: graded law, or a day that a served paper fixed."""
        return self.set_by_paper or self.rule.may_bind_subject


@dataclass(frozen=True, slots=True)
class Moment:
    """A named moment of a deadline; `on` is None while the deadline has no day."""

    on: date | None
    applies: bool
    because: str


def reckon(  # noqa: PLR0917 - the six things the law reckons with
    facts: Iterable[Fact],
    holds: Iterable[Hold],
    extensions: Iterable[Extension],
    policies: Policies,
    calendar: Calendar,
    today: date,
) -> tuple[Deadline, ...]:
    """Every deadline that the facts started, in the order of their start; superseded facts start and stop nothing."""
    desk = _Reckoning(tuple(holds), tuple(extensions), policies, calendar, today)
    rounds = tuple(list_rounds(tuple(facts), policies, today))
    return tuple(desk.deadline(one, rounds) for one in rounds)


def not_started(rule: Rule, scope: str = "") -> Deadline:
    """The deadline of a rule whose start fact is not recorded yet: 未起算."""
    because = ("未起算：起算的事实尚未记录", rule_line(rule))
    return Deadline(rule, scope, 0, 0, date.max, None, State.DORMANT, False, because)


def find_moment(deadline: Deadline, offset_name: str, calendar: Calendar) -> Moment:
    """The day of a named moment; one on or before the start day does not apply (不适用)."""
    offset = _get_offset(deadline.rule, offset_name)
    if deadline.due_on is None:
        return Moment(None, False, f"{deadline.state.label}，没有日期")
    day = offset_day(offset, deadline.due_on, calendar)
    if day <= deadline.start_on and not deadline.rule.backward:
        return Moment(day, False, f"不适用：{wording.long_day(day)}不晚于起算日 {wording.long_day(deadline.start_on)}")
    return Moment(day, True, f"{offset}：{wording.long_day(day)}")


def moment(deadline: Deadline, offset_name: str, calendar: Calendar) -> date | None:
    """The day of a named moment, or None when it has none or does not apply."""
    found = find_moment(deadline, offset_name, calendar)
    return found.on if found.applies else None


def _get_offset(rule: Rule, name: str) -> Offset:
    offset = rule.find_offset(name)
    if offset is None:
        known = "、".join(one.name for one in rule.offsets) or "无"
        raise BadInput(
            f"规则 {rule.key} 没有时点“{name}”（现有：{known}）", english=f"Rule {rule.key} has no {name!r}."
        )
    return offset


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """What all rounds of one owner are counted with."""

    holds: tuple[Hold, ...]
    extensions: tuple[Extension, ...]
    policies: Policies
    calendar: Calendar
    today: date

    def deadline(self, one: Round, rounds: Sequence[Round]) -> Deadline:
        rule, start = one.rule, one.start
        extensions = [extension for extension in self.extensions if belongs(extension, one, rounds)]
        counted, held = self._counted(one, extensions)
        state = self._state(one, counted, held)
        remaining = self._remaining(one, counted)
        pending = [e.asked_on for e in extensions if e.is_open and e.asked_on and self._in_time(e, counted)]
        story = Story(
            result=_result(rule, state, counted, remaining, held.open_reason),
            rule=rule,
            started=self.policies.on(start.on).fact_name(start.kind),
            start_on=start.on,
            counted=counted,
            pending_since=pending[0] if pending else None,
            is_open=state in (State.RUNNING, State.MISSED, State.DORMANT),
        )
        return Deadline(
            rule=rule,
            scope=start.scope,
            start_fact_id=start.id,
            origin_fact_id=one.origin,
            start_on=start.on,
            due_on=None if state is State.ON_HOLD else counted.on,
            state=state,
            provisional=counted.provisional,
            because=tell(story, self.calendar),
            stop_fact_id=one.stop.id if one.stop else None,
            stopped_on=one.stop.on if one.stop else None,
            remaining=remaining,
            held_days=sum(len(due.held) for due in counted.dues),
            extended_from=tuple(stretch.old for stretch in counted.stretches),
            in_abeyance=bool(pending),
            set_by_paper=counted.fixed is not None,
        )

    def _counted(self, one: Round, extensions: Sequence[Extension]) -> tuple[Counted, Held]:
        fixed = dict(one.start.sets).get(one.rule.key)
        if fixed is None and one.rule.term is None:
            return Counted(None), Held((), None)
        if fixed is None and one.rule.backward:
            return self._backward(one.rule, one.start), Held((), None)
        held = self._held(one, fixed, extensions)
        return self._count(one, fixed, held.spans, extensions), held

    def _in_time(self, extension: Extension, counted: Counted) -> bool:
        return counted.on is None or extension.dated <= counted.on

    def _backward(self, rule: Rule, start: Fact) -> Counted:
        """A notice that must lie before the start day: full days between."""
        last = latest_notice(rule.term or Term(0, Unit.DAYS), start.on, self.calendar)
        between = {date.fromordinal(n) for n in range(last.toordinal(), start.on.toordinal())}
        years = tuple(sorted({day.year for day in between if self.calendar.is_provisional(day)}))
        return Counted(Due(last, bool(years), (), last, unpublished=years))

    def _count(self, one: Round, fixed: date | None, spans: Sequence[Span], extensions: Sequence[Extension]) -> Counted:
        """The term from its start, then each granted extension from the last day before it.

        A day that a served paper fixed moves by the days that were held, like any other.
        """
        term, base = one.rule.term, None
        if fixed is not None and spans:
            until = Term((fixed - one.start.on).days, Unit.DAYS)
            base = tally(until, one.start.on, self.calendar, spans, one.rule.roll)
        elif fixed is None and term is not None:
            base = tally(term, one.start.on, self.calendar, spans, one.rule.roll)
        on = base.on if base else fixed
        stretches: list[Stretch] = []
        for extension in sorted((e for e in extensions if e.approved_on), key=lambda e: e.dated):
            if on is None:
                break
            due = tally(extension.term, on, self.calendar, spans, one.rule.roll)
            stretches.append(Stretch(extension.term, on, due, extension.approved_on, extension.reason))
            on = due.on
        return Counted(base, tuple(spans), tuple(stretches), fixed)

    def _held(self, one: Round, fixed: date | None, extensions: Sequence[Extension]) -> Held:
        """The holds of this rule, one after the other; one that begins after the last day changes nothing."""
        spans: list[Span] = []
        open_reason = None
        until = one.stop.on if one.stop else self.today
        for hold in holds_of(one, self.holds, self.today):
            last_day = self._count(one, fixed, spans, extensions).on
            if last_day is None or hold.begun_on > last_day:
                continue
            end, still_open = end_of(hold, until, self.policies, self.calendar)
            # An act on the very last day gives that day back: the office would else be late the moment it resumes.
            first = hold.begun_on if hold.begun_on == last_day else hold.begun_on + ONE_DAY
            reason = reason_of(hold, self.policies)
            runs_on = still_open and one.stop is None
            if first <= end:
                spans.append(Span(first, end, f"{reason}，尚未恢复" if runs_on else reason))
            if runs_on:
                open_reason = reason
        return Held(tuple(spans), open_reason)

    def _state(self, one: Round, counted: Counted, held: Held) -> State:
        due_on = counted.on
        if due_on is None:
            return State.UNSET
        if one.stop is not None:
            return State.MET if one.stop.on <= due_on else State.LATE
        if held.open_reason is not None:
            return State.ON_HOLD
        if one.start.on > self.today and not one.rule.backward:
            return State.DORMANT
        if due_on >= self.today:
            return State.RUNNING
        return State.MISSED if one.rule.stops_on else State.ENDED

    def _remaining(self, one: Round, counted: Counted) -> int | None:
        if counted.on is None:
            return None
        return distance(one.rule.unit, one.stop.on if one.stop else self.today, counted.on, self.calendar)


def _result(rule: Rule, state: State, counted: Counted, remaining: int | None, open_reason: str | None) -> str:
    """The sentence that comes first: the badge in words, with its day."""
    unit = rule.unit
    left = amount_of(unit, abs(remaining or 0))
    if state is State.UNSET or counted.on is None:
        return "未设定期限"
    day = f"{wording.long_day(counted.on)}{'（暂定）' if counted.provisional else ''}"
    return {
        State.RUNNING: f"{day}截止，剩 {left}" if remaining else f"{day}截止，今天到期",
        State.ON_HOLD: f"已暂停：{open_reason}（恢复后剩 {left}）",
        State.MET: f"按期办结（提前 {left}），{day}截止" if remaining else f"按期办结，{day}截止",
        State.LATE: f"超期 {left}办结，{day}截止",
        State.MISSED: f"已超期 {left}，{day}截止",
        State.ENDED: f"已于 {day}届满",
        State.DORMANT: f"未起算，将于 {day}截止",
    }[state]


__all__ = ["Deadline", "Extension", "Fact", "Hold", "Moment", "State", "find_moment", "moment", "not_started", "reckon"]
