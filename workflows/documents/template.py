"""Decides what the body of a paper says: its template filled with the facts of the step, and what is missing for that.

A body is HTML of a few plain elements with Jinja's marks, kept in papers/<kind>.html. It sees the facts of the paper by name
(`subject.name`, `records[0].number`, `paper.code` …) and the filters of filters.py. It may set, at its top:

    {% set title = "关于同意信用修复的决定" %}   instead of the title in the paper's table; a list is set line by line
    {% set addressee = unit_name %}              instead of the subject; "" for none
    {% set attachments = ["解除措施清单"] %}       附件
    {% set copies = ["区财政局"] %}                抄送

Sections are <h2>一、…</h2> and <h3>（一）…</h3>, paragraphs <p>, defects and reasons <ol>, records and measures <table>.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from jinja2 import DictLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflows.documents.filters import FILTERS
from workflows.errors import BadAnswers, BadDiagram

ELEMENTS = frozenset(
    {"p", "h2", "h3", "ol", "ul", "li", "strong", "em", "br", "span", "section", "blockquote"}
    | {"table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td"}
)
"""What a body may be made of: nothing that loads, runs or draws elsewhere."""

_ATTRIBUTES = frozenset({"class", "colspan", "rowspan", "scope"})
_UNCLOSED = frozenset({"br", "col"})
_NAME_IN_PROBLEM = re.compile(r"'([^']+)' is undefined|no attribute '([^']+)'|has no element (\S+)")
_CHINESE = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef\u201c\u201d"
_SPACED = re.compile(rf"(?<=[{_CHINESE}]) +(?=\{{\{{)|(?<=\}}\}}) +(?=[{_CHINESE}])")
_EMPTY = "有一处内容为空"
_UNREADABLE = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError)
"""What a badly written body runs into; a body is data, so this is no bug of the house."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A body with its facts in their places, and what it says about the page around it (None: nothing)."""

    body: str
    title: tuple[str, ...] | None
    addressee: str | None
    attachments: tuple[str, ...]
    copies: tuple[str, ...]


def fill(body: str, facts: Mapping[str, Any]) -> Filled:
    """Puts the facts into the body.

    Raises BadAnswers for a fact that is missing, BadDiagram for a body that cannot be read or holds foreign elements.
    """
    try:
        module = _read(body).make_module(dict(facts))
    except UndefinedError as problem:
        missing = _missing_name(problem)
        raise BadAnswers(f"文书正文缺少：{missing}", english=f"The body lacks {missing}.", missing=missing) from problem
    except _UNREADABLE as problem:
        raise _unreadable(problem) from problem
    filled = str(module)
    foreign = list_foreign(filled)
    if foreign:
        raise BadDiagram(
            f"文书正文不能使用：{'、'.join(foreign)}", english=f"Not allowed in a body: {', '.join(foreign)}"
        )
    said = vars(module)
    return Filled(
        filled,
        title=_lines(said["title"]) if "title" in said else None,
        addressee=str(said["addressee"]) if "addressee" in said else None,
        attachments=_lines(said.get("attachments", ())),
        copies=_lines(said.get("copies", ())),
    )


def missing_names(table: Mapping[str, Any], body: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What the paper names and the facts do not have: names of its table, of its body, and the first gap inside one.

    Raises BadDiagram for a body that cannot be read.
    """
    found = {name for name in table.get("names", ()) if facts.get(name) in (None, "", [])}
    try:
        _read(body).make_module(dict(facts))
    except UndefinedError as problem:
        found |= (names_used(body) - facts.keys()) or {_missing_name(problem)}
    except _UNREADABLE as problem:
        raise _unreadable(problem) from problem
    return tuple(sorted(found))


def names_used(body: str) -> frozenset[str]:
    """The names that a body takes from the facts. Raises BadDiagram for a body that cannot be read."""
    try:
        tree = _ENVIRONMENT.parse(body)
    except TemplateSyntaxError as problem:
        raise _unreadable(problem) from problem
    return frozenset(meta.find_undeclared_variables(tree)) - _ENVIRONMENT.globals.keys()


def list_foreign(filled: str) -> tuple[str, ...]:
    """Elements and attributes that no body may have, and elements that are not closed."""
    reader = _Reader()
    reader.feed(filled)
    reader.close()
    return tuple(dict.fromkeys([*reader.foreign, *(f"未闭合的 <{name}>" for name in reader.open)]))


class _Reader(HTMLParser):
    """Walks through a body and writes down what does not belong there."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.foreign.append(f"<{tag}>")
        elif tag not in _UNCLOSED:
            self.open.append(tag)
        self.foreign += [f"{tag} 的属性 {name}" for name, _ in attrs if name not in _ATTRIBUTES]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNCLOSED or tag not in ELEMENTS:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.foreign.append(f"多余的 </{tag}>")


def _lines(said: Any) -> tuple[str, ...]:
    """A text is one line; a list is a line each."""
    if isinstance(said, str) or not isinstance(said, Sequence):
        return (str(said),) if said else ()
    return tuple(str(line) for line in said)


def _printed(value: Any) -> Any:
    """What {{ … }} may print: an empty place and a raw list are no text."""
    if value is None:
        raise UndefinedError(_EMPTY)
    if isinstance(value, (list, tuple, set, dict)):
        raise TemplateError("列表不能直接写入正文，请用循环或 | listed")
    return value


def _missing_name(problem: UndefinedError) -> str:
    found = _NAME_IN_PROBLEM.search(str(problem))
    return next(name for name in found.groups() if name) if found else str(problem)


def _unreadable(problem: Exception) -> BadDiagram:
    line = f"第 {problem.lineno} 行：" if isinstance(problem, TemplateSyntaxError) else ""
    return BadDiagram(f"文书正文无法读取：{line}{problem}", english=f"The body of the paper cannot be read: {problem}")


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=DictLoader({}),  # a body includes nothing
    )
    environment.filters = {**environment.filters, **FILTERS}
    return environment


_ENVIRONMENT = _environment()


@lru_cache(maxsize=128)
def _read(body: str) -> Template:
    """Spaces that set off figures on screens have no place between Chinese characters of a paper."""
    try:
        return _ENVIRONMENT.from_string(_SPACED.sub("", body))
    except TemplateSyntaxError as problem:
        raise _unreadable(problem) from problem
