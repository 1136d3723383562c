"""Checks what was filled in against the form of the task; says every mistake at once, by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from workflows.casework.event import Step
from workflows.engine.definition import Node
from workflows.errors import BadAnswers
from workflows.registry import enclosures
from workflows.registry.enclosures import Encloser
from workflows.store import files

_NOTHING_ASKED = {"type": "object", "additionalProperties": False}


FILE = "x-file"
"""The format of an answer that names a stored file."""

Finder = Callable[[object], Mapping[str, Any] | None]
"""Finds a stored file by its number; None when it is not the writer's to name."""


def check(step: Step, node: Node, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, when the form accepts them. Raises BadAnswers with one sentence per field.

    Each file is one that the writer may name, told as it is kept, and belongs to the case from now on.
    """
    actor, connection = step.desk.actor, step.connection
    persons = tuple(one for one in (actor.id, actor.on_behalf_id) if one is not None)
    case_id = None if step.is_first else step.case.id
    by = Encloser(persons, case_id, inside=bool(actor.unit))
    named: list[int] = []

    def find(number: object) -> Mapping[str, Any] | None:
        found = enclosures.find(connection, number, by)
        named.extend([found["file"]] if found else [])
        return found

    answers = check_form(step.desk.bundle.form(node), given, find)
    files.assign_to_case(connection, tuple(named), step.case.id)
    return answers


def check_form(
    form: Mapping[str, Any], given: Mapping[str, Any], find: Finder = lambda _number: None
) -> dict[str, Any]:
    """The same for a form at hand; a task without a form takes no answers."""
    answers = deepcopy(dict(given))
    formats = FormatChecker()
    kept: list[tuple[dict[str, Any], Mapping[str, Any]]] = []

    def is_kept(said: object) -> bool:
        """Asked wherever the form wants a file, however it says so."""
        if not isinstance(said, dict):
            return True  # its type is another fault
        found = find(said.get("file"))
        if found is not None:
            kept.append((said, found))
        return found is not None

    formats.checks(FILE)(is_kept)
    validator = Draft202012Validator(form or _NOTHING_ASKED, format_checker=formats)
    faults = sorted(validator.iter_errors(answers), key=lambda fault: list(map(str, fault.path)))
    if faults:
        fields: dict[str, str] = {}
        for fault in faults:
            for field in _fields(fault):
                fields.setdefault(field, _sentence(fault, _title(form, field)))
        english = f"Answers that need changing: {len(fields)}."
        raise BadAnswers(f"有 {len(fields)} 处需要修改", english=english, fields=fields)
    for said, found in kept:
        said.clear()
        said.update(found)
    return answers


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
    if (fault.validator, fault.validator_value) == ("format", FILE):
        return f"“{title}”中有一份文件不是您上传的，也不在本件材料中，请重新上传"
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
