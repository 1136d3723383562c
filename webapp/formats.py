"""Decides how days, moments, numbers, codes and personal details are written on pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from workflows.clock import CHINA, china_day
from workflows.law.masking import mask_id, mask_name, mask_phone

WEEKDAYS = (
    lazy_gettext("周一"),
    lazy_gettext("周二"),
    lazy_gettext("周三"),
    lazy_gettext("周四"),
    lazy_gettext("周五"),
    lazy_gettext("周六"),
    lazy_gettext("周日"),
)
SMALL = 5
"""Public figures below this are told as "fewer than": they could point at somebody."""


def day(value: date | datetime | None) -> str:
    """A day in a table: 2026-11-26. An instant is told as the day in China on which it falls."""
    if value is None:
        return ""
    return _china(value).isoformat()


def short_day(value: date | datetime, today: date) -> str:
    """A day on a badge: 11-26, with its year when that is not this one."""
    on = _china(value)
    return f"{on:%m-%d}" if on.year == today.year else on.isoformat()


def spoken_day(value: date | datetime, today: date) -> str:
    """A day in a sentence: 11-26（周四）."""
    return _("%(day)s（%(weekday)s）", day=short_day(value, today), weekday=weekday(value))


def weekday(value: date | datetime) -> str:
    return str(WEEKDAYS[_china(value).weekday()])


def spelled_day(value: date | datetime) -> str:
    """A day on a paper: 2026年11月26日."""
    on = _china(value)
    return f"{on.year}年{on.month}月{on.day}日"


def full_moment(value: datetime) -> str:
    """A moment with its weekday: 2026-11-23（周一）10:00."""
    return _("%(day)s（%(weekday)s）%(hour)s", day=day(value), weekday=weekday(value), hour=hour(value))


def near_day(value: date | datetime, today: date) -> str:
    """今天, 明天 or 昨天 with the day; any other day as in a sentence."""
    word = _near(_china(value), today)
    return f"{word} {short_day(value, today)}" if word else spoken_day(value, today)


def _near(on: date, today: date) -> str:
    """The word for a day beside today; nothing for any other."""
    match (on - today).days:
        case -1:
            return _("昨天")
        case 0:
            return _("今天")
        case 1:
            return _("明天")
    return ""


def moment(value: datetime | None) -> str:
    """A moment in a table: 2026-11-26 14:30."""
    return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}" if value is not None else ""


def near_moment(value: datetime, today: date) -> str:
    """A moment in a list: 今天 14:30, 11-26 14:30."""
    on = _china(value)
    return f"{_near(on, today) or short_day(on, today)} {hour(value)}"


def hour(value: datetime | time) -> str:
    """14:30, on the clocks of China."""
    return f"{value.astimezone(CHINA):%H:%M}" if isinstance(value, datetime) else f"{value:%H:%M}"


def machine(value: date | datetime) -> str:
    """The value of a <time> element."""
    return value.astimezone(CHINA).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def count(value: int) -> str:
    """48,210."""
    return f"{value:,}"


def at_most(value: int, cap: int) -> str:
    """A count that stops at its cap: 999+."""
    return f"{cap - 1}+" if value >= cap else count(value)


def small(value: int) -> str:
    """A public count: <5 hides who it was; nought is nobody."""
    return f"<{SMALL}" if 0 < value < SMALL else count(value)


def money(value: Decimal | int | float | str) -> str:
    """12,345.00 元."""
    exact = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return _("%(amount)s 元", amount=f"{exact:,}")


def share(part: int, whole: int) -> str:
    """87.5%（35/40）; of nothing there is no share."""
    if whole == 0:
        return "—"
    percent = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return noted(f"{percent}%", f"{count(part)}/{count(whole)}")


def size(octets: int) -> str:
    """2.4 MB, 812 kB."""
    if octets < 1000:
        return f"{octets} B"
    if octets < 999_500:
        return f"{octets / 1000:.0f} kB"
    return f"{octets / 1_000_000:.1f} MB"


def noted(text: object, note: object) -> str:
    """A word with what belongs to it: 送达（3）; without a note the word alone."""
    return _("%(text)s（%(note)s）", text=text, note=note) if str(note) else str(text)


def listed(names: Iterable[str]) -> str:
    """甲、乙、丙."""
    return _("、").join(names)


def digest_tail(sha256: str | None) -> str:
    """The end of a digest, in groups that can be compared by eye: …9f3a 77c1."""
    return f"…{sha256[-8:-4]} {sha256[-4:]}" if sha256 else ""


def breakable(text: str) -> Markup:
    """A long number that may break after its signs, so that it never pushes a phone page wide."""
    parts = [Markup.escape(part) for part in re.split(r"(?<=[-/〔〕_@.])", str(text))]
    return Markup("<wbr>").join(parts)


def _china(value: date | datetime) -> date:
    return china_day(value) if isinstance(value, datetime) else value


FILTERS: Mapping[str, Callable[..., Any]] = {
    "day": day,
    "short_day": short_day,
    "spoken_day": spoken_day,
    "weekday": weekday,
    "spelled_day": spelled_day,
    "full_moment": full_moment,
    "near_day": near_day,
    "moment": moment,
    "near_moment": near_moment,
    "hour": hour,
    "machine": machine,
    "grouped": count,
    "at_most": at_most,
    "small": small,
    "money": money,
    "share": share,
    "size": size,
    "noted": noted,
    "listed": listed,
    "mask_phone": mask_phone,
    "mask_id": mask_id,
    "mask_name": mask_name,
    "digest_tail": digest_tail,
    "breakable": breakable,
}
