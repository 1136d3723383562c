"""Says what is wrong with answers, field by field: the name of the field and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from webapp import refusals
from webapp.fields import Field, Kind
from workflows.errors import BadInput
from workflows.law import uscc

_ITEM = re.compile(r"(\.\d+)+$")
_CHOSEN = {Kind.RADIO, Kind.SELECT, Kind.YES_NO, Kind.CHECKBOXES}


def find_faults(schema: Mapping[str, Any], fields: tuple[Field, ...], answers: Mapping[str, Any]) -> dict[str, str]:
    """One sentence per path (`defects.0.text`), in the order of the form."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    found: dict[str, str] = {}
    for fault in validator.iter_errors(dict(answers)):
        for path in _paths(fault):
            found.setdefault(path, _sentence(fault, find_field(fields, path)))
    for path, asked, value in _answered(fields, answers):
        if asked.kind is Kind.USCC and isinstance(value, str):
            try:
                uscc.check(value)
            except BadInput as refusal:
                found[path] = refusals.said(refusal)
    return in_form_order(fields, found)


def find_field(fields: tuple[Field, ...], path: str) -> Field | None:
    """The question at a path; numbers of rows are stepped over."""
    found: Field | None = None
    for part in (part for part in path.split(".") if not part.isdigit()):
        found = next((field for field in (found.parts if found else fields) if field.name == part), None)
        if found is None:
            return None
    return found


def in_form_order(fields: tuple[Field, ...], faults: Mapping[str, str]) -> dict[str, str]:
    """The faults as the eye meets them, top to bottom; those of no field come first."""

    def place(path: str) -> list[int]:
        places, level = [], fields
        for part in path.split("."):
            if part.isdigit():
                places.append(int(part))
                continue
            names = [field.name for field in level]
            places.append(names.index(part) if part in names else -1)
            level = level[names.index(part)].parts if part in names else ()
        return places

    return {path: faults[path] for path in sorted(faults, key=place)}


def _paths(fault: ValidationError) -> list[str]:
    """The fields that a fault is about: a missing one is named by its form, a wrong item by the field that holds it."""
    path = ".".join(str(part) for part in fault.absolute_path)
    if fault.validator == "required":
        required: Any = fault.validator_value
        given: Any = fault.instance
        missing = [name for name in required if name not in given]
        return [f"{path}.{name}" if path else name for name in missing]
    return [_ITEM.sub("", path)]


def _answered(fields: tuple[Field, ...], answers: Any, prefix: str = "") -> Iterator[tuple[str, Field, Any]]:
    for field in fields:
        value = answers.get(field.name) if isinstance(answers, Mapping) else None
        path = f"{prefix}{field.name}"
        if field.kind is Kind.ROWS and isinstance(value, list):
            for number, row in enumerate(value):
                yield from _answered(field.parts, row, f"{path}.{number}.")
        elif field.kind is Kind.GROUP:
            yield from _answered(field.parts, value, f"{path}.")
        elif value is not None:
            yield path, field, value


@dataclass(frozen=True, slots=True)
class _Fault:
    """A fault with what its sentence needs."""

    title: str
    kind: Kind | None
    limit: Any
    value: Any


def _sentence(fault: ValidationError, field: Field | None) -> str:
    said = _Fault(
        title=field.title if field else _("填写内容"),
        kind=field.kind if field else None,
        limit=fault.validator_value,
        value=fault.instance,
    )
    tell = _SENTENCES.get(str(fault.validator), _odd)
    return tell(said)


def _odd(fault: _Fault) -> str:
    return _("“%(title)s”与表单的要求不符，核对后再提交", title=fault.title)


def _missing(fault: _Fault) -> str:
    if fault.kind is Kind.CONFIRM:
        return _("还没有勾选“%(title)s”", title=fault.title)
    if fault.kind is Kind.FILES:
        return _("还没有上传“%(title)s”", title=fault.title)
    if fault.kind in _CHOSEN:
        return _("还没有选择“%(title)s”", title=fault.title)
    return _("还没有填写“%(title)s”", title=fault.title)


def _short(fault: _Fault) -> str:
    have = len(fault.value)
    return _("“%(title)s”至少写 %(limit)s 个字，现在有 %(have)s 个", title=fault.title, limit=fault.limit, have=have)


def _long(fault: _Fault) -> str:
    over = len(fault.value) - fault.limit
    return _(
        "“%(title)s”最多 %(limit)s 个字，删去 %(over)s 个字后再提交", title=fault.title, limit=fault.limit, over=over
    )


def _few(fault: _Fault) -> str:
    lacking = fault.limit - len(fault.value)
    return ngettext(
        "“%(title)s”至少要有 %(limit)s 项，还差 %(num)s 项",
        "“%(title)s”至少要有 %(limit)s 项，还差 %(num)s 项",
        lacking,
        title=fault.title,
        limit=fault.limit,
    )


def _many(fault: _Fault) -> str:
    return _(
        "“%(title)s”最多 %(limit)s 项，现在有 %(have)s 项", title=fault.title, limit=fault.limit, have=len(fault.value)
    )


def _type(fault: _Fault) -> str:
    if fault.kind is Kind.INTEGER:
        return _("“%(title)s”只能写整数，例如 12", title=fault.title)
    if fault.kind is Kind.NUMBER:
        return _("“%(title)s”只能写数字，例如 12.5", title=fault.title)
    return _missing(fault)


def _format(fault: _Fault) -> str:
    if fault.kind is Kind.DATE:
        return _("“%(title)s”写成日期，例如 2026-11-26", title=fault.title)
    if fault.kind is Kind.MOMENT:
        return _("“%(title)s”写成日期和时间，例如 2026-11-26 14:30", title=fault.title)
    if fault.kind is Kind.EMAIL:
        return _("“%(title)s”写成邮箱地址，例如 name@example.cn", title=fault.title)
    return _("“%(title)s”的写法不符合要求，按提示核对", title=fault.title)


_SENTENCES: dict[str, Callable[[_Fault], str]] = {
    "required": _missing,
    "const": _missing,
    "minLength": _short,
    "maxLength": _long,
    "minItems": _few,
    "maxItems": _many,
    "type": _type,
    "format": _format,
    "pattern": _format,
    "minimum": lambda fault: _("“%(title)s”不能小于 %(limit)s", title=fault.title, limit=fault.limit),
    "maximum": lambda fault: _("“%(title)s”不能大于 %(limit)s", title=fault.title, limit=fault.limit),
    "oneOf": lambda fault: _("“%(title)s”选择所列的一项", title=fault.title),
    "enum": lambda fault: _("“%(title)s”选择所列的一项", title=fault.title),
    "uniqueItems": lambda fault: _("“%(title)s”中有重复的项，删去重复的", title=fault.title),
    "additionalProperties": lambda fault: _("有表单中没有的内容，重新打开本页后再提交"),
}
