"""The actions of a decision against a subject: its class, its record, its publication, and whom else it concerns."""

from __future__ import annotations

from typing import Any

from workflows.actions import at_hand, effects
from workflows.actions.catalogue import Desk, action
from workflows.actions.effects import Act, Feed
from workflows.clock import china_day
from workflows.engine.environment import Place
from workflows.errors import BadAnswers, BadDiagram, Conflict
from workflows.registry import listings, publicity
from workflows.registry.listings import Consequence
from workflows.store import facts, papers, people, registry
from workflows.store.facts import NewFact, Owner
from workflows.store.papers import PaperRow
from workflows.store.registry import NewConsequence, NewRecord


@action("class.no_heavier")
def no_heavier(desk: Desk, place: Place, *, decided: str, announced: str) -> dict[str, Any]:
    """核对决定的分类不重于事先告知的分类：陈述申辩、听证之后不得加重，加重的本步不能办理。"""
    listings.refuse_heavier(decided, announced, desk.law.policies.on(desk.today))
    return {"gravity": decided}


@action("record.enter", stands=True)
def enter(desk: Desk, place: Place, *, kind: str, paper: str, said: dict[str, Any]) -> dict[str, Any]:
    """把本单位的决定登记为一条记录，记在信用主体名下，并与本件关联：`paper` 是决定书的文书种类，须已用印。

    `kind` 记录种类（listing 失信联合惩戒对象名单、watch 重点关注名单）；`said` 写明 gravity 分类、fact 事实、basis 依据、reason 理由。
    登记不等于公示，公示用 publicity.publish。结果：record 编号，number 文号，shown 该分类原则上是否公示。
    """
    profile, gravity = desk.law.policies.on(desk.today), str(said.get("gravity", ""))
    row, known = papers.find_latest(desk.connection, desk.case.id, paper), profile.find_class(gravity)
    if row is None or not row.number or desk.case.subject_id is None:
        raise BadDiagram("决定书尚未用印，不能登记", english="There is no decision yet.", element=place.element)
    if profile.find_record_kind(kind) is None or known is None:
        raise BadAnswers(f"没有记录种类“{kind}”或者分类“{gravity}”", english="No such kind or class.")
    record_id = listings.enter(desk.connection, _new(desk, row, kind, said), at_hand.circumstances(desk))
    at_hand.attach_record(desk, record_id)
    at_hand.recount(desk, Owner("record", record_id))
    desk.note("record.entered", record=record_id, number=row.number, what=kind, gravity=gravity)
    return {"record": record_id, "number": row.number, "shown": known.published}


def _new(desk: Desk, paper: PaperRow, kind: str, said: dict[str, Any]) -> NewRecord:
    unit = people.find_unit(desk.connection, desk.case.unit)
    return NewRecord(
        district=desk.case.district,
        subject_id=desk.case.subject_id or 0,
        issuer=unit.name if unit else desk.case.unit,
        unit=desk.case.unit,
        document_number=paper.number,
        kind=kind,
        gravity=str(said["gravity"]),
        decided_on=china_day(paper.issued_at),
        fact=str(said.get("fact", "")),
        reason=str(said.get("reason", "")),
        basis=str(said.get("basis", "")),
        content="",
        published_on=None,
        source="本单位认定",
    )


@action("publicity.draft")
def draft(desk: Desk, place: Place, *, persons: list[Any] | None = None) -> dict[str, Any]:
    """拟出公示文本：身份证件号码、电话、住址和 `persons` 所列自然人已经隐去，供经办人先看。结果 text、hidden 隐去了哪几类。"""
    rows = at_hand.lock_records(desk)
    found = [listings.draft(desk.connection, row, _names(persons), at_hand.circumstances(desk)) for row in rows]
    hidden = list(dict.fromkeys(kind for one in found for kind in one.hidden))
    return {"text": "\n".join(one.text for one in found), "hidden": hidden}


def _names(persons: list[Any] | None) -> list[str]:
    return [str(one.get("name") or "") for one in persons or () if isinstance(one, dict)]


@action("publicity.publish", stands=True)
def publish(desk: Desk, place: Place, *, text: str, persons: list[Any] | None = None) -> dict[str, Any]:
    """公示本件的记录：自当日起公众可以看到，公示文件写出并留存回执，同时在本件和记录上记录事实 published。

    文本中还有身份证件号码、电话、住址或者 `persons` 所列自然人姓名的，不能公示。
    """
    rows = at_hand.lock_records(desk)
    for row in rows:
        listings.publish(desk.connection, row, text, _names(persons), at_hand.circumstances(desk))
        at_hand.recount(desk, Owner("record", row.id))
    at_hand.records_changed(desk)
    new = NewFact(
        at_hand.case_owner(desk), "published", desk.today, desk.now, desk.actor.name, evidence=_evidence(place)
    )
    facts.record(desk.connection, new)
    desk.facts_changed = True
    shown = publicity.shown(desk.connection, rows)
    feed = Feed("site", Act.PUBLISH, desk.today.isoformat(), "列入名单", shown, {"text": text})
    effects.put(desk, place, feed, Act.PUBLISH.value)
    desk.note("published", records=[row.id for row in rows])
    return {"on": desk.today.isoformat()}


def _evidence(place: Place) -> dict[str, Any]:
    return {"source": "registry", "element": place.element}


@action("persons.mark", stands=True)
def mark_persons(desk: Desk, place: Place, *, persons: list[Any]) -> dict[str, Any]:
    """把记录记入责任人员的个人信用记录：每人 name 姓名、duty 职务、identity_tail 证件号码后四位，不保存完整号码，不公示。"""
    read = [listings.read_responsible(one) for one in persons if isinstance(one, dict)]
    if len(read) != len(persons):
        raise BadAnswers("责任人员的内容无法读取", english="The rows about persons cannot be read.")
    for row in at_hand.lock_records(desk):
        listings.mark_persons(desk.connection, row, read, desk.case.id, at_hand.circumstances(desk))
    desk.note("persons.marked", count=len(read))
    return {"count": len(read)}


@action("consequence.note", stands=True)
def note_consequence(desk: Desk, place: Place, *, kind: str, receiver: str, said: str = "") -> dict[str, Any]:
    """登记记录引起的其他后果，撤销时据此逐项消除：kind 为 superior 通报上级主管单位、audit 通报审计部门、supervision 加强监管。"""
    if kind not in set(Consequence) or kind == Consequence.PERSON:
        raise BadDiagram(f"没有“{kind}”这种后果", english=f"No consequence {kind!r}.", element=place.element)
    if not receiver.strip():
        raise Conflict("没有写明通报或者监管的单位", english="No receiver is named.")
    for row in at_hand.lock_records(desk):
        new = NewConsequence(row.id, kind, desk.case.id, desk.today, receiver=receiver, said={"said": said})
        registry.add_consequence(desk.connection, new)
    desk.note("consequence", what=Consequence(kind).label, receiver=receiver)
    return {"on": desk.today.isoformat()}
