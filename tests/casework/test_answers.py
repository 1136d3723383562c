"""Answers are checked against their form: every mistake by its field, in the words of the form."""

from __future__ import annotations

from typing import Any

import pytest

from workflows.casework.answers import check_form
from workflows.errors import BadAnswers

FORM: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "decision"],
    "properties": {
        "name": {"type": "string", "title": "名称", "minLength": 2, "maxLength": 5},
        "decision": {"type": "string", "title": "意见", "oneOf": [{"const": "yes", "title": "同意"}]},
        "count": {"type": "integer", "title": "数量", "minimum": 1, "maximum": 9},
        "agreed": {"const": True, "title": "承诺"},
        "rows": {
            "type": "array",
            "title": "明细",
            "maxItems": 2,
            "items": {
                "type": "object",
                "required": ["on"],
                "properties": {"on": {"type": "string", "title": "日期", "pattern": "^[0-9-]+$"}},
            },
        },
    },
}
GOOD = {"name": "云岫", "decision": "yes"}


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": "一"}, "name", "“名称”至少 2 个字"),
        ({"name": "一二三四五六"}, "name", "“名称”最多 5 个字"),
        ({"name": 3}, "name", "“名称”的内容类型不对"),
        ({"decision": "maybe"}, "decision", "请为“意见”选择所列的一项"),
        ({"count": 0}, "count", "“数量”不能小于 1"),
        ({"count": 10}, "count", "“数量”不能大于 9"),
        ({"count": 1.5}, "count", "“数量”的内容类型不对"),
        ({"agreed": False}, "agreed", "请确认“承诺”"),
        ({"rows": [{"on": "x"}]}, "rows.0.on", "“日期”的格式不对"),
        ({"rows": [{"on": "1"}, {}]}, "rows.1.on", "请填写“日期”"),
        ({"rows": [{"on": "1"}] * 3}, "rows", "“明细”最多 2 项"),
    ],
)
def test_each_mistake_is_said_at_its_field(wrong: dict[str, Any], field: str, sentence: str) -> None:
    """In the words of the form's own titles."""
    with pytest.raises(BadAnswers) as refusal:
        check_form(FORM, {**GOOD, **wrong})
    assert refusal.value.details["fields"] == {field: sentence}


def test_all_mistakes_are_said_at_once() -> None:
    """Nobody corrects a form field by field."""
    with pytest.raises(BadAnswers) as refusal:
        check_form(FORM, {"count": 0, "strange": 1})
    fields = refusal.value.details["fields"]
    assert isinstance(fields, dict)
    assert set(fields) == {"name", "decision", "count", ""}


def test_good_answers_pass_unchanged() -> None:
    """Nothing is added, nothing is turned into something else."""
    given = {**GOOD, "count": 3, "rows": [{"on": "2026-11-23"}]}
    assert check_form(FORM, given) == given


def test_a_task_without_a_form_takes_no_answers() -> None:
    """What nobody asked is not kept."""
    assert check_form({}, {}) == {}
    with pytest.raises(BadAnswers):
        check_form({}, {"x": 1})
