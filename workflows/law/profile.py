"""Decides what a policy profile consists of: rules, holds, conditions, classes, repair ways, kinds and transitions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Protocol, TypeVar

from workflows.law.rules import Basis, Rule
from workflows.law.terms import Term


class ProfileKind(StrEnum):
    """A law by its dates, a layer by the office's choice, a drill only when asked for."""

    LAW = "law"
    LAYER = "layer"
    DRILL = "drill"

    @property
    def label(self) -> str:
        return {ProfileKind.LAW: "上位法", ProfileKind.LAYER: "地方层", ProfileKind.DRILL: "演练"}[self]


class Source(StrEnum):
    """Who says that something is so."""

    UNIT = "unit"
    REGISTRY = "registry"
    CHECKED = "checked-upload"
    STATEMENT = "statement"

    @property
    def label(self) -> str:
        return {
            Source.UNIT: "认定单位确认",
            Source.REGISTRY: "登记信息",
            Source.CHECKED: "经办人核验的材料",
            Source.STATEMENT: "申请人声明",
        }[self]


class Stage(StrEnum):
    """When eligibility is weighed: on looking, on acceptance, on decision."""

    LOOK = "look"
    ACCEPT = "accept"
    DECIDE = "decide"

    @property
    def label(self) -> str:
        return {Stage.LOOK: "查看", Stage.ACCEPT: "受理", Stage.DECIDE: "决定"}[self]

    def has_reached(self, other: "Stage") -> bool:
        order = list(Stage)
        return order.index(self) >= order.index(other)


class ConditionKind(StrEnum):
    """How a condition is weighed."""

    MINIMUM = "minimum"
    PROVED = "proved"
    REPAIRABLE = "repairable"
    SINGLE = "single"
    BAR = "bar"

    @property
    def label(self) -> str:
        return {
            ConditionKind.MINIMUM: "最短公示期",
            ConditionKind.PROVED: "有事实证明",
            ConditionKind.REPAIRABLE: "依法可修复",
            ConditionKind.SINGLE: "无在办申请",
            ConditionKind.BAR: "无限制申请期",
        }[self]


class Route(StrEnum):
    """Who decides on the repair of a kind of record."""

    UNIT = "unit"
    UPSTREAM = "upstream"

    @property
    def label(self) -> str:
        return {Route.UNIT: "认定单位决定", Route.UPSTREAM: "报上级平台办理"}[self]


@dataclass(frozen=True, slots=True)
class HoldKind:
    """Why a clock may stand still: the act that begins it, the act that ends it, and the rule that limits it."""

    key: str
    name: str
    begins: str
    ends: str
    maximum: str
    supplement: bool
    basis: Basis


@dataclass(frozen=True, slots=True)
class RecordClass:
    """轻微, 一般, 严重: how long such a record is public."""

    key: str
    name: str
    minimum: Term | None
    no_minimum: bool
    maximum: Term | None
    published: bool
    basis: Basis

    def bound(self, name: str) -> Term | None:
        return self.minimum if name == "minimum" else self.maximum


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of repair, with what proves it, what speaks against it, and the sentences for each answer."""

    key: str
    name: str
    kind: ConditionKind
    binds_at: Stage
    met: str
    open: str
    failed: str
    basis: Basis
    rule: str = ""
    facts: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A fact that makes a condition unnecessary, e.g. the court's approval of a reorganisation plan."""

    key: str
    condition: str
    fact: str
    reason: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Slot:
    """One material that a repair way asks for."""

    key: str
    name: str
    issuer: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Way:
    """One of the five ways of repair; `fact` proves that its check was passed, `classes` says for which it counts."""

    key: str
    name: str
    slots: tuple[Slot, ...]
    fact: str
    sources: tuple[Source, ...]
    classes: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record: whether it can be repaired at all, and who decides on that."""

    key: str
    name: str
    repairable: bool
    route: Route
    remedies: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class PriorityKind:
    """A kind of subject that is served first."""

    key: str
    name: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Transition:
    """The new law also governs what started under the old one, for these rules."""

    key: str
    rules: tuple[str, ...]
    reason: str
    basis: Basis

    def covers(self, rule_key: str) -> bool:
        return any(fnmatchcase(rule_key, pattern) for pattern in self.rules)


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=_Keyed)


def by_key(rows: Iterable[K], key: str) -> K | None:
    return next((row for row in rows if row.key == key), None)


@dataclass(frozen=True, slots=True)
class Profile:
    """One policy file, or several laid over each other for a day."""

    key: str
    name: str
    kind: ProfileKind
    standing: bool
    valid_from: date
    valid_to: date
    facts: tuple[tuple[str, str], ...] = ()
    holds: tuple[HoldKind, ...] = ()
    rules: tuple[Rule, ...] = ()
    conditions: tuple[Condition, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    classes: tuple[RecordClass, ...] = ()
    ways: tuple[Way, ...] = ()
    record_kinds: tuple[RecordKind, ...] = ()
    priorities: tuple[PriorityKind, ...] = ()
    transitions: tuple[Transition, ...] = ()
    names: tuple[str, ...] = field(default=())

    def is_in_force_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to

    def fact_name(self, kind: str) -> str:
        """The Chinese name of a kind of fact."""
        return dict(self.facts).get(kind, kind)

    def find_rule(self, key: str) -> Rule | None:
        return by_key(self.rules, key)

    def find_hold(self, key: str) -> HoldKind | None:
        return by_key(self.holds, key)

    def find_class(self, name: str) -> RecordClass | None:
        """By its key (`general`) or its Chinese name (一般)."""
        return next((row for row in self.classes if name in (row.key, row.name)), None)

    def find_record_kind(self, key: str) -> RecordKind | None:
        return by_key(self.record_kinds, key)

    def find_way(self, key: str) -> Way | None:
        return by_key(self.ways, key)

    def ways_for(self, record_class: str) -> tuple[Way, ...]:
        """The ways that count for a class; when no row says so, none is required and all may be chosen."""
        found = self.find_class(record_class)
        named = tuple(way for way in self.ways if found and way.classes and found.key in way.classes)
        return named or self.ways

    def requires_way(self, record_class: str) -> bool:
        """Whether a repair of this class needs one of its ways to be passed."""
        found = self.find_class(record_class)
        return found is not None and any(found.key in way.classes for way in self.ways)
