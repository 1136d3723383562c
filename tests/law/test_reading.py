"""Reading TOML rows: each kind of mistake is found at its place, all of them at once."""

import pytest

from workflows.errors import BadInput
from workflows.law.reading import read_toml, refuse_findings

TEXT = """
name = 5
text = "  好  "
flag = "yes"
number = true
day = 2026-04-01T10:00:00
names = ["a", 1]
one = "single"
texts = {a = 1}
rows = [1]
extra = 1
"""


def test_every_mistake_is_found_at_once():
    """Who edits a file is told all its faults in one go."""
    row = read_toml(TEXT, "文件")
    assert row.need("name") == ""
    assert row.text("text") == "好"
    assert (row.flag("flag"), row.number("number"), row.day("day")) == (False, None, None)
    assert (row.names("names"), row.names("one"), row.texts("texts")) == ((), ("single",), {})
    assert list(row.rows("rows", "行")) == []
    assert row.need("missing") == ""
    row.close()
    assert row.findings == [
        "字段 name 应为文字",
        "字段 flag 应为 true 或 false",
        "字段 number 应为整数",
        "字段 day 应为日期，如 2026-04-01",
        "字段 names 应为文字的列表",
        "字段 texts 应为“名称 = 文字”的表",
        "rows 应写作 [[rows]] 的各行",
        "缺少字段 missing",
        "不认识的字段 extra",
    ]
    with pytest.raises(BadInput, match="文件有 9 处问题") as refused:
        refuse_findings("文件", row.findings)
    assert refused.value.details["findings"] == tuple(row.findings)


def test_rows_are_named_in_findings_and_unknown_fields_are_found():
    """A finding says in which row it lies."""
    file = read_toml('[[rule]]\nkey = "repair.decide"\namont = "10 工作日"\n[[rule]]\n', "文件")
    assert [row.text("key") for row in file.rows("rule", "规则")] == ["repair.decide", ""]
    assert file.findings == ["规则 repair.decide：不认识的字段 amont"]
    assert [row.place for row in file.rows("rule", "规则")] == ["规则 repair.decide", "规则 第 2 行"]
