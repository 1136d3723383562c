"""The actions of interviews: fixing a time, moving it once, noting that it was held or missed, and what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from workflows.actions import at_hand
from workflows.actions.catalogue import Desk, action
from workflows.clock import CHINA, china_day
from workflows.engine.environment import Place
from workflows.errors import BadAnswers, BadDiagram
from workflows.law.terms import count
from workflows.registry import commitments, interviews
from workflows.registry.commitments import Promised
from workflows.registry.interviews import Kind, Minutes, Offer, Times
from workflows.store import facts, papers
from workflows.store.facts import NewFact, Owner
from workflows.store.registry import InterviewRow

SET, HELD, MISSED, CONFIRMED = "interview.set", "interview.held", "interview.missed", "interview.confirmed"
REPORT = "interview.report"
"""The rule whose last day the minutes set: when everything promised in the interview has to be done."""


@action("interview.offer", stands=True, records=(SET,))
def offer(
    desk: Desk, place: Place, *, kind: str, time: dict[str, Any], said: dict[str, Any] | None = None
) -> dict[str, Any]:
    """约定约谈时间：kind 为 mild 提示约谈、severe 警示约谈。

    time 是 at 时间、place 地点、others 供改期的备选时间（至少三个，每行一个 at）；said 是写进通知书的 topic 主题、attendee 应到人员、
    bring 携带材料，以及 delegation 可否委托他人。休息日、已经过去的时间、同一地点已有约谈的，不能约定，并说明最近可选的日子。
    记录事实 interview.set。
    """
    if kind not in set(Kind):
        raise BadDiagram(f"没有“{kind}”这种约谈", english=f"No such interview: {kind!r}", element=place.element)
    given = Offer(
        district=desk.case.district,
        case_id=desk.case.id,
        unit=desk.case.unit,
        kind=Kind(kind),
        at=interviews.read_instant(str(time.get("at", ""))),
        others=interviews.read_instants(time.get("others", [])),
        place=str(time.get("place", "")),
        said=said or {},
    )
    row = interviews.offer(desk.connection, given, at_hand.circumstances(desk))
    _note(desk, place, SET, china_day(row.at))
    desk.note("interview.set", interview=given.kind.label, at=interviews.spoken(row.at), place=row.place)
    return _told(row)


@action("interview.move", stands=True, records=(SET, CONFIRMED))
def move(desk: Desk, place: Place, *, slot: int) -> dict[str, Any]:
    """改期：信用主体在备选时间中另选一个，以一次为限；所选时间刚被占用的，请其另选。约谈日随之更正，原时间可查。"""
    row = interviews.move(desk.connection, desk.case.id, slot, at_hand.circumstances(desk))
    owner = at_hand.case_owner(desk)
    standing = [one for one in facts.list_fact_rows(desk.connection, owner) if one.kind == SET and not one.superseded]
    evidence = {"source": "registry", "element": place.element}
    new = NewFact(owner, SET, china_day(row.at), desk.now, desk.actor.name, evidence=evidence)
    facts.supersede(desk.connection, standing[-1].id, new)
    _note(desk, place, CONFIRMED, desk.today)
    desk.note("interview.moved", at=interviews.spoken(row.at), place=row.place)
    return _told(row)


@action("interview.held", stands=True, records=(HELD,))
def held(desk: Desk, place: Place, *, minutes: dict[str, Any]) -> dict[str, Any]:
    """登记已经约谈，minutes 是约谈笔录：officers 约谈人员、recorder 记录人、attendee 到场人员、capacity 身份（principal 本人、
    delegate 受委托的人）、promises 承诺事项（每行 promise 事项、due_on 期限）。

    至少两名工作人员和一名记录人，不得委托的须本人到场；没有送达凭证的通知不算约谈。报告落实情况的期限（interview.report）以最晚
    的一项承诺为准，没有承诺的按规则计算，写入笔录。记录事实 interview.held，并记入信用档案。结果 `report_by` 是该期限。
    """
    _refuse_unserved(desk)
    current = interviews.get_current(desk.connection, desk.case.id)
    present = Minutes(
        officers=tuple(str(name) for name in minutes.get("officers", ())),
        recorder=str(minutes.get("recorder", "")),
        attendee=str(minutes.get("attendee", "")),
        delegated=minutes.get("capacity") == "delegate",
    )
    interviews.refuse_minutes(present, current)
    officers = list(present.officers)
    said = {"officers": officers, "recorder": present.recorder, "present": present.attendee}
    row = interviews.close(desk.connection, desk.case.id, Times.HELD, said, desk.now)
    report_by = _report_by(desk, china_day(row.at), _read_promises(minutes.get("promises", []), china_day(row.at)))
    _note(desk, place, HELD, china_day(row.at), {"sets": {REPORT: report_by.isoformat()}})
    at_hand.note_in_credit_file(desk, Kind(row.kind).label, china_day(row.at))
    desk.note("interview.held", interview=Kind(row.kind).label, at=interviews.spoken(row.at))
    return _told(row) | {"report_by": report_by.isoformat(), "officers": officers, "recorder": present.recorder}


@action("interview.missed", stands=True, records=(MISSED,))
def missed(desk: Desk, place: Place) -> dict[str, Any]:
    """登记未到场：以约谈通知已经送达、约谈时间已过为前提。记录事实 interview.missed，并记入信用档案。"""
    _refuse_unserved(desk)
    row = interviews.close(desk.connection, desk.case.id, Times.MISSED, {}, desk.now)
    _note(desk, place, MISSED, china_day(row.at))
    at_hand.note_in_credit_file(desk, f"{Kind(row.kind).label}未到场", china_day(row.at))
    desk.note("interview.missed", interview=Kind(row.kind).label, at=interviews.spoken(row.at))
    return _told(row)


@action("interview.drop")
def drop(desk: Desk, place: Place) -> dict[str, Any]:
    """不再约谈：约定的时间和备选时间释放。结果 `dropped` 表示有一次约谈因此取消。"""
    dropped = interviews.drop(desk.connection, desk.case.id)
    if dropped:
        desk.note("interview.dropped")
    return {"dropped": dropped}


@action("commitment.promise", stands=True)
def promise(desk: Desk, place: Place, *, promises: list[Any], signer: str) -> dict[str, Any]:
    """登记约谈中作出并经对方签字的承诺，每行 promise 事项、due_on 期限：到期由系统开“履约复核”，由经办人凭证据作出结论。"""
    said = [replace(one, signer=signer) for one in _read_promises(promises, desk.today)]
    if desk.case.subject_id is None:
        raise BadDiagram("本件没有信用主体", english="This case has no subject.", element=place.element)
    numbers = commitments.promise(
        desk.connection, desk.case.id, desk.case.subject_id, said, at_hand.circumstances(desk)
    )
    for number in numbers:
        at_hand.recount(desk, Owner(commitments.OWNER, number))
    desk.note("commitment.registered", commitments=list(numbers), signed_on=desk.today.isoformat())
    return {"commitments": list(numbers)}


def _read_promises(rows: Sequence[Any], earliest: date) -> tuple[Promised, ...]:
    found = [
        Promised(str(row["promise"]), at_hand.read_day(str(row.get("due_on", "")), earliest))
        for row in rows
        if isinstance(row, dict) and row.get("promise")
    ]
    early = [one.text for one in found if one.due_on < earliest]
    if early:
        raise BadAnswers(f"承诺的期限不能早于 {earliest}：{'、'.join(early)}", english="A promise is due too early.")
    return tuple(found)


def _report_by(desk: Desk, on: date, promised: Sequence[Promised]) -> date:
    """The last day on which something was promised; without promises as the rule proposes."""
    if promised:
        return max(one.due_on for one in promised)
    rule = desk.law.policies.rule(REPORT, on=desk.today)
    if rule is None or rule.term is None:
        raise BadAnswers(
            "没有承诺事项，且规则“报告约谈要求落实情况”未设定，请写明至少一项承诺及期限",
            english="No promise was made and the rule for the report is not set; name at least one promise and its day.",
        )
    return count(rule.term, on, desk.law.calendar).on


def _refuse_unserved(desk: Desk) -> None:
    paper = papers.find_latest(desk.connection, desk.case.id, "interview-invitation")
    if paper is None or paper.served_on is None:
        raise BadAnswers(
            "约谈通知书没有送达凭证，不能登记约谈结果；请先登记送达", english="The invitation has not been served."
        )


def _note(desk: Desk, place: Place, kind: str, on: date, more: dict[str, Any] | None = None) -> None:
    evidence = {"source": "registry", "element": place.element, **(more or {})}
    new = NewFact(at_hand.case_owner(desk), kind, on, desk.now, desk.actor.name, evidence=evidence)
    facts.record(desk.connection, new)
    desk.facts_changed = True


def _told(row: InterviewRow) -> dict[str, Any]:
    """An interview as papers and messages speak of it."""
    there = row.at.astimezone(CHINA)
    return {
        "id": row.id,
        "kind": row.kind,
        "name": Kind(row.kind).label,
        "on": there.date().isoformat(),
        "hour": f"{there:%H:%M}",
        "spoken": interviews.spoken(row.at),
        "place": row.place,
        "round": row.round,
    }
