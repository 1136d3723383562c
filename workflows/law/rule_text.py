"""Decides whether a rule row of a policy file is well-formed, and reads it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from workflows.errors import BadInput
from workflows.law.reading import Row
from workflows.law.roles import Role
from workflows.law.rules import (
    Basis,
    ExtensionRight,
    Grade,
    Nudge,
    Offset,
    Party,
    Rule,
    Rung,
    Silence,
    Supplement,
    parse_offset,
)
from workflows.law.terms import Term, Unit, parse_term

E = TypeVar("E", bound=StrEnum)

ROLLS = {"顺延": True, "不顺延": False}
CLASS_BOUNDS = ("minimum", "maximum")
_DUE_DAY = Offset("due", 0, Unit.WORKING_DAYS)
_FIELDS_OF_A_RULE = {
    "start": "start",
    "stops_on": "stops_on",
    "stopped_by": "stopped_by",
    "owner": "owner",
    "roll": "roll",
    "backward": "backward",
    "scoped": "scoped",
    "on_supplement": "on_supplement",
    "on_silence": "on_silence",
    "extension": "extension",
    "offsets": "offsets",
    "nudges": "nudges",
    "ladder": "ladder",
    "by_class": "by_class",
    "variants": "variants",
    "amount": "term",
    "name": "name",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What every row of a file takes from the file's head."""

    profile: str
    is_law: bool


def read_rule(row: Row, frame: Frame) -> Rule:
    """One rule row; a layer may leave out what the row below already says."""
    key = row.need("key")
    name, start = (row.need("name"), row.need("start")) if frame.is_law else (row.text("name"), row.text("start"))
    term = _length(row)
    valid_from, valid_to = row.day("valid_from") or date.min, row.day("valid_to") or date.max
    if valid_to < valid_from:
        row.find("valid_to 早于 valid_from")
    by_class = row.text("by_class")
    if by_class and by_class not in CLASS_BOUNDS:
        row.find(f"by_class 应为 {' 或 '.join(CLASS_BOUNDS)}")
    return Rule(
        key=key,
        name=name,
        term=term,
        basis=read_basis(row),
        start=start,
        stops_on=row.names("stops_on"),
        stopped_by=row.names("stopped_by"),
        owner=choice(row, "owner", Party, Party.OFFICE),
        roll=_roll(row),
        backward=row.flag("backward"),
        scoped=row.flag("scoped"),
        on_supplement=choice(row, "on_supplement", Supplement, Supplement.RESUME),
        on_silence=choice(row, "on_silence", Silence, Silence.NONE),
        extension=next((_extension(part) for part in row.table("extension", "延长")), None),
        offsets=tuple(_offsets(row)),
        nudges=tuple(Nudge(_at(part), _told(part)) for part in row.rows("nudges", "催办")),
        ladder=tuple(_ladder(row)),
        by_class=by_class,
        variants=tuple(_variants(row)),
        valid_from=valid_from,
        valid_to=valid_to,
        profile=frame.profile,
        over=row.flag("over"),
        given=tuple(sorted(ours for theirs, ours in _FIELDS_OF_A_RULE.items() if row.has(theirs))),
    )


def read_basis(row: Row) -> Basis:
    """Article, source, grade and label; article and grade may never be missing."""
    article, source, label = row.need("article"), row.text("source"), row.text("label")
    grade = choice(row, "grade", Grade, Grade.U)
    if not row.has("grade"):
        row.find("缺少字段 grade（A、B、U 或 –）")
    return Basis(article, source, grade, label)


def choice(row: Row, name: str, kind: type[E], default: E) -> E:
    """One of the words that an enumeration knows."""
    value = row.text(name)
    if not value:
        return default
    try:
        return kind(value)
    except ValueError:
        row.find(f"字段 {name} 为“{value}”，应为 {'、'.join(member.value for member in kind)} 之一")
        return default


def choices(row: Row, name: str, kind: type[E]) -> tuple[E, ...]:
    """A list of such words."""
    found = []
    for value in row.names(name):
        try:
            found.append(kind(value))
        except ValueError:
            row.find(f"字段 {name} 中的“{value}”应为 {'、'.join(member.value for member in kind)} 之一")
    return tuple(found)


def read_term(row: Row, name: str) -> Term | None:
    """A term written in one text: `3 月`."""
    text = row.text(name)
    if not text:
        return None
    try:
        return parse_term(text)
    except BadInput as refusal:
        row.find(f"字段 {name}：{refusal.sentence}")
        return None


def _length(row: Row) -> Term | None:
    amount, unit_text = row.number("amount"), row.text("unit")
    unit = next((unit for unit in Unit if unit.value == unit_text), None)
    if unit_text and unit is None:
        row.find(f"字段 unit 为“{unit_text}”，应为 {'、'.join(unit.value for unit in Unit)} 之一")
    if amount is None:
        return None
    if amount < 0:
        row.find("字段 amount 不能为负数")
    if not unit_text:
        row.find("写了 amount 而没有 unit（单位）")
    return Term(max(amount, 0), unit or Unit.WORKING_DAYS)


def _roll(row: Row) -> bool:
    value = row.text("roll", "顺延")
    if value not in ROLLS:
        row.find(f"字段 roll 为“{value}”，应为 顺延 或 不顺延")
    return ROLLS.get(value, True)


def _extension(row: Row) -> ExtensionRight:
    limit = read_term(row, "limit")
    if limit is None:
        row.find('缺少最长延长期 limit，如 "10 工作日"')
    approver = choice(row, "approver", Role, Role.MANAGER)
    if not row.has("approver"):
        row.find("缺少批准人 approver")
    return ExtensionRight(limit or Term(0, Unit.WORKING_DAYS), row.number("times") or 1, approver)


def _offsets(row: Row) -> Iterator[Offset]:
    for name, text in row.texts("offsets").items():
        offset = _offset(row, name, text)
        if offset is not None:
            yield offset


def _offset(row: Row, name: str, text: str) -> Offset | None:
    try:
        return parse_offset(name, text)
    except BadInput as refusal:
        row.find(f"时点 {name}：{refusal.sentence}")
        return None


def _at(row: Row) -> Offset:
    found = _offset(row, "at", row.need("at")) or _DUE_DAY
    return replace(found, name=str(found))


def _told(row: Row) -> tuple[Role, ...]:
    told = choices(row, "tell", Role)
    if not told:
        row.find("缺少告知对象 tell")
    return told


def _ladder(row: Row) -> Iterator[Rung]:
    levels: list[int] = []
    for part in row.rows("ladder", "督办"):
        level = part.number("level") or 0
        levels.append(level)
        yield Rung(level, _at(part), _told(part))
    if levels != list(range(1, len(levels) + 1)):
        row.find("督办级别 level 应从 1 起逐级加一")


def _variants(row: Row) -> Iterator[tuple[str, Term]]:
    for name, text in row.texts("variants").items():
        try:
            yield name, parse_term(text)
        except BadInput as refusal:
            row.find(f"变体 {name}：{refusal.sentence}")


def find_unknown(row_names: Iterable[str], known: frozenset[str]) -> list[str]:
    """The names that are not declared."""
    return [name for name in row_names if name and name not in known]
