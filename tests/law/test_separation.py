"""Separation of duties: who took part may not decide, also through a substitute and in another case on the record."""

import pytest

from workflows.errors import NotAllowed
from workflows.law.separation import (
    Actor,
    Participation,
    bars,
    find_barred,
    may_decide,
    may_substitute,
    refuse_barred,
)

CASE = "XF2026-R-000038"
BARRED = {"proposed", "reviewed"}
WANG = Actor("wanglei", "王磊")
LI = Actor("lihong", "李红")
ZHANG = Actor("zhangmin", "张敏")


def took(person: str, part: str = "proposed", *, case: str = CASE, acting_for: str = "") -> Participation:
    """A part somebody took."""
    return Participation(case, person, part, acting_for)


def test_who_proposed_may_not_approve():
    """Four eyes: the sentence says why, and who can."""
    taken = [took("lihong")]
    with pytest.raises(NotAllowed) as refused:
        refuse_barred(find_barred(LI, CASE, taken, BARRED, others=[LI, ZHANG, WANG]))
    assert refused.value.sentence == "你是本件经办人，按双人审核规则不能审批。可由 张敏、王磊 审批。"
    assert refused.value.details["able"] == ("张敏", "王磊")
    assert may_decide(WANG, CASE, taken, BARRED)
    refuse_barred(find_barred(WANG, CASE, taken, BARRED))


def test_who_decided_earlier_on_the_record_may_not_decide_its_objection():
    """`earlier` bars whatever part somebody took in another case on the record, and nothing in this one."""
    before = took("lihong", "approve_order", case="XF2026-T-000009")
    assert not may_decide(LI, CASE, [before], {"earlier"})
    assert may_decide(WANG, CASE, [before], {"earlier"})
    assert may_decide(LI, CASE, [took("lihong", "registered")], {"earlier"})


def test_other_parts_do_not_bar():
    """Only the parts that the diagram sets apart keep somebody from deciding."""
    assert may_decide(LI, CASE, [took("lihong", "registered")], BARRED)


@pytest.mark.parametrize(
    ("actor", "taken"),
    [
        (Actor("lihong", acting_for="wanglei"), took("wanglei")),
        (Actor("wanglei"), took("lihong", acting_for="wanglei")),
        (Actor("lihong"), took("lihong", acting_for="wanglei")),
        (Actor("chenjie", acting_for="wanglei"), took("lihong", acting_for="wanglei")),
    ],
)
def test_acting_for_somebody_counts_for_both(actor, taken):
    """A substitute cannot approve what was proposed by, or in the name of, either of the two."""
    assert not may_decide(actor, CASE, [taken], BARRED)


def test_the_sentence_names_whom_one_stands_for():
    """The bar lies with the absent colleague, and says so."""
    found = bars(Actor("lihong", "李红", "wanglei", "王磊"), CASE, [took("wanglei")], BARRED)
    assert found[0].sentence == "你所代的 王磊 是本件经办人，按双人审核规则不能审批。"


def test_a_part_in_another_case_on_the_record_bars_too():
    """The objection is decided by an officer who took no part in the original."""
    earlier = took("wanglei", case="XF2026-R-000024")
    found = bars(WANG, "XF2026-O-000007", [earlier], BARRED)
    assert found[0].sentence == "你是同一记录的 XF2026-R-000024 的经办人，按双人审核规则不能审批。"
    assert found[0].participation is earlier


def test_when_nobody_is_left_the_head_is_named():
    """The officer is never left without a way on."""
    with pytest.raises(NotAllowed, match="请联系单位负责人"):
        refuse_barred(find_barred(LI, CASE, [took("lihong")], BARRED))


def test_a_substitute_is_another_person_of_the_same_unit():
    """Nobody stands in for himself, and no other unit does."""
    assert may_substitute("ZJJ", "ZJJ", "zhaoming", "zhouwei")
    assert not may_substitute("ZJJ", "SJJ", "zhaoming", "wanglei")
    assert not may_substitute("ZJJ", "ZJJ", "zhaoming", "zhaoming")
