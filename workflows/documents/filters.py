"""Decides how days, terms, money, classes and lists are written in the body of a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from workflows.errors import BadInput
from workflows.law import wording
from workflows.law.terms import Unit, parse_term

_NUMERALS = "零一二三四五六七八九"
_HUNDRED = 100


def day(value: object) -> str:
    """2026-11-26 → 2026年11月26日."""
    return wording.spelled(_as_day(value))


def short_day(value: object) -> str:
    """2026-11-26 → 11月26日, where the year is clear."""
    found = _as_day(value)
    return f"{found.month}月{found.day}日"


def weekday(value: object) -> str:
    """2026-11-26 → 周四."""
    return wording.weekday(_as_day(value))


def full_day(value: object) -> str:
    """2026-11-26 → 2026年11月26日（周四）."""
    return f"{day(value)}（{weekday(value)}）"


def money(value: object) -> str:
    """12345 → 12,345.00元."""
    try:
        return f"{Decimal(str(value)):,.2f}元"
    except InvalidOperation as problem:
        raise BadInput(f"金额“{value}”无法识别", english=f"Not an amount of money: {value!r}") from problem


def term(value: object) -> str:
    """10 工作日 → 10个工作日; 60 自然日 → 60日, as the law says it."""
    found = parse_term(str(value))
    return f"{found.amount}日" if found.unit is Unit.DAYS else found.spoken().replace(" ", "")


def class_name(value: object) -> str:
    """一般 → 一般失信."""
    said = str(value)
    return said if said.endswith("失信") else f"{said}失信"


def numeral(value: object) -> str:
    """1 → 一, 12 → 十二, 23 → 二十三: for 一、 （一） of sections; up to 99."""
    number = int(str(value))
    if not 0 < number < _HUNDRED:
        raise BadInput(f"序号 {number} 超出范围", english=f"No numeral for {number}.")
    tens, ones = divmod(number, 10)
    lead = {0: "", 1: "十"}.get(tens, f"{_NUMERALS[tens]}十")
    return lead + (_NUMERALS[ones] if ones else "")


def listed(values: Iterable[object], by: str = "、") -> str:
    """甲、乙、丙; what is empty is left out, what occurs twice is said once."""
    return by.join(dict.fromkeys(str(value) for value in values if value not in (None, "")))


def _as_day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as problem:
        raise BadInput(f"日期“{value}”无法识别", english=f"Not a date: {value!r}") from problem


FILTERS: Mapping[str, Callable[..., Any]] = {
    "day": day,
    "short_day": short_day,
    "full_day": full_day,
    "weekday": weekday,
    "money": money,
    "term": term,
    "class_name": class_name,
    "numeral": numeral,
    "listed": listed,
}
"""By the names that a body uses: {{ deadline.due_on | day }}."""
