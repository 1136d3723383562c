"""Decides what a message text is: its code, its title, its long and short forms, the names that it uses.

A text is a TOML file of a process, messages/<name>.toml:

    code = "N3"
    title = "信用修复申请已受理"
    receivers = ["subject"]
    body = "贵单位申请（{case_no}）已于{date}受理，将在{due}前作出决定。"
    sms = "【{unit}】{case_no}已受理，将于{due}前作出决定。"     # without it no short message is sent
    email = "信用修复申请已受理（{case_no}）"                     # the subject of the mail; default: the title

    [names]                                                      # what the step has to provide; a plain list works too
    due = "deadlines['repair.decide'].due_on"

A place may say how it is written: {due:day} 11月26日, {due:long} 2026年11月26日, {due:weekday} 周四, {items:numbered} 1．…；2．….
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from notifications.refusals import BadText


class Style(StrEnum):
    """How a value may be written."""

    PLAIN = ""
    DAY = "day"
    LONG = "long"
    WEEKDAY = "weekday"
    NUMBERED = "numbered"


@dataclass(frozen=True, slots=True)
class Place:
    """Plain text, followed by the place for a value (none at the end of a text)."""

    before: str
    name: str = ""
    style: Style = Style.PLAIN


Parts = tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class MessageText:
    """A text with places for values."""

    code: str
    title: Parts
    body: Parts
    sms: Parts
    subject: Parts
    names: tuple[str, ...]
    receivers: tuple[str, ...]

    @property
    def uses(self) -> frozenset[str]:
        """Every name with a place somewhere in the text."""
        return frozenset(
            place.name for parts in (self.title, self.body, self.sms, self.subject) for place in parts if place.name
        )


def read_text(content: bytes, path: str = "") -> MessageText:
    """Reads a text file. Raises BadText, naming the file and the field."""
    try:
        says = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadText(f"消息文本 {path} 无法读取：{problem}", english=f"{path} cannot be read: {problem}") from problem
    title = _field(says, "title", path)
    email = says.get("email", title)
    if isinstance(email, Mapping):
        email = email.get("subject", title)
    return MessageText(
        code=_field(says, "code", path),
        title=split(title, path),
        body=split(_field(says, "body", path), path),
        sms=split(str(says.get("sms", "")), path),
        subject=split(str(email), path),
        names=tuple(says.get("names", ())),
        receivers=tuple(says.get("receivers", ())),
    )


def split(text: str, path: str = "") -> Parts:
    """A text at its places. Raises BadText for a place that is more than a name and a style."""
    try:
        return tuple(_places(text))
    except ValueError as problem:
        raise BadText(f"消息文本 {path} 有误：{problem}", english=f"Bad text {path}: {problem}") from problem


def _places(text: str) -> Iterator[Place]:
    for before, name, style, conversion in string.Formatter().parse(text):
        if name is None:
            yield Place(before)
        elif not name.isidentifier() or conversion:
            raise ValueError(f"“{{{name}}}”不是名称")
        elif (style or "") not in set(Style):
            raise ValueError(f"“{{{name}:{style}}}”的写法不存在")
        else:
            yield Place(before, name, Style(style or ""))


def _field(says: Mapping[str, Any], name: str, path: str) -> str:
    value = says.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadText(f"消息文本 {path} 缺少 {name}", english=f"{path} lacks {name}.", field=name)
    return value
