"""Checks what was filled in against the form of the task; says every mistake at once, by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from workflows.casework.event import Step
from workflows.engine.definition import Node
from workflows.errors import BadAnswers

_NOTHING_ASKED = {"type": "object", "additionalProperties": False}


def check(step: Step, node: Node, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, when the form accepts them. Raises BadAnswers with one sentence per field."""
    return check_form(step.desk.bundle.form(node), given)


def check_form(form: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a form at hand; a task without a form takes no answers."""
    validator = Draft202012Validator(form or _NOTHING_ASKED, format_checker=FormatChecker())
    faults = sorted(validator.iter_errors(dict(given)), key=lambda fault: list(map(str, fault.path)))
    if faults:
        fields: dict[str, str] = {}
        for fault in faults:
            for field in _fields(fault):
                fields.setdefault(field, _sentence(fault, _title(form, field)))
        raise BadAnswers(f"有 {len(fields)} 处需要修改", fields=fields)
    return dict(given)


def _fields(fault: Any) -> list[str]:
    """The field that a fault is about; a missing field is named by the form, not by the path."""
    path = ".".join(str(part) for part in fault.absolute_path)
    if fault.validator == "required":
        missing = [name for name in fault.validator_value if name not in fault.instance]
        return [f"{path}.{name}" if path else name for name in missing]
    return [path]


def _title(form: Mapping[str, Any], field: str) -> str:
    said: Any = form
    for part in field.split("."):
        said = said.get("items", {}) if part.isdigit() else said.get("properties", {}).get(part, {})
    return str(said.get("title") or field or "填写内容")


def _sentence(fault: Any, title: str) -> str:
    limit = fault.validator_value
    sentences = {
        "required": f"请填写“{title}”",
        "minLength": f"“{title}”至少 {limit} 个字",
        "maxLength": f"“{title}”最多 {limit} 个字",
        "minItems": f"“{title}”至少 {limit} 项",
        "maxItems": f"“{title}”最多 {limit} 项",
        "minimum": f"“{title}”不能小于 {limit}",
        "maximum": f"“{title}”不能大于 {limit}",
        "format": f"“{title}”的格式不对",
        "pattern": f"“{title}”的格式不对",
        "enum": f"请为“{title}”选择所列的一项",
        "oneOf": f"请为“{title}”选择所列的一项",
        "const": f"请确认“{title}”",
        "type": f"“{title}”的内容类型不对",
        "additionalProperties": "有表单中没有的内容",
    }
    return sentences.get(fault.validator, f"“{title}”填写有误")
