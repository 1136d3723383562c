"""The actions of credit repair: eligibility, the repair ways, promises and their check, revoking a repair, barring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.actions import at_hand
from workflows.actions.catalogue import Desk, action
from workflows.clock import china_day
from workflows.engine.environment import Place
from workflows.errors import BadAnswers, BadDiagram, Conflict
from workflows.law.deadlines import Deadline, reckon
from workflows.law.eligibility import Answer
from workflows.law.profile import Source, Stage, Way
from workflows.registry import commitments, eligibility, measures
from workflows.registry.commitments import CheckResult, Signed
from workflows.registry.eligibility import Application, Weighed, weigh_records, worst
from workflows.store import facts, papers, registry
from workflows.store.facts import NewFact, Owner
from workflows.store.papers import PaperState
from workflows.store.registry import RecordRow

STAGES = {"application": Stage.LOOK, "acceptance": Stage.ACCEPT, "decision": Stage.DECIDE}
DECISION = "decision"
"""The kind of paper that grants a repair, and that a revoked one takes back."""

FALSE_STATEMENT = "false.statement"
BAR = "repair.reapply"


@action("eligibility.weigh")
def weigh(desk: Desk, place: Place, *, moment: str = "application") -> dict[str, Any]:
    """按申请日适用的规则审查本件每条记录是否可以修复。

    `moment` 写 application 申请时、acceptance 受理时或 decision 决定时，越往后须满足的条件越全。结果：may 是否可以，verdict
    为 may 可以、from 自某日起可以、not-yet 暂不能、never 依法不可，from_on 最早日期，reasons 不满足的理由，lines 每项条件
    （名称、✔✘○、理由、来源）。多条记录以最不利的一条为准。
    """
    if moment not in STAGES:
        raise BadDiagram(f"审查时点“{moment}”无法识别", english=f"No such moment: {moment!r}", element=place.element)
    rows = at_hand.lock_records(desk)
    application = Application(desk.case.id, china_day(desk.case.opened_at))
    weighed = weigh_records(desk.connection, rows, application, at_hand.circumstances(desk), STAGES[moment])
    answer = worst(weighed)
    desk.note("eligibility", moment=moment, verdict=answer.verdict.label, reasons=_reasons(weighed))
    return {
        "may": answer.may,
        "verdict": answer.verdict.value,
        "spoken": answer.spoken(desk.today),
        "from_on": answer.from_on.isoformat() if answer.from_on else "",
        "reasons": _reasons(weighed),
        "lines": _lines(answer),
        "weighed_on": desk.today.isoformat(),
    }


def _reasons(weighed: Sequence[Weighed]) -> list[str]:
    """With several records each reason says which one it is about."""
    named = len(weighed) > 1
    return [
        f"{one.record.document_number}：{reason}" if named else reason
        for one in weighed
        for reason in one.answer.reasons
    ]


def _lines(answer: Answer) -> list[dict[str, str]]:
    return [
        {
            "name": line.name,
            "mark": line.mark.value,
            "reason": line.reason,
            "source": line.source.label if line.source else "",
        }
        for line in answer.lines
    ]


@action("ways.check")
def check_ways(desk: Desk, place: Place, *, chosen: list[Any], passed: list[Any] | None = None) -> dict[str, Any]:
    """核对修复方式：`chosen` 是申请人选择的方式，`passed` 是经办人核验通过的方式（不填即尚未核验）。

    通过的方式记为记录上的事实，修复状况由此可查。结果：ok 是否满足要求，required 该分类是否要求至少一种方式，open 所选而未通过
    的方式，slots 所选方式的材料（方式、名称、出具人、是否必需）。
    """
    rows = at_hand.lock_records(desk)
    profile = desk.law.policies.on(desk.today)
    ways = [_way(profile.find_way(str(key)), key, place) for key in chosen]
    done = [_way(profile.find_way(str(key)), key, place) for key in passed or []]
    for way in done:
        _note_way(desk, place, rows, way)
    counted = {way.key for way in done}
    missing = [
        row for row in rows if profile.requires_way(row.gravity) and not _counts(profile.ways_for(row.gravity), counted)
    ]
    left = [way.name for way in ways if way.key not in counted]
    return {
        "ok": not missing and not left,
        "required": any(profile.requires_way(row.gravity) for row in rows),
        "open": left,
        "passed": [way.name for way in done],
        "slots": [
            {"way": way.key, "key": slot.key, "name": slot.name, "issuer": slot.issuer, "required": slot.required}
            for way in ways
            for slot in way.slots
        ],
    }


def _way(found: Way | None, key: object, place: Place) -> Way:
    if found is None:
        raise BadAnswers(f"没有“{key}”这种修复方式", english=f"No repair way {key!r}.", element=place.element)
    return found


def _counts(ways: Sequence[Way], keys: set[str]) -> bool:
    return any(way.key in keys for way in ways)


def _note_way(desk: Desk, place: Place, rows: Sequence[RecordRow], way: Way) -> None:
    if desk.actor.id != 0 and not desk.actor.unit:
        raise BadDiagram("修复方式须由经办人核验", english="An officer checks repair ways.", element=place.element)
    evidence = {"source": Source.CHECKED.value, "way": way.key, "case": desk.case.number}
    for row in rows:
        owner = Owner("record", row.id)
        facts.record(
            desk.connection, NewFact(owner, way.fact, desk.today, desk.now, desk.actor.name, evidence=evidence)
        )


@action("commitment.register", records=(commitments.MADE,))
def register(
    desk: Desk, place: Place, *, text_version: str = "", signer: str = "", signed_on: str = ""
) -> dict[str, Any]:
    """登记信用承诺，每条记录一份，自签署日起计算履约复核的期限；到期由系统开“履约复核”。

    不填参数时取申请表 start.commitment 中的 text_version、signer、signed_on。同一案件只登记一次。
    """
    start = place.names.get("start")
    given = start.get("commitment") if isinstance(start, dict) else None
    said: Mapping[str, Any] = given if isinstance(given, dict) else {}
    version, who = text_version or said.get("text_version"), signer or said.get("signer")
    if not version or not who:
        raise BadAnswers("信用承诺缺少文本版本或签署人", english="The commitment lacks its version or signer.")
    on = at_hand.read_day(signed_on or str(said.get("signed_on") or ""), desk.today)
    signed = Signed(str(version), str(who), on)
    rows = at_hand.lock_records(desk)
    numbers = commitments.register(desk.connection, desk.case.id, rows, signed, at_hand.circumstances(desk))
    for number in numbers:
        at_hand.recount(desk, Owner(commitments.OWNER, number))
    desk.note("commitment.registered", commitments=list(numbers), signed_on=on.isoformat())
    return {"commitments": list(numbers), "signed_on": on.isoformat()}


@action("commitment.result", stands=True, records=(commitments.CHECKED, commitments.BROKEN))
def note_result(desk: Desk, place: Place, *, result: str, commitment: int = 0) -> dict[str, Any]:
    """登记履约复核的结果：kept 已履行、broken 未履行、false 承诺不实；记入信用档案。

    `commitment` 不填时，是由日期开起的“履约复核”的范围（承诺编号）。
    """
    if result not in set(CheckResult):
        raise BadAnswers(f"复核结果“{result}”无法识别", english=f"No such result: {result!r}")
    number = commitment or int(desk.case.scope or 0)
    found = CheckResult(result)
    commitments.note_result(desk.connection, number, found, at_hand.circumstances(desk))
    at_hand.recount(desk, Owner(commitments.OWNER, number))
    desk.note("commitment.checked", commitment=number, result=found.label)
    return {"result": found.value, "on": desk.today.isoformat()}


@action("repair.revoke", stands=True)
def revoke(desk: Desk, place: Place, *, reason: str) -> dict[str, Any]:
    """撤销主案作出的修复：主案的修复决定书标为“已被撤销”（可验证），理由记入日志。

    恢复公示另用 publicity.restore，限制再次申请另用 bar.record。结果 `paper` 是被撤销的决定书文号，`lifted` 是已解除、须由
    各单位重新研究的措施数。
    """
    if desk.case.parent_id is None:
        raise BadDiagram("没有可以撤销的主案", english="There is no repair to revoke.", element=place.element)
    paper = papers.find_latest(desk.connection, desk.case.parent_id, DECISION)
    if paper is None or paper.state == PaperState.WITHDRAWN:
        raise Conflict("主案没有有效的修复决定书", english="There is no standing decision to revoke.")
    papers.mark_state(desk.connection, paper.id, PaperState.WITHDRAWN)
    rows = registry.list_measures(desk.connection, at_hand.record_ids(desk))
    ended = [row for row in rows if row.state in (measures.MeasureState.LIFTED, measures.MeasureState.DECLARED)]
    desk.note("repair.revoked", paper=paper.number, reason=reason)
    return {"paper": paper.number, "on": desk.today.isoformat(), "lifted": len(ended)}


@action("bar.record", stands=True, records=(FALSE_STATEMENT,))
def record_bar(desk: Desk, place: Place, *, on: str = "", reason: str = "") -> dict[str, Any]:
    """记录虚假材料或虚假陈述：记在信用主体上，其全部记录在规则设定的期间内限制再次申请。结果 `until` 是限制的末日，未设定为空。"""
    if desk.case.subject_id is None:
        raise BadDiagram("本件没有信用主体", english="This case has no subject.", element=place.element)
    owner = Owner(eligibility.SUBJECT, desk.case.subject_id)
    day = at_hand.read_day(on, desk.today)
    evidence = {"source": Source.REGISTRY.value, "reason": reason, "case": desk.case.number}
    new = NewFact(owner, FALSE_STATEMENT, day, desk.now, desk.actor.name, evidence=evidence)
    facts.record(desk.connection, new)
    at_hand.recount(desk, owner)
    barred = _bar(desk, owner)
    until = barred.due_on.isoformat() if barred and barred.due_on else ""
    desk.note("barred", until=until, reason=reason)
    return {"on": day.isoformat(), "until": until}


def _bar(desk: Desk, owner: Owner) -> Deadline | None:
    known = facts.list_facts(desk.connection, owner)
    reckoned = reckon(known, (), (), desk.law.policies, desk.law.calendar, desk.today)
    return next((one for one in reversed(reckoned) if one.rule_key == BAR), None)
