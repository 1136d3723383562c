"""Decides what of a text the public may read: no identity numbers, telephone numbers, addresses or natural persons."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY = re.compile(
    rf"(?<![0-9A-Za-z])(?:\d{{6}}(?:19|20)\d{{2}}{_MONTH_AND_DAY}\d{{3}}[\dXx]|\d{{8}}{_MONTH_AND_DAY}\d{{3}})(?![0-9A-Za-z])"
)
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8})(?!\d)")
_ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:路|街|大道|巷|弄|村|小区|花园|新村)\s*\d+\s*(?:号|弄)"
    r"(?:\s*\d+\s*(?:幢|栋|号楼|单元|室|楼|层))*"
)
HIDDEN_ADDRESS = "（地址略）"
_TAIL = 4
"""So many signs at the end of a number stay, and as many at the beginning of an identity number."""
_SHORT_NAME = 3
"""A name of more characters has a family name of two."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text as the public may read it, and what kinds of thing were hidden in it."""

    text: str
    hidden: tuple[str, ...]


def mask(text: str, persons: Iterable[str] = ()) -> Masked:
    """Hides identity numbers, telephones, addresses with a house number, and the natural persons named by the caller."""
    hidden = []
    for kind, pattern, put in _HIDDEN:
        changed = pattern.sub(put, text)
        hidden += [kind] if changed != text else []
        text = changed
    named = sorted({name.strip() for name in persons if len(name.strip()) > 1}, key=len, reverse=True)
    for name in named:
        if name in text:
            text = text.replace(name, mask_name(name))
            hidden.append("自然人姓名")
    return Masked(text, tuple(dict.fromkeys(hidden)))


def mask_phone(number: str) -> str:
    """138****0000; a landline keeps its area and its last four."""
    plain = re.sub(r"[\s-]", "", number)
    if re.fullmatch(r"1\d{10}", plain):
        return f"{plain[:3]}****{plain[-4:]}"
    return f"{'*' * (len(plain) - _TAIL)}{plain[-_TAIL:]}" if len(plain) > _TAIL else "*" * len(plain)


def mask_id(number: str) -> str:
    """3204**********001X."""
    plain = number.strip().upper()
    if len(plain) <= 2 * _TAIL:
        return "*" * len(plain)
    return f"{plain[:_TAIL]}{'*' * (len(plain) - 2 * _TAIL)}{plain[-_TAIL:]}"


def mask_name(name: str) -> str:
    """王*, 欧阳*: the family name stays."""
    family = 2 if len(name) > _SHORT_NAME else 1
    return f"{name[:family]}{'*' * (len(name) - family)}"


_HIDDEN: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    ("身份证件号码", _IDENTITY, lambda found: mask_id(found[0])),
    ("联系电话", _PHONE, lambda found: mask_phone(found[0])),
    ("住址", _ADDRESS, lambda _found: HIDDEN_ADDRESS),
)
