"""A message text is read whole and judged before anybody is told anything."""

import pytest

from notifications import message
from notifications.message import Style
from notifications.refusals import BadText

TEXT = """
code = "N2"
title = "请补正申请材料"
receivers = ["subject"]
body = "{case_no}还需补正：{items:numbered}。请在{due:long}（{due:weekday}）前提交。"
sms = "【{unit}】{case_no}需补正，请于{due}前提交。"
email = "请补正（{case_no}）"
names = { due = "deadlines['repair.supplement'].due_on", items = "defects" }
"""


def test_a_text_is_read_with_its_places():
    """Code, receivers, names, and where a value goes and how it is written."""
    text = message.read_text(TEXT.encode())
    assert (text.code, text.receivers, text.names) == ("N2", ("subject",), ("due", "items"))
    assert text.uses == {"case_no", "items", "due", "unit"}
    assert [place.style for place in text.body if place.name == "due"] == [Style.LONG, Style.WEEKDAY]


def test_a_mail_without_subject_of_its_own_has_the_title():
    """The subject may also stand in a table of its own."""
    plain = message.read_text("code = 'N9'\ntitle = '提示'\nbody = '甲'".encode())
    assert plain.subject == plain.title
    table = message.read_text("code = 'N9'\ntitle = '提示'\nbody = '甲'\n[email]\nsubject = '乙'".encode())
    assert table.subject[0].before == "乙"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("code = ", "无法读取"),
        ("title = '甲'\nbody = '乙'", "缺少 code"),
        ("code = 'N1'\ntitle = ' '\nbody = '乙'", "缺少 title"),
        ("code = 'N1'\ntitle = '甲'", "缺少 body"),
        ("code = 'N1'\ntitle = '甲'\nbody = '{case.number}'", "不是名称"),
        ("code = 'N1'\ntitle = '甲'\nbody = '{items[0]}'", "不是名称"),
        ("code = 'N1'\ntitle = '甲'\nbody = '{name!r}'", "不是名称"),
        ("code = 'N1'\ntitle = '甲'\nbody = '{}'", "不是名称"),
        ("code = 'N1'\ntitle = '甲'\nbody = '{due:>99999999}'", "写法不存在"),
        ("code = 'N1'\ntitle = '甲'\nbody = '{due'", "有误"),
        ("code = 'N1'\ntitle = '甲'\nbody = '乙'\nsms = '{x.y}'", "不是名称"),
    ],
)
def test_a_bad_text_is_refused_with_its_file(content, why):
    """Who wrote it reads which file and what; a place is a name, and reaches nothing behind the value."""
    with pytest.raises(BadText, match=why) as refused:
        message.read_text(content.encode(), "repair/messages/accepted.toml")
    assert "repair/messages/accepted.toml" in refused.value.sentence


def test_braces_can_be_said():
    """Doubled braces are text."""
    assert [place.before for place in message.split("甲{{乙}}")] == ["甲{", "乙}"]
