"""Fits a form to the case that it is filled in for: only the questions that this case raises, measures by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from webapp.fields import Field, Kind
from webapp.formats import noted
from workflows.queries.measures import Standing

MEASURE = "measure"
"""The question of a row that names a measure by its number."""
WHEN = "x-when"
"""Beside a question: the values of the case for which it is asked, by their dotted names."""
FROM = "x-from"
"""Beside a question: where in the case its first answer comes from, by its dotted name."""


def first_answers(schema: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    """What the case says already, for the questions that ask for it."""
    wanted = {name: part[FROM] for name, part in schema.get("properties", {}).items() if FROM in part}
    found = {name: _value(names, path) for name, path in wanted.items()}
    return {name: value for name, value in found.items() if value not in (None, "")}


def fit(schema: Mapping[str, Any], names: Mapping[str, Any], found: list[Standing]) -> Mapping[str, Any]:
    """The form as the officer of this case needs it; what it leaves out was optional."""
    asked = {
        name: _offering(part, names) for name, part in schema.get("properties", {}).items() if _is_asked(part, names)
    }
    return _naming_measures({**schema, "properties": asked}, found)


def is_about_measures(one: Field) -> bool:
    """Whether each row of this question is about one measure."""
    return one.kind is Kind.ROWS and any(part.name == MEASURE for part in one.parts)


def _offering(part: Any, names: Mapping[str, Any]) -> Any:
    """The question with those of its choices that this case raises."""
    if not isinstance(part, Mapping):
        return part
    inner = {"items": _offering(part["items"], names)} if "items" in part else {}
    choices = {"oneOf": [one for one in part["oneOf"] if _is_asked(one, names)]} if "oneOf" in part else {}
    return {**part, **inner, **choices}


def _is_asked(part: Any, names: Mapping[str, Any]) -> bool:
    """A list of the case counts when it holds the value."""
    needed = part.get(WHEN, {}) if isinstance(part, Mapping) else {}
    return all(_holds(_value(names, path), value) for path, value in needed.items())


def _holds(found: Any, value: Any) -> bool:
    return value in found if isinstance(found, list | tuple) else found == value


def _value(names: Mapping[str, Any], path: str) -> Any:
    found: Any = names
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _naming_measures(schema: Mapping[str, Any], found: list[Standing]) -> Mapping[str, Any]:
    """The same form, in which a measure is chosen by its name and not by its number."""
    choices = [{"const": one.id, "title": noted(one.name, one.code)} for one in found if one.lifted_on is None]
    if not choices:
        return schema
    properties = dict(schema.get("properties", {}))
    for name, part in properties.items():
        inner = part.get("items", {}).get("properties", {}) if isinstance(part, Mapping) else {}
        if MEASURE in inner:
            named = {**inner, MEASURE: {**inner[MEASURE], "title": _("措施"), "oneOf": choices}}
            rows = {"minItems": len(choices), "maxItems": len(choices)}
            properties[name] = {**part, **rows, "items": {**part["items"], "properties": named}}
    return {**schema, "properties": properties}
