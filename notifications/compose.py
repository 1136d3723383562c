"""Decides what a message says to its receiver: the text with its values, long and short, or a refusal that names what is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifications.message import MessageText, Parts, Place, Style
from notifications.refusals import BadText, MissingName

ONE_SMS = 70
_EACH_OF_MANY = 67
"""A longer text goes in parts, and each of them carries the mark that joins them."""

_CHINA = ZoneInfo("Asia/Shanghai")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it goes out; `sms` is empty when the text has no short form."""

    code: str
    title: str
    body: str
    sms: str
    subject: str

    @property
    def sms_count(self) -> int:
        """As how many short messages it is sent and paid."""
        return count_sms(self.sms)


@dataclass(frozen=True, slots=True)
class _Writing:
    """How values are written here: days of this year briefly in a short message, paths as addresses of this office."""

    year: int
    base_url: str
    brief: bool = False


def compose(text: MessageText, values: Mapping[str, object], *, now: datetime, base_url: str = "") -> Message:
    """Puts the values into the text. A value that is a path of the office ("/p/cases/…") becomes an address under `base_url`.

    Raises MissingName for every value that is missing or empty, BadText for one that cannot be written in its place.
    """
    missing = sorted(name for name in text.uses if values.get(name) in (None, "", [], ()))
    if missing:
        raise MissingName(
            f"消息 {text.code} 缺少：{'、'.join(missing)}，未发送",
            english=f"Message {text.code} lacks {', '.join(missing)}; it was not sent.",
            code=text.code,
            missing=tuple(missing),
        )
    long = _Writing(now.astimezone(_CHINA).year, base_url.rstrip("/"))
    short = _Writing(long.year, long.base_url, brief=True)
    return Message(
        code=text.code,
        title=_one_line(_written(text.title, values, long)),
        body=_written(text.body, values, long),
        sms=_one_line(_written(text.sms, values, short)),
        subject=_one_line(_written(text.subject, values, long)),
    )


def count_sms(text: str) -> int:
    """A short message holds 70 characters, each part of a longer one 67; rare characters count twice."""
    units = len(text.encode("utf-16-le")) // 2
    if units <= ONE_SMS:
        return 1 if units else 0
    return -(-units // _EACH_OF_MANY)


def _written(parts: Parts, values: Mapping[str, object], writing: _Writing) -> str:
    return "".join(place.before + (_value(values[place.name], place, writing) if place.name else "") for place in parts)


def _value(value: object, place: Place, writing: _Writing) -> str:
    if place.style in (Style.DAY, Style.LONG, Style.WEEKDAY):
        return _day(_as_day(value, place), place.style)
    if isinstance(value, Sequence) and not isinstance(value, str):
        lines = [_value(line, Place("", place.name), writing).strip() for line in value]
        if place.style is Style.NUMBERED:
            lines = [f"{number}．{line}" for number, line in enumerate(lines, 1)]
        return "；".join(lines)
    if isinstance(value, bool) or not isinstance(value, (str, int, float, date)):
        raise BadText(f"“{place.name}”的值不能写入消息", english=f"{place.name} cannot be written.", name=place.name)
    return _plain(str(value), writing)


def _plain(said: str, writing: _Writing) -> str:
    if writing.brief and _DAY.fullmatch(said) and said.startswith(f"{writing.year}-"):
        return said[5:]
    if said.startswith("/"):
        return writing.base_url + said
    return said


def _as_day(value: object, place: Place) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError as problem:
        raise BadText(
            f"“{place.name}”不是日期：{value}", english=f"{place.name} is no date.", name=place.name
        ) from problem


def _day(day: date, style: Style) -> str:
    if style is Style.WEEKDAY:
        return f"周{_WEEKDAYS[day.weekday()]}"
    return f"{day.month}月{day.day}日" if style is Style.DAY else f"{day.year}年{day.month}月{day.day}日"


def _one_line(text: str) -> str:
    """Titles, subjects and short messages have no breaks, whatever a value brings along."""
    return " ".join(text.split())
