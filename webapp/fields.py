"""Decides how a form's JSON Schema is asked: one typed field per question, with its choices, limits and hints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from webapp.formats import listed

LONG_FROM = 200
"""Texts that may be longer than this are written in a box of several lines."""
RADIOS_UP_TO = 7
"""More choices than this are offered as a drop-down list."""


class Kind(StrEnum):
    """How a question is asked."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    MOMENT = "moment"
    EMAIL = "email"
    TEL = "tel"
    USCC = "uscc"
    RADIO = "radio"
    SELECT = "select"
    YES_NO = "yes-no"
    CONFIRM = "confirm"
    CHECKBOXES = "checkboxes"
    LINES = "lines"
    FILES = "files"
    ROWS = "rows"
    GROUP = "group"


_FORMATS = {
    "date": Kind.DATE,
    "date-time": Kind.MOMENT,
    "email": Kind.EMAIL,
    "x-tel": Kind.TEL,
    "x-uscc": Kind.USCC,
    "x-long": Kind.LONG,
    "x-file": Kind.FILES,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose; `consequence` says what follows from it."""

    value: Any
    title: str
    consequence: str = ""

    @property
    def posted(self) -> str:
        """The value as a page sends it."""
        return posted(self.value)


@dataclass(frozen=True, slots=True)
class Condition:
    """The field is asked only when another one of the same form has one of these answers."""

    field: str
    values: tuple[Any, ...]
    said: str

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return answers.get(self.field) in self.values

    @property
    def posted(self) -> str:
        return " ".join(posted(value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `least` and `most` are characters of a text, the value of a number, or how many items.

    A `given` one is not asked: the office has answered it, and it stands there to be read.
    """

    name: str
    kind: Kind
    title: str
    hint: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    parts: tuple[Field, ...] = ()
    many: bool = False
    least: float | None = None
    most: float | None = None
    default: Any = None
    accept: tuple[str, ...] = ()
    autocomplete: str = ""
    suffix: str = ""
    when: Condition | None = None
    given: bool = False

    @property
    def is_checklist(self) -> bool:
        """Rows that the office has set: each is answered, none is added or taken away."""
        return self.kind is Kind.ROWS and any(part.given for part in self.parts)

    @property
    def has_files(self) -> bool:
        return self.kind is Kind.FILES or any(part.has_files for part in self.parts)


def posted(value: Any) -> str:
    """A value as a page sends it: true, false, numbers and texts."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_fields(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """The questions of a form, in the order of its schema."""
    return _Reading(schema.get("$defs", {})).fields(schema)


@dataclass(frozen=True, slots=True)
class _Reading:
    shelf: Mapping[str, Any]

    def fields(self, schema: Mapping[str, Any]) -> tuple[Field, ...]:
        required = set(schema.get("required", ()))
        whens = dict(_conditions(schema, self))
        return tuple(
            self.field(name, part, required=name in required, when=whens.get(name))
            for name, part in schema.get("properties", {}).items()
        )

    def resolve(self, schema: Any) -> dict[str, Any]:
        """The schema with its reference followed; what stands beside the reference wins."""
        if not isinstance(schema, Mapping):
            return {}
        target = schema.get("$ref", "")
        if not target:
            return dict(schema)
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return {**self.resolve(self.shelf.get(target.rpartition("/")[2], {})), **beside}

    def field(self, name: str, raw: Any, *, required: bool, when: Condition | None = None) -> Field:
        schema = self.resolve(raw)
        items = self.resolve(schema.get("items", {}))
        kind = _kind(schema, items)
        asked = items if kind in {Kind.CHECKBOXES, Kind.FILES, Kind.ROWS} and items else schema
        least, most = _limits(kind, schema)
        return Field(
            name=name,
            kind=kind,
            title=str(schema.get("title") or name),
            hint=str(schema.get("description", "")),
            required=required,
            choices=_choices(asked),
            parts=self.fields(asked) if kind in {Kind.ROWS, Kind.GROUP} else (),
            many=schema.get("type") == "array",
            least=least,
            most=most,
            default=schema.get("default"),
            accept=tuple(schema.get("x-accept", items.get("x-accept", ()))),
            autocomplete=str(schema.get("x-autocomplete", "")),
            suffix=str(schema.get("x-suffix", "")),
            when=when,
            given=bool(schema.get("readOnly", False)),
        )


def _kind(schema: Mapping[str, Any], items: Mapping[str, Any]) -> Kind:
    type_ = schema.get("type")
    if type_ == "array":
        return _array_kind(items)
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if _choices(schema):
        return _choice_kind(_choices(schema))
    if type_ == "object":
        return Kind.GROUP
    if type_ == "boolean":
        return Kind.CONFIRM if schema.get("const") is True else Kind.YES_NO
    if type_ in {"number", "integer"}:
        return Kind(type_)
    return Kind.LONG if schema.get("maxLength", 0) > LONG_FROM else Kind.TEXT


def _array_kind(items: Mapping[str, Any]) -> Kind:
    if items.get("format") == "x-file":
        return Kind.FILES
    if _choices(items):
        return Kind.CHECKBOXES
    return Kind.ROWS if items.get("type") == "object" else Kind.LINES


def _choice_kind(choices: tuple[Choice, ...]) -> Kind:
    explained = any(choice.consequence for choice in choices)
    return Kind.RADIO if explained or len(choices) <= RADIOS_UP_TO else Kind.SELECT


def _choices(schema: Mapping[str, Any]) -> tuple[Choice, ...]:
    offered = schema.get("oneOf", ())
    if offered and all(isinstance(one, Mapping) and "const" in one for one in offered):
        return tuple(
            Choice(one["const"], str(one.get("title", one["const"])), str(one.get("description", "")))
            for one in offered
        )
    return tuple(Choice(value, str(value)) for value in schema.get("enum", ()))


def _limits(kind: Kind, schema: Mapping[str, Any]) -> tuple[float | None, float | None]:
    if schema.get("type") == "array":
        return schema.get("minItems"), schema.get("maxItems")
    if kind in {Kind.NUMBER, Kind.INTEGER}:
        return schema.get("minimum"), schema.get("maximum")
    return schema.get("minLength"), schema.get("maxLength")


def _conditions(schema: Mapping[str, Any], reading: _Reading) -> Iterator[tuple[str, Condition]]:
    """Fields named only in the `then` of an `if` that compares one answer with constants."""
    always = set(schema.get("required", ()))
    for rule in (schema, *schema.get("allOf", ())):
        asked = rule.get("if", {}).get("properties", {}) if isinstance(rule, Mapping) else {}
        if len(asked) != 1:
            continue
        [(name, test)] = asked.items()
        values = (test["const"],) if "const" in test else tuple(test.get("enum", ()))
        if not values:
            continue
        condition = Condition(name, values, _said(schema, name, values, reading))
        for needed in rule.get("then", {}).get("required", ()):
            if needed not in always:
                yield needed, condition


def _said(schema: Mapping[str, Any], name: str, values: tuple[Any, ...], reading: _Reading) -> str:
    """The answers in the words of the form: 不予受理 or 补正."""
    asked = reading.resolve(schema.get("properties", {}).get(name, {}))
    titles = {choice.posted: choice.title for choice in _choices(asked)}
    titles |= {} if titles else {"true": _("是"), "false": _("否")}
    return listed(titles.get(posted(value), posted(value)) for value in values)
