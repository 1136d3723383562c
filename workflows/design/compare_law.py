"""Says what differs between two policies or calendars: which rule is how long from when, which days are off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Protocol

from workflows.errors import Refusal
from workflows.law.calendar import Year, is_festival_list, parse_year
from workflows.law.profile import Profile
from workflows.law.profile_text import parse_profile
from workflows.law.rules import Rule

_FIELDS = {
    "name": "名称",
    "term": "期间",
    "start": "起算事实",
    "stops_on": "办结事实",
    "stopped_by": "暂停事由",
    "owner": "办理人",
    "roll": "顺延",
    "backward": "向前推算",
    "scoped": "按单位",
    "on_supplement": "补正后",
    "on_silence": "逾期未办",
    "extension": "延期",
    "offsets": "时点",
    "nudges": "催办",
    "ladder": "督办",
    "by_class": "按分类",
    "variants": "特别期间",
    "valid_to": "有效期",
    "basis": "依据",
}


def policies(_path: str, before: bytes, after: bytes) -> list[str]:
    """One line for each rule and other row that was added, dropped or changed."""
    try:
        old, new = parse_profile(before.decode()), parse_profile(after.decode())
    except (Refusal, UnicodeDecodeError):
        return []
    return [*_rules(old, new), *_rows(old, new)]


def _rules(old: Profile, new: Profile) -> Iterator[str]:
    known, now = _by_row(old.rules), _by_row(new.rules)
    for row, rule in now.items():
        if row not in known:
            yield _new_rule(rule, known)
        elif known[row] != rule:
            yield f"规则 {_called(rule)}：{'；'.join(_rule_changes(known[row], rule))}"
    yield from (f"删除规则 {_called(rule)}" for row, rule in known.items() if row not in now)


def _by_row(rules: Iterable[Rule]) -> Mapping[tuple[str, date], Rule]:
    return {(rule.key, rule.valid_from): rule for rule in rules}


def _called(rule: Rule) -> str:
    since = f"（自 {rule.valid_from} 起）" if rule.valid_from > date.min else ""
    return f"{rule.key}{since}"


def _new_rule(rule: Rule, known: Mapping[tuple[str, date], Rule]) -> str:
    earlier = [old for (key, since), old in sorted(known.items()) if key == rule.key and since <= rule.valid_from]
    length = _length(rule)
    if earlier:
        return f"规则 {_called(rule)}：{_length(earlier[-1])} 改为 {length}，以前起算的不变"
    return f"新增规则 {_called(rule)}：{length}"


def _length(rule: Rule) -> str:
    return str(rule.term) if rule.term is not None else "（期间不在本行）"


def _rule_changes(old: Rule, new: Rule) -> Iterator[str]:
    for field in fields(Rule):
        if field.name in {"key", "valid_from", "profile", "given", "over"}:
            continue
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        label = _FIELDS.get(field.name, field.name)
        yield f"{label} {_length(old)} 改为 {_length(new)}" if field.name == "term" else f"{label}修改"


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_ROWS = {
    "holds": "暂停",
    "conditions": "修复条件",
    "waivers": "例外",
    "classes": "分类",
    "ways": "修复方式",
    "record_kinds": "记录种类",
    "priorities": "重点服务对象",
    "transitions": "过渡",
}


def _rows(old: Profile, new: Profile) -> Iterator[str]:
    for name, title in _ROWS.items():
        known: Mapping[str, _Keyed] = {row.key: row for row in getattr(old, name)}
        now: Mapping[str, _Keyed] = {row.key: row for row in getattr(new, name)}
        yield from (f"新增{title} {key}" for key in now if key not in known)
        yield from (f"修改{title} {key}" for key in now if key in known and known[key] != now[key])
        yield from (f"删除{title} {key}" for key in known if key not in now)
    if old.facts != new.facts:
        yield "事实清单修改"
    if (old.valid_from, old.valid_to) != (new.valid_from, new.valid_to):
        yield f"施行日期由 {old.valid_from} 改为 {new.valid_from}"


def calendars(_path: str, before: bytes, after: bytes) -> list[str]:
    """The days that became free or working."""
    try:
        texts = [content.decode() for content in (before, after)]
        if any(is_festival_list(text) for text in texts):
            return []
        old, new = (parse_year(text) for text in texts)
    except (Refusal, UnicodeDecodeError):
        return []
    return [*_days("放假", _holidays(old), _holidays(new)), *_days("调休上班", _worked(old), _worked(new))]


def _holidays(year: Year) -> set[date]:
    return {day for day, _name in year.holidays}


def _worked(year: Year) -> set[date]:
    return set(year.make_up_days)


def _days(what: str, old: set[date], new: set[date]) -> Iterator[str]:
    for verb, days in (("新增", new - old), ("取消", old - new)):
        if days:
            yield f"{verb}{what}：{'、'.join(str(day) for day in sorted(days))}"
