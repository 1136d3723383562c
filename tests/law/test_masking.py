"""What the public may not read is hidden before it is published."""

import pytest

from workflows.law.masking import HIDDEN_ADDRESS, mask


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("身份证号320411198001010012", "身份证号3204**********0012", ("身份证件号码",)),
        ("电话13800001234、0519-85000001", "电话138****1234、********0001", ("联系电话",)),
        ("住新北区演示路10号2幢3室", HIDDEN_ADDRESS, ("住址",)),
        ("拖欠工资 120000 元，文号常建信列〔2026〕9号", "拖欠工资 120000 元，文号常建信列〔2026〕9号", ()),
        ("统一社会信用代码914403001922038216", "统一社会信用代码914403001922038216", ()),
    ],
)
def test_numbers_and_addresses_are_hidden(text, shown, hidden):
    """Identity numbers, telephones and addresses go; sums, document numbers and the code of an enterprise stay."""
    found = mask(text)
    assert (found.text, found.hidden) == (shown, hidden)


def test_natural_persons_are_hidden_by_their_names():
    """The longest name first, so that no part of it is left behind."""
    found = mask("法定代表人王磊明指使王磊作伪证", ["王磊", "王磊明", ""])
    assert found.text == "法定代表人王**指使王*作伪证"
    assert found.hidden == ("自然人姓名",)
