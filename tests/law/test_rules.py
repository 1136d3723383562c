"""What a row means: how it is cited, how firmly it stands, and the names of its moments."""

import pytest

from workflows.errors import BadInput
from workflows.law.rules import Basis, Grade, Offset, Party, Silence, Supplement, parse_offset
from workflows.law.terms import Unit


@pytest.mark.parametrize(
    ("basis", "cited", "internal", "binds"),
    [
        (Basis("第四十八条", "行政处罚法", Grade.A), "行政处罚法第四十八条", False, True),
        (Basis("受理期限条款", "管理办法", Grade.B), "管理办法，受理期限条款（待核）", False, True),
        (Basis("第六十一条", "行政处罚法", Grade.U, "内部目标"), "行政处罚法第六十一条（内部目标，待核）", True, False),
        (Basis("无法定条文", "区参数", Grade.NONE, "内部目标"), "区参数（内部目标）", True, False),
        (Basis("第九条", "区参数", Grade.A, "内部目标"), "区参数第九条（内部目标）", True, False),
        (Basis("演练条款", "演练规则", Grade.B, "演练"), "演练规则，演练条款（演练，待核）", False, True),
        (Basis("（未设定）", "", Grade.U), "（未设定）（待核）", True, False),
    ],
)
def test_a_row_is_cited_with_what_is_known(basis, cited, internal, binds):
    """B and U show 待核; a target of the office never binds a subject, whatever it is graded."""
    assert (basis.cited(), basis.is_internal, basis.may_bind_subject) == (cited, internal, binds)


@pytest.mark.parametrize(
    ("text", "amount", "unit", "written"),
    [
        ("-3 工作日", -3, Unit.WORKING_DAYS, "-3 工作日"),
        ("+ 2个工作日", 2, Unit.WORKING_DAYS, "+2 工作日"),
        ("0 工作日", 0, Unit.WORKING_DAYS, "0 工作日"),
        ("－1 自然日", -1, Unit.DAYS, "-1 自然日"),
    ],
)
def test_moments_say_before_or_after(text, amount, unit, written):
    """A sign is needed for all but the day itself."""
    offset = parse_offset("remind_1", text)
    assert offset == Offset("remind_1", amount, unit)
    assert (str(offset), offset.term.amount) == (written, abs(amount))


@pytest.mark.parametrize("text", ["3 工作日", "", "-3", "before 3 工作日"])
def test_unclear_moments_are_refused(text):
    """Nobody guesses on which side of the due day a letter goes out."""
    with pytest.raises(BadInput):
        parse_offset("remind_1", text)


@pytest.mark.parametrize("kind", [Grade, Supplement, Silence, Party])
def test_every_word_of_a_row_has_its_chinese_name(kind):
    """Screens show the label, files the word."""
    assert all(member.label for member in kind)
    assert [silence for silence in Silence if silence.hurts_the_subject] == [Silence.WITHDRAWN]
