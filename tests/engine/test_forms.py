"""A form is one closed JSON Schema that cannot reach outside its file or harm a case."""

import json

import pytest

from workflows.engine.forms import BIGGEST, form_path, read_form
from workflows.errors import BadDiagram

FORM = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "审查申请材料",
    "additionalProperties": False,
    "required": ["decision"],
    "properties": {
        "decision": {
            "title": "审查结论",
            "oneOf": [{"const": "accept", "title": "受理"}, {"const": "supplement", "title": "补正"}],
        },
        "defects": {"type": "array", "items": {"$ref": "#/$defs/defect"}},
        "files": {"type": "array", "items": {"type": "object", "format": "x-file"}},
        "$ref": {"type": "string", "title": "名称碰巧如此的项"},
    },
    "$defs": {"defect": {"type": "string", "maxLength": 200}},
}


def test_a_plain_form_is_read():
    """Choices, files, lists and local definitions are all a form needs."""
    assert read_form("forms/a.json", json.dumps(FORM).encode()) == FORM


def _with(**changes: object) -> str:
    return json.dumps({**FORM, **changes}, ensure_ascii=False)


WRONG = {
    "not JSON": "{",
    "a list": "[]",
    "not an object": json.dumps({"type": "string"}),
    "one key twice": '{"type": "object", "title": "a", "title": "b"}',
    "a number that is none": '{"type": "object", "maximum": NaN}',
    "a reference to a file": _with(properties={"a": {"$ref": "other.json#/a"}}),
    "a reference to the net": _with(properties={"a": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}),
    "a reference to the whole": _with(properties={"a": {"$ref": "#"}}),
    "a reference to nothing": _with(properties={"a": {"$ref": "#/$defs/missing"}}),
    "a reference in a circle": _with(
        **{"$defs": {"defect": {"$ref": "#/$defs/b"}, "b": {"items": {"$ref": "#/$defs/defect"}}}}
    ),
    "another base": _with(**{"$id": "https://json-schema.org/x"}),
    "a dynamic reference": _with(properties={"a": {"$dynamicRef": "#a"}}),
    "another draft": _with(**{"$schema": "http://json-schema.org/draft-07/schema#"}),
    "the key that bricks a case": _with(properties={"typename": {"type": "string"}}),
    "the same key deeper": _with(properties={"a": {"type": "object", "properties": {"typename": {}}}}),
    "a key of Python": _with(properties={"__class__": {}}),
    "an unknown type": _with(properties={"a": {"type": "money"}}),
    "a pattern that does not parse": _with(properties={"a": {"type": "string", "pattern": "("}}),
    "too deep": '{"type": "object", "properties": ' + '{"a": ' * 40 + "1" + "}" * 40 + "}",
    "deeper than any parser": '{"a":' * 100_00 + "1" + "}" * 100_00,
    "too big": json.dumps({**FORM, "description": "x" * BIGGEST}),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_form_that_is_not_closed_and_valid_is_refused(case):
    """The sentence is Chinese and names the file."""
    with pytest.raises(BadDiagram) as caught:
        read_form("bpmn/repair/forms/a.json", WRONG[case].encode())
    assert caught.value.sentence.startswith("a.json：")
    assert caught.value.english.startswith("a.json: ")


def test_a_form_in_another_encoding_is_refused():
    """Only UTF-8."""
    with pytest.raises(BadDiagram, match="UTF-8"):
        read_form("a.json", json.dumps(FORM, ensure_ascii=False).encode("gb18030"))


@pytest.mark.parametrize(
    "name",
    ["../a.json", "a/b.json", "/a.json", "..json", "a..json", ".json", "a.txt", "", "a.json/", "C:a.json", "a\\b.json"],
)
def test_a_form_is_named_by_a_bare_file_name(name):
    """No path leads out of the folder of forms."""
    with pytest.raises(BadDiagram):
        form_path("bpmn/repair", name)


def test_a_bare_name_lies_in_the_forms_of_its_folder():
    """Chinese names are fine."""
    assert form_path("bpmn/repair", "formal-check.json") == "bpmn/repair/forms/formal-check.json"
    assert form_path("", "审查.json") == "forms/审查.json"
