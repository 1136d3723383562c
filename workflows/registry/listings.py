"""Decides how a decision of the office becomes a record, what the public reads of it, and whom else it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.errors import BadAnswers, Conflict
from workflows.law.masking import Masked, mask
from workflows.law.profile import Profile, Source
from workflows.registry import publicity, records
from workflows.registry.circumstances import Circumstances
from workflows.registry.subjects import grams, initials
from workflows.store import facts, registry
from workflows.store.database import Open
from workflows.store.facts import NewFact, Owner
from workflows.store.registry import NewConsequence, NewRecord, NewSubject, RecordRow

MARKED = "person.marked"
IDENTITY_TAIL = 4


class Consequence(StrEnum):
    """What a record brings about beside measures."""

    PERSON = "person"
    SUPERIOR = "superior"
    AUDIT = "audit"
    SUPERVISION = "supervision"

    @property
    def label(self) -> str:
        return {
            Consequence.PERSON: "记入责任人员个人信用记录",
            Consequence.SUPERIOR: "通报上级主管单位",
            Consequence.AUDIT: "通报审计部门",
            Consequence.SUPERVISION: "加强监管",
        }[self]


def refuse_heavier(decided: str, announced: str, profile: Profile) -> None:
    """A class is never made heavier because somebody defended himself (行政处罚法第四十五条). Raises BadAnswers."""
    order = [row.name for row in profile.classes]
    unknown = [name for name in (decided, announced) if name not in order]
    if unknown:
        raise BadAnswers(f"没有分类“{unknown[0]}”", english="There is no such class.")
    if order.index(decided) > order.index(announced):
        raise BadAnswers(
            f"事先告知的分类是“{announced}”，陈述申辩之后不得改为更重的“{decided}”",
            english="The class may not be heavier than the one announced.",
        )


def enter(connection: Open, given: NewRecord, circumstances: Circumstances) -> int:
    """A decision of the office becomes a record. Raises Conflict when there is one with this number."""
    entered = records.enter(connection, [given], circumstances)[0]
    if not entered.is_new:
        raise Conflict(f"文号 {given.document_number} 已经登记过", english="This decision is a record already.")
    return entered.record_id


def draft(connection: Open, record: RecordRow, persons: Iterable[str], circumstances: Circumstances) -> Masked:
    """What the public would read of a record: what was decided about whom, until when; natural persons hidden."""
    subject = registry.get_subject(connection, record.subject_id)
    until = publicity.terms(record, circumstances).maximum_until
    text = (
        f"{record.issuer}于{record.decided_on}作出《{record.document_number}》，"
        f"将{subject.name}（统一社会信用代码{subject.uscc}）列入失信联合惩戒对象名单，分类为{record.gravity}。"
        f"事实：{record.fact}。依据：{record.basis}。" + (f"公示至{until}。" if until else "")
    )
    return mask(text, persons)


def publish(
    connection: Open, record: RecordRow, text: str, persons: Iterable[str], circumstances: Circumstances
) -> None:
    """From today on the public sees the record with this text.

    Raises BadAnswers when the text still shows what the public may not read, Conflict when it is public already.
    """
    left = mask(text, persons)
    if left.hidden:
        raise BadAnswers(
            f"公示文本中还有{'、'.join(left.hidden)}，请隐去后再公示", english="The text is not masked.", text=left.text
        )
    if record.published_on is not None:
        raise Conflict("该记录已经公示", english="The record is public already.", record=record.id)
    registry.save_record(connection, record.id, {"content": text, "published_on": circumstances.today})
    records.note(
        connection,
        record.id,
        records.PUBLISHED,
        on=circumstances.today,
        source=Source.REGISTRY,
        circumstances=circumstances,
    )


@dataclass(frozen=True, slots=True)
class Responsible:
    """A natural person who answers for what an enterprise did: only the end of the identity number is kept."""

    name: str
    duty: str
    identity_tail: str


def read_responsible(said: Mapping[str, Any]) -> Responsible:
    """One row of the form. Raises BadAnswers."""
    name, tail = str(said.get("name") or "").strip(), str(said.get("identity_tail") or "").strip().upper()
    if not name or len(tail) != IDENTITY_TAIL:
        raise BadAnswers("责任人员须写明姓名和证件号码后四位", english="A person needs a name and four digits.")
    return Responsible(name, str(said.get("duty") or ""), tail)


def mark_persons(
    connection: Open, record: RecordRow, persons: Sequence[Responsible], case_id: int, circumstances: Circumstances
) -> tuple[int, ...]:
    """Each person is a subject of its own, without a code and with a masked identity; the mark stands in its file."""
    numbers = []
    for person in persons:
        subject_id = _person(connection, record.district, person)
        said = {"duty": person.duty, "document": record.document_number}
        new = NewConsequence(
            record.id, Consequence.PERSON.value, case_id, circumstances.today, subject_id=subject_id, said=said
        )
        numbers.append(registry.add_consequence(connection, new))
        evidence = {"source": Source.REGISTRY.value, "record": record.id, **said}
        owner = Owner("subject", subject_id)
        facts.record(
            connection,
            NewFact(owner, MARKED, circumstances.today, circumstances.now, circumstances.by, evidence=evidence),
        )
    return tuple(numbers)


def _person(connection: Open, district: str, person: Responsible) -> int:
    code = f"{'*' * 14}{person.identity_tail} {person.name}"
    known = registry.find_subject_by_uscc(connection, district, code)
    if known is not None:
        return known.id
    pairs = f" {' '.join(grams(person.name))} "
    return registry.add_subject(connection, NewSubject(district, code, person.name, initials(person.name), pairs))
