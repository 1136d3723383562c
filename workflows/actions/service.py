"""The actions that serve a paper: an attempt begins, and its result is the legal day of service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from workflows.actions import at_hand, effects
from workflows.actions.catalogue import Desk, action
from workflows.actions.effects import Letter
from workflows.clock import china_day
from workflows.engine.environment import Place
from workflows.errors import BadAnswers, BadDiagram
from workflows.law.terms import count, parse_term
from workflows.store import facts, papers, registry
from workflows.store.facts import NewFact
from workflows.store.papers import AttemptRow, NewAttempt, PaperRow, Served

BEGUN, ENDED = "service.begun", "service.ended"
"""The facts of one attempt to serve; their scope is the paper, so that several papers of a case do not meet."""


class Method(StrEnum):
    """How a paper is served."""

    ELECTRONIC = "electronic"
    DIRECT = "direct"
    LEFT = "left"
    MAIL = "mail"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        return _METHODS[self]


_METHODS = {
    Method.ELECTRONIC: "电子送达",
    Method.DIRECT: "直接送达",
    Method.LEFT: "留置送达",
    Method.MAIL: "邮寄送达",
    Method.NOTICE: "公告送达",
}


class Result(StrEnum):
    """What came of an attempt."""

    SERVED = "served"
    FAILED = "failed"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        return {Result.SERVED: "已送达", Result.FAILED: "未送达", Result.RETURNED: "退回"}[self]


@action("service.begin", stands=True, records=(BEGUN,))
def begin(desk: Desk, place: Place, *, paper: int, method: str = "electronic") -> dict[str, Any]:
    """开始一次送达：method 为 electronic 电子、direct 直接、left 留置、mail 邮寄、notice 公告。

    电子送达以签过送达地址确认书为前提，没有签的 `possible` 为假，不产生送达；签过的由系统送入其站内文书箱，到达的日期随消息
    service.arrived（范围为文书编号）到达。其他方式由人送达，结果用 service.record 登记。开始之日记为事实 service.begun（范围为
    文书编号），等待确认的期限由此起算。
    """
    row = _get_paper(desk, place, paper)
    how = _read(Method, method, place)
    consent = _consent(desk)
    if how is Method.ELECTRONIC and (consent is None or consent > desk.today):
        desk.note("service.impossible", paper=row.number, method=how.label, reason="未签送达地址确认书")
        return {"possible": False, "attempt": 0, "reason": "未签送达地址确认书"}
    attempt = NewAttempt(row.id, how.value, desk.case.subject_name, desk.now)
    attempt_id = papers.begin_attempt(desk.connection, attempt)
    if how is Method.ELECTRONIC and desk.case.subject_id is not None:
        together = tuple(one.id for one in _companions(desk, row))
        letter = Letter(attempt_id, row.id, desk.case.subject_id, desk.case.id, together)
        effects.put(desk, place, letter, str(attempt_id))
    _note_attempt(desk, place, row, BEGUN, desk.today)
    desk.note("service.begun", paper=row.number, method=how.label)
    return {"possible": True, "attempt": attempt_id, "reason": ""}


def _consent(desk: Desk) -> date | None:
    if desk.case.subject_id is None:
        return None
    return registry.get_subject(desk.connection, desk.case.subject_id).service_consent_on


@action("service.record", stands=True, records=(ENDED,))
def record(
    desk: Desk, place: Place, *, paper: int, method: str, result: str = "served", on: str = ""
) -> dict[str, Any]:
    """登记一次送达的结果：result 为 served 已送达、failed 未送达、returned 退回；on 是到达的日期，不填即当日。

    已送达的，记录文书的表所写的 served_fact（没有写的为 paper.served），期限由此起算；文书自己指定的期限（sets）一并记下。
    登记的凭证取办理该步骤时所填的 proof。结果 `served_on` 是送达日期，未送达为空。
    """
    row = _get_paper(desk, place, paper)
    how, what = _read(Method, method, place), _read(Result, result, place)
    day = at_hand.read_day(on, desk.today)
    _refuse_impossible_day(desk, row, day)
    arrived_on = day if what is Result.SERVED else None
    proof = {"by": desk.actor.name, "files": _proof(place.names)}
    attempt = _open_attempt(desk, row, how)
    papers.end_attempt(desk.connection, attempt, Served(what.value, arrived_on, proof))
    _note_attempt(desk, place, row, ENDED, day)
    desk.note("service.result", paper=row.number, method=how.label, result=what.label, on=day.isoformat())
    if arrived_on is None:
        return {"served_on": "", "result": what.value}
    if papers.mark_served(desk.connection, row.id, arrived_on):
        _note_served(desk, place, row, arrived_on)
        _serve_companions(desk, row, how, Served(what.value, arrived_on, proof))
    served_on = papers.get_paper(desk.connection, row.id).served_on or arrived_on
    return {"served_on": served_on.isoformat(), "result": what.value}


def _get_paper(desk: Desk, place: Place, paper: int) -> PaperRow:
    """Papers of the case, and of its parent for a side case that serves them."""
    row = papers.get_paper(desk.connection, int(paper))
    if row.case_id not in (desk.case.id, desk.case.parent_id):
        raise BadDiagram("文书不属于本件", english="The paper belongs to another case.", element=place.element)
    return row


E = TypeVar("E", bound=StrEnum)


def _read(kind: type[E], said: str, place: Place) -> E:
    if said not in set(kind):
        raise BadAnswers(f"送达的方式或结果“{said}”无法识别", english=f"Not known: {said!r}", element=place.element)
    return kind(said)


def _refuse_impossible_day(desk: Desk, row: PaperRow, day: date) -> None:
    if not china_day(row.issued_at) <= day <= desk.today:
        raise BadAnswers(
            f"送达日期应在文书印发日 {china_day(row.issued_at)} 至今日 {desk.today} 之间",
            english="The day of service is impossible.",
        )


def _open_attempt(desk: Desk, row: PaperRow, how: Method) -> int:
    """The attempt that waits for its result; one that was made by hand is entered together with it."""
    attempts: tuple[AttemptRow, ...] = papers.list_attempts(desk.connection, row.id)
    waiting = [one.id for one in attempts if one.method == how and not one.result]
    if waiting:
        return waiting[-1]
    return papers.begin_attempt(desk.connection, NewAttempt(row.id, how.value, desk.case.subject_name, desk.now))


def _note_attempt(desk: Desk, place: Place, row: PaperRow, kind: str, on: date) -> None:
    evidence = {"source": "registry", "element": place.element, "paper": row.number}
    owner = at_hand.case_owner(desk)
    new = NewFact(owner, kind, on, desk.now, desk.actor.name, scope=str(row.id), evidence=evidence)
    facts.record(desk.connection, new)
    desk.facts_changed = True


def _companions(desk: Desk, row: PaperRow) -> list[PaperRow]:
    """The papers of the case that are served together with this one (两书同达)."""
    known = papers.list_of_case(desk.connection, row.case_id)
    return [one for one in known if one.served_on is None and one.facts.get("paper", {}).get("goes_with") == row.kind]


def _serve_companions(desk: Desk, row: PaperRow, how: Method, served: Served) -> None:
    """One act of service, one legal day; each paper keeps its own attempt."""
    for one in _companions(desk, row):
        attempt = papers.begin_attempt(desk.connection, NewAttempt(one.id, how.value, desk.case.subject_name, desk.now))
        papers.end_attempt(desk.connection, attempt, served)
        if served.arrived_on is not None:
            papers.mark_served(desk.connection, one.id, served.arrived_on)
        desk.note("service.together", paper=one.number, beside=row.number)


def _proof(data: Mapping[str, Any]) -> list[Any]:
    """The files that the person who registered the service gave as proof."""
    given = [said["proof"] for said in data.values() if isinstance(said, dict) and isinstance(said.get("proof"), list)]
    return given[-1] if given else []


def _note_served(desk: Desk, place: Place, row: PaperRow, on: date) -> None:
    said = row.facts.get("paper", {})
    evidence: dict[str, Any] = {"source": "registry", "element": place.element, "paper": row.number}
    calendar = desk.law.calendar
    sets = {rule: count(parse_term(term), on, calendar).on.isoformat() for rule, term in said.get("sets", {}).items()}
    if sets:
        evidence["sets"] = sets
    kind = str(said.get("served_fact", "paper.served"))
    if not kind:
        return
    new = NewFact(at_hand.case_owner(desk), kind, on, desk.now, desk.actor.name, evidence=evidence)
    facts.record(desk.connection, new)
    desk.facts_changed = True
    if said.get("credit_file"):
        at_hand.note_in_credit_file(desk, row.title, on, row.number)
