"""Decides whether a record may be repaired, from when, and why not: each condition with its reason and its proof."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.law import wording
from workflows.law.calendar import Calendar
from workflows.law.policy import Policies
from workflows.law.profile import Condition, ConditionKind, Profile, Source, Stage
from workflows.law.rules import Basis
from workflows.law.terms import tally
from workflows.law.wording import ONE_DAY


class Verdict(StrEnum):
    """The answer in one phrase."""

    MAY = "may"
    FROM = "from"
    NOT_YET = "not-yet"
    NEVER = "never"

    @property
    def label(self) -> str:
        return {
            Verdict.MAY: "可以申请",
            Verdict.FROM: "从某日起可以申请",
            Verdict.NOT_YET: "暂不能申请",
            Verdict.NEVER: "依法不可修复",
        }[self]


class Mark(StrEnum):
    """How one condition stands."""

    MET = "✔"
    FAILED = "✘"
    OPEN = "○"

    @property
    def label(self) -> str:
        return {Mark.MET: "已满足", Mark.FAILED: "不满足", Mark.OPEN: "待核"}[self]


@dataclass(frozen=True, slots=True)
class RecordView:
    """What the law needs to know about a record.

    `decided_on` is the day of the decision document, `applied_on` that of the application under way, `open_case` the
    number of another application on the same record.
    """

    kind: str
    record_class: str
    decided_on: date
    applied_on: date | None = None
    open_case: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Something known about the record or its subject, and who says so."""

    kind: str
    source: Source
    on: date


@dataclass(frozen=True, slots=True)
class Line:
    """One condition as the card shows it; `until` is the last day on which it still stands in the way."""

    key: str
    name: str
    mark: Mark
    reason: str
    basis: Basis
    source: Source | None = None
    until: date | None = None
    blocks: bool = False

    @property
    def article(self) -> str:
        return self.basis.cited()


@dataclass(frozen=True, slots=True)
class Answer:
    """May it be repaired, from when, and why."""

    may: bool
    from_on: date | None
    verdict: Verdict
    lines: tuple[Line, ...]
    remedies: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The sentences of what stands in the way."""
        return tuple(f"{line.name}：{line.reason}" for line in self.lines if line.blocks)

    def spoken(self, today: date) -> str:
        """The sentence at the top of the card: 2026-12-30 起可以申请（还有 37 天）."""
        if self.verdict is Verdict.FROM and self.from_on is not None:
            return f"{self.from_on.isoformat()} 起可以申请（还有 {(self.from_on - today).days} 天）"
        return self.verdict.label


def weigh(
    record: RecordView,
    known: Iterable[Known],
    policies: Policies,
    calendar: Calendar,
    today: date,
    *,
    stage: Stage = Stage.LOOK,
) -> Answer:
    """Weighs every condition of the law under which the application stands: that of its day, or of today.

    A condition stands in the way only from its own stage on, and only where a graded row of the law says so.
    """
    law_on = record.applied_on or today
    desk = _Weighing(record, tuple(known), policies, calendar, policies.on(law_on), law_on, today)
    lines = tuple(line for row in desk.profile.conditions if (line := desk.line(row, stage)) is not None)
    return _answer(lines, desk, today)


def _answer(lines: Sequence[Line], desk: "_Weighing", today: date) -> Answer:
    blocking = [line for line in lines if line.blocks]
    kind = desk.profile.find_record_kind(desk.record.kind)
    if any(line.key == row.key for line in blocking for row in desk.profile.conditions if _is_final(row)):
        return Answer(False, None, Verdict.NEVER, tuple(lines), kind.remedies if kind else "")
    if not blocking:
        return Answer(True, today, Verdict.MAY, tuple(lines))
    days = [line.until for line in blocking if line.until is not None]
    if len(days) == len(blocking):
        return Answer(False, max(days) + ONE_DAY, Verdict.FROM, tuple(lines))
    return Answer(False, None, Verdict.NOT_YET, tuple(lines))


def _is_final(row: Condition) -> bool:
    return row.kind is ConditionKind.REPAIRABLE


@dataclass(frozen=True, slots=True)
class _Weighing:
    """One record on the scales."""

    record: RecordView
    known: tuple[Known, ...]
    policies: Policies
    calendar: Calendar
    profile: Profile
    law_on: date
    today: date

    def line(self, row: Condition, stage: Stage) -> Line | None:
        waiver = next((one for one in self.profile.waivers if one.condition == row.key and self._has(one.fact)), None)
        if waiver is not None:
            return Line(row.key, row.name, Mark.MET, waiver.reason, waiver.basis)
        found = {
            ConditionKind.MINIMUM: self._minimum,
            ConditionKind.PROVED: self._proved,
            ConditionKind.REPAIRABLE: self._repairable,
            ConditionKind.SINGLE: self._single,
            ConditionKind.BAR: self._bar,
        }[row.kind](row)
        if found is None:
            return None
        return _with_block(found, self._blocks(row, found, stage))

    def _blocks(self, row: Condition, line: Line, stage: Stage) -> bool:
        if line.mark is Mark.MET or not stage.has_reached(row.binds_at):
            return False
        if row.kind is ConditionKind.SINGLE:
            return True
        return line.basis.may_bind_subject and (line.mark is Mark.FAILED or row.kind is ConditionKind.PROVED)

    def _minimum(self, row: Condition) -> Line:
        """The right begins on the day after the minimum has run, holiday or not."""
        record_class = self.profile.find_class(self.record.record_class)
        rule = self.policies.rule(row.rule, on=self.law_on, variant=self.record.record_class)
        if record_class is not None and record_class.no_minimum:
            return Line(row.key, row.name, Mark.MET, f"{record_class.name}失信信息没有最短公示期", record_class.basis)
        if rule is None or rule.term is None:
            return Line(row.key, row.name, Mark.OPEN, row.open, rule.basis if rule else row.basis)
        due = tally(rule.term, self.record.decided_on, self.calendar, roll=rule.roll)
        counted = f"决定 {self.record.decided_on.isoformat()} + {rule.term.spoken()}，不顺延，至 {due.on.isoformat()}"
        if due.on < self.today:
            return Line(row.key, row.name, Mark.MET, f"{row.met}（{counted}）", rule.basis)
        return Line(row.key, row.name, Mark.FAILED, f"{row.failed}（{counted}）", rule.basis, until=due.on)

    def _proved(self, row: Condition) -> Line:
        """The last word of an accepted source counts; a statement that is not among them proves nothing."""
        heard = [fact for fact in self.known if fact.kind in (*row.facts, *row.against)]
        accepted = sorted((fact for fact in heard if fact.source in row.sources), key=lambda fact: fact.on)
        if accepted:
            last = accepted[-1]
            mark, text = (Mark.FAILED, row.failed) if last.kind in row.against else (Mark.MET, row.met)
            return Line(
                row.key, row.name, mark, f"{text}（{last.source.label}，{last.on.isoformat()}）", row.basis, last.source
            )
        if heard:
            text = f"{row.open}；{heard[-1].source.label}不能单独证明"
            return Line(row.key, row.name, Mark.OPEN, text, row.basis, heard[-1].source)
        return Line(row.key, row.name, Mark.OPEN, row.open, row.basis)

    def _repairable(self, row: Condition) -> Line:
        kind = self.profile.find_record_kind(self.record.kind)
        if kind is None:
            return Line(row.key, row.name, Mark.OPEN, row.open, row.basis)
        if kind.repairable:
            return Line(row.key, row.name, Mark.MET, row.met, kind.basis, Source.REGISTRY)
        return Line(row.key, row.name, Mark.FAILED, f"{row.failed}（{kind.name}）", kind.basis, Source.REGISTRY)

    def _single(self, row: Condition) -> Line:
        if self.record.open_case is None:
            return Line(row.key, row.name, Mark.MET, row.met, row.basis, Source.REGISTRY)
        reason = f"{row.failed}（{self.record.open_case}）"
        return Line(row.key, row.name, Mark.FAILED, reason, row.basis, Source.REGISTRY)

    def _bar(self, row: Condition) -> Line | None:
        """Shown only to whom an earlier false statement is held against."""
        false_on = [
            fact.on for fact in self.known if fact.source is not Source.STATEMENT and fact.kind == self._bars_on(row)
        ]
        if not false_on:
            return None
        rule = self.policies.rule(row.rule, on=max(false_on), today=self.today)
        if rule is None or rule.term is None:
            return Line(row.key, row.name, Mark.OPEN, row.open, rule.basis if rule else row.basis)
        until = tally(rule.term, max(false_on), self.calendar, roll=rule.roll).on
        if until < self.today:
            return Line(row.key, row.name, Mark.MET, row.met, rule.basis)
        reason = f"{row.failed}（{wording.long_day(max(false_on))}起 {rule.term.spoken()}，至 {until.isoformat()}）"
        return Line(row.key, row.name, Mark.FAILED, reason, rule.basis, Source.REGISTRY, until)

    def _bars_on(self, row: Condition) -> str:
        rule = self.profile.find_rule(row.rule)
        return rule.start if rule else ""

    def _has(self, kind: str) -> bool:
        return any(fact.kind == kind and fact.source is not Source.STATEMENT for fact in self.known)


def _with_block(line: Line, blocks: bool) -> Line:
    return Line(line.key, line.name, line.mark, line.reason, line.basis, line.source, line.until, blocks)
