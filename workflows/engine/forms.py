"""Decides which files are forms: one JSON Schema each, closed in itself, with nothing in it that could harm a case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
from jsonschema.exceptions import SchemaError

from workflows.engine.grammar import is_hidden_key
from workflows.errors import BadDiagram

BIGGEST = 256 * 1024
DEEPEST = 20
DRAFT = "https://json-schema.org/draft/2020-12/schema"
_BARE_NAME = re.compile(r"[\w][\w.\-]*\.json")
_LOCAL = re.compile(r"#/\$defs/([^/~%]+)")
_ELSEWHERE = ("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$vocabulary")


def form_path(folder: str, name: str) -> str:
    """Where the form of that bare name lies. Raises BadDiagram for a name that leads out of the folder."""
    if not _BARE_NAME.fullmatch(name) or ".." in name:
        raise _bad(
            name, "表单只能写 forms 文件夹里的文件名，以 .json 结尾", "a form is a bare file name ending in .json"
        )
    return f"{folder}/forms/{name}" if folder not in {"", "."} else f"forms/{name}"


def read_form(name: str, content: bytes) -> dict[str, Any]:
    """The schema of a form. Raises BadDiagram with the file and what is wrong."""
    if len(content) > BIGGEST:
        raise _bad(name, "表单文件超过 256 kB", "the form is larger than 256 kB")
    try:
        form = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once_each, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _bad(name, "文件不是 UTF-8 编码，请另存为 UTF-8", "not in UTF-8") from None
    except json.JSONDecodeError as problem:
        sentence = f"第 {problem.lineno} 行：不是完整的 JSON"
        raise _bad(name, sentence, f"line {problem.lineno}: not well-formed JSON") from None
    except (_Odd, RecursionError, ValueError) as problem:
        raise _bad(name, f"JSON 内容不能用：{problem}", f"this JSON cannot be used: {problem}") from None
    if not isinstance(form, dict) or form.get("type") != "object":
        raise _bad(name, '表单的最外层应为 "type": "object"', "a form is an object at its outermost")
    _check(name, form)
    return form


class _Odd(Exception):
    """JSON that parsers disagree about."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Odd(next(key for key, _ in pairs if sum(k == key for k, _ in pairs) > 1))
    return found


def _no_constant(word: str) -> Any:
    raise _Odd(word)


def _check(name: str, form: Mapping[str, Any]) -> None:
    parts = tuple(_parts(name, form))
    for part in parts:
        _refuse_elsewhere(name, part)
        named = [part.get("properties"), part.get("patternProperties"), part.get("$defs")]
        keys = {key for group in named if isinstance(group, dict) for key in group}
        hidden = next((key for key in sorted(keys) if is_hidden_key(key)), None)
        if hidden:
            raise _bad(name, f"不能有名为“{hidden}”的项", f"no entry may be called {hidden}")
    _refuse_circles(name, form)
    try:
        jsonschema.Draft202012Validator.check_schema(form)
    except SchemaError as problem:
        place = "/".join(str(step) for step in problem.absolute_path) or "/"
        raise _bad(name, f"“{place}”处不符合 JSON Schema", f"not a JSON Schema at {place}: {problem.message}") from None


def _refuse_elsewhere(name: str, part: Mapping[str, Any]) -> None:
    away = next((key for key in _ELSEWHERE if isinstance(part.get(key), str)), None)
    if away:
        raise _bad(name, f"不能使用“{away}”", f"{away} may not be used")
    target = part.get("$ref")
    if isinstance(target, str) and not _LOCAL.fullmatch(target):
        raise _bad(
            name, f"“$ref”只能指向本文件的 $defs，不能是“{target}”", f"$ref must stay within $defs, not {target}"
        )
    if isinstance(part.get("$schema"), str) and part["$schema"] != DRAFT:
        raise _bad(name, "只支持 JSON Schema 2020-12", "only JSON Schema 2020-12 is supported")


def _refuse_circles(name: str, form: Mapping[str, Any]) -> None:
    """A definition that leads back to itself would never end; one that is missing leads nowhere."""
    shelves = form.get("$defs")
    shelf: Mapping[str, Any] = shelves if isinstance(shelves, dict) else {}
    leads = {key: _targets(name, item) for key, item in shelf.items()}
    for target in _targets(name, form):
        if target not in leads:
            raise _bad(name, f"“$ref”指向的“{target}”不存在", f"$ref leads to {target}, which is not there")
    rest = dict(leads)
    while rest:
        free = [key for key, targets in rest.items() if not targets & rest.keys()]
        if not free:
            raise _bad(name, f"“$defs”里的“{min(rest)}”绕回了自身", f"{min(rest)} in $defs leads back to itself")
        for key in free:
            del rest[key]


def _targets(name: str, part: object) -> set[str]:
    found = (p.get("$ref") for p in _parts(name, part))
    return {match.group(1) for ref in found if isinstance(ref, str) and (match := _LOCAL.fullmatch(ref))}


def _parts(name: str, part: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Every object in the file; whether it is a schema or only looks like one makes no difference here."""
    if depth > DEEPEST:
        raise _bad(name, f"表单嵌套超过 {DEEPEST} 层", f"the form is nested deeper than {DEEPEST} levels")
    if isinstance(part, dict):
        yield part
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for item in inner:
        yield from _parts(name, item, depth + 1)


def _bad(name: str, sentence: str, english: str) -> BadDiagram:
    bare = name.rsplit("/", 1)[-1]
    details: dict[str, object] = {"file": name, "said": sentence, "said_in_english": english}
    return BadDiagram(f"{bare}：{sentence}", english=f"{bare}: {english}", **details)
