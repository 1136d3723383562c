"""Decides what one row of policy means: a term, what starts and stops it, who is told, and how firmly it stands."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from workflows.errors import BadInput
from workflows.law.roles import Role
from workflows.law.terms import Term, Unit, parse_term

INTERNAL = "内部目标"


class Grade(StrEnum):
    """How well a row is known."""

    A = "A"
    B = "B"
    U = "U"
    NONE = "–"

    @property
    def label(self) -> str:
        return {Grade.A: "原文已核", Grade.B: "转引，待核", Grade.U: "未核实，待核", Grade.NONE: "无法定数字"}[self]


class Supplement(StrEnum):
    """What a supplement does to a term that it interrupts."""

    RESUME = "resume"
    RESTART = "restart"

    @property
    def label(self) -> str:
        return {Supplement.RESUME: "接续计算", Supplement.RESTART: "重新计算"}[self]


class Silence(StrEnum):
    """What follows when nobody acts."""

    NONE = "none"
    ACCEPTED = "deemed-accepted"
    WITHDRAWN = "deemed-withdrawn"
    ESCALATE = "escalate"

    @property
    def label(self) -> str:
        return {
            Silence.NONE: "不产生后果",
            Silence.ACCEPTED: "视为受理",
            Silence.WITHDRAWN: "视为撤回",
            Silence.ESCALATE: "升级督办",
        }[self]

    @property
    def hurts_the_subject(self) -> bool:
        return self is Silence.WITHDRAWN


class Party(StrEnum):
    """Who has to act within the term."""

    OFFICE = "office"
    SUBJECT = "subject"
    UNIT = "unit"
    NOBODY = "nobody"

    @property
    def label(self) -> str:
        return {Party.OFFICE: "办理单位", Party.SUBJECT: "信用主体", Party.UNIT: "有关单位", Party.NOBODY: "自然届满"}[
            self
        ]


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a row comes from and how well that is known."""

    article: str
    source: str
    grade: Grade
    label: str = ""

    @property
    def is_internal(self) -> bool:
        """Whether it is only the office's own target: it nudges and escalates inside, and binds nobody outside."""
        return self.label == INTERNAL or self.grade in (Grade.U, Grade.NONE)

    @property
    def may_bind_subject(self) -> bool:
        """Whether a consequence against a subject may stand on it."""
        return self.grade in (Grade.A, Grade.B) and not self.is_internal

    @property
    def is_to_be_checked(self) -> bool:
        """待核: the primary text was not read."""
        return self.grade in (Grade.B, Grade.U)

    def cited(self) -> str:
        """As an explanation quotes it."""
        marks = [mark for mark in (self.label, "待核" if self.is_to_be_checked else "") if mark]
        numbered = self.article.startswith("第")
        known = f"{self.source}{'' if numbered or not self.source else '，'}{self.article}"
        if self.grade is Grade.NONE and self.source:
            known = self.source
        return known + (f"（{'，'.join(marks)}）" if marks else "")


@dataclass(frozen=True, slots=True)
class Offset:
    """A named moment before (negative) or after the due day."""

    name: str
    amount: int
    unit: Unit

    @property
    def term(self) -> Term:
        return Term(abs(self.amount), self.unit)

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.unit.value}" if self.amount else f"0 {self.unit.value}"


@dataclass(frozen=True, slots=True)
class Nudge:
    """催办: an officer is reminded."""

    at: Offset
    tell: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """督办: one level of the ladder inside the office."""

    level: int
    at: Offset
    tell: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class ExtensionRight:
    """How far, how often and by whom a term may be extended."""

    limit: Term
    times: int
    approver: Role


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy row as it applies; `term` is None when it is unset (未设定)."""

    key: str
    name: str
    term: Term | None
    basis: Basis
    start: str
    stops_on: tuple[str, ...] = ()
    stopped_by: tuple[str, ...] = ()
    owner: Party = Party.OFFICE
    roll: bool = True
    backward: bool = False
    scoped: bool = False
    on_supplement: Supplement = Supplement.RESUME
    on_silence: Silence = Silence.NONE
    extension: ExtensionRight | None = None
    offsets: tuple[Offset, ...] = ()
    nudges: tuple[Nudge, ...] = ()
    ladder: tuple[Rung, ...] = ()
    by_class: str = ""
    variants: tuple[tuple[str, Term], ...] = ()
    valid_from: date = date.min
    valid_to: date = date.max
    profile: str = ""
    over: bool = False
    given: tuple[str, ...] = ()

    @property
    def amount(self) -> int | None:
        return self.term.amount if self.term else None

    @property
    def unit(self) -> Unit | None:
        return self.term.unit if self.term else None

    @property
    def article(self) -> str:
        return self.basis.article

    @property
    def source(self) -> str:
        return self.basis.source

    @property
    def grade(self) -> Grade:
        return self.basis.grade

    @property
    def label(self) -> str:
        return self.basis.label

    @property
    def is_unset(self) -> bool:
        return self.term is None

    @property
    def is_internal(self) -> bool:
        return self.basis.is_internal

    @property
    def may_bind_subject(self) -> bool:
        return self.term is not None and self.basis.may_bind_subject

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to

    def find_offset(self, name: str) -> Offset | None:
        """A moment by its name: `remind_1`, or that of a nudge or a rung, which are named as they are written."""
        moments = (*self.offsets, *(nudge.at for nudge in self.nudges), *(rung.at for rung in self.ladder))
        return next((offset for offset in moments if offset.name == name), None)

    def spoken(self) -> str:
        """The rule's name with its length: 作出修复决定 10 个工作日."""
        return f"{self.name} {self.term.spoken()}" if self.term else f"{self.name}（未设定）"

    def for_variant(self, variant: str) -> "Rule":
        """The rule for a kind of subject that has a term of its own."""
        term = dict(self.variants).get(variant)
        return replace(self, term=term) if term else self


# What says how long, belongs together with what it stands on.
_LENGTH = frozenset({"term", "by_class", "variants", "basis", "roll", "backward"})


def laid_over(layer: Rule, base: Rule) -> Rule:
    """A layer's row over the row below: it fills what is unset there, and replaces the rest only if it says so.

    The length comes with its article and grade, or not at all: a target of the district never borrows the article of
    the law, and a number of the law never the label of a target.
    """
    takes_length = "term" in layer.given or "by_class" in layer.given
    takes_length = takes_length and (layer.over or (base.is_unset and not base.by_class))
    taken = {
        name: getattr(layer, name)
        for name in layer.given
        if (takes_length if name in _LENGTH else layer.over or name not in base.given)
    }
    if takes_length:
        taken |= {"basis": layer.basis, "profile": layer.profile}
    return replace(base, **taken, given=tuple(sorted({*base.given, *layer.given})))


def continued(later: Rule, earlier: Rule) -> Rule:
    """A row of the same file that applies from a later day on: what it does not say goes on as before."""
    changed = laid_over(replace(later, over=True), earlier)
    return replace(changed, over=later.over, valid_from=later.valid_from, valid_to=later.valid_to)


_OFFSET = re.compile(r"([+-]?)\s*(.+)")


def parse_offset(name: str, text: str) -> Offset:
    """Reads `-3 工作日` (before the due day), `+2 工作日` (after it), `0 工作日` (on it)."""
    found = _OFFSET.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise BadInput(f"时点“{text}”无法识别", english=f"Not an offset: {text!r}")
    term = parse_term(found[2])
    if term.amount and not found[1]:
        raise BadInput(
            f"时点“{text}”没有写明在期满之前（-）还是之后（+）",
            english=f"The offset {text!r} says neither before nor after.",
        )
    return Offset(name, -term.amount if found[1] == "-" else term.amount, term.unit)
