"""Decides about interviews: which times may be offered, that one is moved once only, and when one counts as held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflows.clock import CHINA, china_day
from workflows.errors import BadAnswers, Conflict, NotEligible, NotFound
from workflows.law.wording import long_day
from workflows.registry.circumstances import Circumstances
from workflows.store import cases, registry
from workflows.store.database import Open
from workflows.store.registry import InterviewRow, NewInterview

FREE_AT_LEAST = 3
"""So many other times are offered with an invitation, so that a change is possible."""
OFFICERS_AT_LEAST = 2


class Times(StrEnum):
    """What a time is or became."""

    OFFERED = "offered"
    FIXED = "fixed"
    LEFT = "left"
    HELD = "held"
    MISSED = "missed"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Times.OFFERED: "可改期",
    Times.FIXED: "待约谈",
    Times.LEFT: "已改期",
    Times.HELD: "已约谈",
    Times.MISSED: "未到场",
    Times.DROPPED: "不再约谈",
}


class Kind(StrEnum):
    """How severe the interview is."""

    MILD = "mild"
    SEVERE = "severe"

    @property
    def label(self) -> str:
        return {Kind.MILD: "提示约谈", Kind.SEVERE: "警示约谈"}[self]


@dataclass(frozen=True, slots=True)
class Offer:
    """The time of an interview with the others that may be chosen instead, and what the invitation says."""

    district: str
    case_id: int
    unit: str
    kind: Kind
    at: datetime
    others: tuple[datetime, ...]
    place: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Minutes:
    """Who sat on the side of the office, who wrote, and who came."""

    officers: tuple[str, ...]
    recorder: str
    attendee: str
    delegated: bool


def spoken(at: datetime) -> str:
    """2026-11-24（周二）14:30."""
    there = at.astimezone(CHINA)
    return f"{long_day(there.date())}{there:%H:%M}"


def offer(connection: Open, new: Offer, circumstances: Circumstances) -> InterviewRow:
    """Fixes the time and writes the others down. Raises BadAnswers for a day off, a time that is over, a room taken."""
    _refuse_bad_times(connection, new, circumstances)
    known = registry.list_interviews(connection, new.case_id)
    turn = max((row.round for row in known), default=0) + 1
    for at, state in [(new.at, Times.FIXED), *((at, Times.OFFERED) for at in sorted(new.others))]:
        row = NewInterview(
            new.district, new.case_id, new.unit, turn, new.kind.value, at, new.place, new.said, state.value
        )
        registry.add_interview(connection, row)
    return get_current(connection, new.case_id)


def _refuse_bad_times(connection: Open, new: Offer, circumstances: Circumstances) -> None:
    found: dict[str, str] = {}
    for path, at in [("at", new.at), *((f"others.{number}.at", at) for number, at in enumerate(new.others))]:
        why = _objection(connection, new, at, circumstances)
        if why:
            found[path] = why
    if len({new.at, *new.others}) <= len(new.others):
        found.setdefault("others", "备选时间不能重复，也不能与约谈时间相同")
    if len(new.others) < FREE_AT_LEAST:
        found["others"] = f"请至少提供 {FREE_AT_LEAST} 个备选时间，供对方改期"
    if found:
        raise BadAnswers("；".join(found.values()), english="These times cannot be offered.", fields=found)


def _objection(connection: Open, new: Offer, at: datetime, circumstances: Circumstances) -> str:
    """Why a time cannot be offered, with the way out; nothing when it can."""
    day, calendar = china_day(at), circumstances.calendar
    if at <= circumstances.now:
        return f"{spoken(at)} 已经过去，请另选时间"
    if not calendar.is_working_day(day):
        instead = calendar.next_working_day(day)
        why = calendar.why_off(day) or "休息日"
        return f"{long_day(day)} 是{why}，不安排约谈；最近的工作日是 {long_day(instead)}"
    taken = registry.find_fixed_at(connection, new.district, new.place, at)
    if taken is not None:
        number = cases.get_case(connection, taken.case_id).number
        return f"{new.place} {spoken(at)} 已安排 {number} 的约谈，请另选时间或地点"
    return ""


def find_current(connection: Open, case_id: int) -> InterviewRow | None:
    """The time of the newest round that stands, or what became of it."""
    newest = list_round(connection, case_id)
    return next((row for row in newest if row.state not in (Times.OFFERED, Times.LEFT)), None)


def get_current(connection: Open, case_id: int) -> InterviewRow:
    """Raises NotFound when no interview was ever fixed in the case."""
    found = find_current(connection, case_id)
    if found is None:
        raise NotFound("本件没有安排约谈", english="No interview was fixed in this case.", case=case_id)
    return found


def list_free(connection: Open, case_id: int, now: datetime) -> tuple[InterviewRow, ...]:
    """The times that may still be chosen instead of the fixed one: offered, to come, and their room not taken since."""
    current = find_current(connection, case_id)
    if current is None or current.state != Times.FIXED:
        return ()
    return tuple(
        row
        for row in registry.list_interviews(connection, case_id)
        if row.round == current.round and row.state == Times.OFFERED and _is_free(connection, row, now)
    )


def _is_free(connection: Open, row: InterviewRow, now: datetime) -> bool:
    district = cases.get_case(connection, row.case_id).district
    return row.at > now and registry.find_fixed_at(connection, district, row.place, row.at) is None


def list_round(connection: Open, case_id: int) -> tuple[InterviewRow, ...]:
    """Every time of the newest round."""
    rows = registry.list_interviews(connection, case_id)
    return tuple(row for row in rows if row.round == rows[-1].round)


def refuse_change(row: InterviewRow) -> None:
    """Raises NotEligible: nothing is asked of the subject any more about this interview."""
    why = why_not_moved(row) or "约谈时间已定，确认的期限已过，不能在线改期；仍有困难的请联系承办人"
    raise NotEligible(why, english="The interview cannot be changed any more.")


def why_not_moved(row: InterviewRow) -> str:
    """Why this interview cannot be moved by the subject any more; nothing when it can."""
    if row.state != Times.FIXED:
        return f"本次约谈{Times(row.state).label}，不能改期"
    if row.moved_on is not None:
        return f"已于 {row.moved_on} 改期一次，约谈时间为 {spoken(row.at)}；改期以一次为限，仍有困难的请联系承办人"
    return ""


def move(connection: Open, case_id: int, slot: int, circumstances: Circumstances) -> InterviewRow:
    """The subject takes another of the times offered. Raises NotEligible the second time, Conflict for one taken."""
    current = get_current(connection, case_id)
    why = why_not_moved(current)
    if why:
        raise NotEligible(why, english="The interview cannot be moved again.")
    free = {row.id: row for row in list_free(connection, case_id, circumstances.now)}
    if slot not in free:
        raise BadAnswers(
            "所选时间刚刚被占用，请在仍可选的时间中另选一个",
            english="This time was taken meanwhile.",
            fields={"slot": "所选时间已被占用，请另选一个"},
        )
    registry.save_interview(connection, current.id, {"state": Times.LEFT.value})
    registry.save_interview(connection, slot, {"state": Times.FIXED.value, "moved_on": circumstances.today})
    return get_current(connection, case_id)


def close(connection: Open, case_id: int, state: Times, said: Mapping[str, Any], now: datetime) -> InterviewRow:
    """What became of the interview. Raises Conflict when it is not waiting, BadAnswers before its time."""
    current = get_current(connection, case_id)
    if current.state != Times.FIXED:
        raise Conflict(f"本次约谈{Times(current.state).label}", english="This interview is not waiting.")
    if now < current.at:
        raise BadAnswers(
            f"约谈时间是 {spoken(current.at)}，还没有到，不能登记结果",
            english="The interview has not taken place yet.",
        )
    registry.save_interview(connection, current.id, {"state": state.value, "said": {**current.said, **said}})
    return get_current(connection, case_id)


def refuse_minutes(minutes: Minutes, current: InterviewRow) -> None:
    """At least two officers and a recorder, three different people; nobody sent where the invitation excluded it."""
    present = [name for name in (*minutes.officers, minutes.recorder) if name]
    if len(set(minutes.officers)) < OFFICERS_AT_LEAST or len(set(present)) <= OFFICERS_AT_LEAST:
        raise BadAnswers(
            "约谈须有至少两名工作人员和一名记录人，且不是同一人",
            english="At least two officers and a recorder must be present.",
            fields={"officers": "请写明至少两名工作人员和一名记录人，三人不能重复"},
        )
    if minutes.delegated and not current.said.get("delegation", False):
        raise BadAnswers(
            f"{Kind(current.kind).label}须由{current.said.get('attendee', '负责人')}本人到场，不能委托他人",
            english="Nobody may be sent to this interview.",
            fields={"capacity": "本次约谈不能委托他人；本人没有到场的，登记为未到场"},
        )


def drop(connection: Open, case_id: int) -> bool:
    """The interview is no longer needed: its time and the others are free again. True when one was waiting."""
    open_ = [row for row in registry.list_interviews(connection, case_id) if row.state in (Times.FIXED, Times.OFFERED)]
    for row in open_:
        registry.save_interview(connection, row.id, {"state": Times.DROPPED.value})
    return any(row.state == Times.FIXED for row in open_)


def read_instant(text: str) -> datetime:
    """A time as forms write it. Raises BadAnswers."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as problem:
        raise BadAnswers(f"时间“{text}”无法识别", english=f"Not a time: {text!r}") from problem
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def read_instants(rows: Sequence[Any]) -> tuple[datetime, ...]:
    """The other times, as rows of a form."""
    return tuple(read_instant(str(row.get("at", ""))) for row in rows if isinstance(row, dict))
