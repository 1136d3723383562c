"""Decides which bytes are read as a diagram, a decision table or a form; everything else is refused with file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from pathlib import PurePosixPath
from threading import Lock

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.dmn.parser.BpmnDmnParser import SCHEMAS
from SpiffWorkflow.spiff.parser.process import VALIDATOR

from workflows.errors import BadDiagram

BIGGEST = 2 * 1024 * 1024
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DECLARATION = re.compile(r"^\s*<\?xml\s[^>]*?\?>")
_DECLARED = re.compile(r"encoding\s*=\s*[\"']([^\"']*)[\"']")
_DOCTYPE = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_READABLE = {"utf-8", "utf8", "utf-16", "utf16", "utf-16le", "utf-16be"}
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']*)'")
_ATTRIBUTE = re.compile(r"attribute '(?:\{[^}]*\})?([^']*)'")
_VALUE = re.compile(r": '([^']*)' is not a valid value of the atomic type 'xs:(ID|NCName)'")
_ONE_AT_A_TIME = Lock()


class Kind(Enum):
    """What a file of a bundle is read as."""

    DIAGRAM = "流程图"
    TABLE = "决策表"


def read_xml(name: str, content: bytes) -> etree._Element:
    """The root of a diagram (.bpmn) or decision table (.dmn), safe and valid. Raises BadDiagram with file and line."""
    return read(name, content, Kind.TABLE if name.lower().endswith(".dmn") else Kind.DIAGRAM)


def read(name: str, content: bytes, kind: Kind) -> etree._Element:
    """The root of a file of this kind, without comments. Raises BadDiagram with file and line."""
    root = parse(name, content)
    validate(name, root, kind)
    return root


def parse(name: str, content: bytes) -> etree._Element:
    """The root of any XML file that is safe to look at, valid or not."""
    if len(content) > BIGGEST:
        raise _bad(name, "文件超过 2 MB", "the file is larger than 2 MB")
    text = _text(name, content)
    declared = _DOCTYPE.search(text)
    if declared:
        line = text.count("\n", 0, declared.start()) + 1
        raise _bad(name, "文件含有 DOCTYPE 或实体声明", "the file has a DOCTYPE or an entity declaration", line)
    # Made anew each time: a parser is not shared between threads.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as problem:
        raise _bad(
            name, "不是完整的 XML 文件", f"not well-formed XML: {problem.msg}", _number(problem.lineno)
        ) from None
    strange = next(root.getroottree().getroot().iter(etree.ProcessingInstruction, etree.Entity), None)
    if strange is not None or root.getprevious() is not None or root.getnext() is not None:
        raise _bad(
            name, "文件含有处理指令或实体引用", "the file has a processing instruction or an entity", _line(strange)
        )
    return root


def validate(name: str, root: etree._Element, kind: Kind) -> None:
    """Refuses elements, attributes and places that the standard does not know."""
    space = etree.QName(root).namespace or ""
    wanted = {BPMN} if kind is Kind.DIAGRAM else set(SCHEMAS)
    if space not in wanted or etree.QName(root).localname != "definitions":
        raise _bad(name, f"不是 {_standard(kind)} 文件", f"not a file of {_standard(kind)}", _line(root))
    try:
        with _ONE_AT_A_TIME:
            (VALIDATOR if kind is Kind.DIAGRAM else _table_validator(space)).validate(root, name)
    except ValidationException as problem:
        said = str(problem.args[0]) if problem.args else ""
        english = re.sub(r"\{[^}]*\}| Expected is .*", "", said)
        raise _bad(name, _chinese(said, kind), english, _number(problem.line_number)) from None


def _text(name: str, content: bytes) -> str:
    """The characters of a file in UTF-8 or UTF-16, without byte order mark and declaration."""
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"} or content[:4] in {b"<\x00?\x00", b"\x00<\x00?"}
    encoding = "utf-8-sig"
    if wide:
        marked = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
        encoding = "utf-16" if marked else ("utf-16-le" if content[:1] == b"<" else "utf-16-be")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise _bad(name, "文件不是 UTF-8 或 UTF-16 编码，请另存为 UTF-8", "not in UTF-8 or UTF-16") from None
    declaration = _DECLARATION.match(text)
    declared = _DECLARED.search(declaration.group(0)) if declaration else None
    if declared and declared.group(1).lower() not in _READABLE:
        raise _bad(name, f"文件声明的编码“{declared.group(1)}”不能用，请另存为 UTF-8", "only UTF-8 and UTF-16 are read")
    # Blank out the declaration but keep its lines, so that line numbers stay true.
    return ("\n" * declaration.group(0).count("\n") + text[declaration.end() :]).lstrip(" ") if declaration else text


@lru_cache(maxsize=8)
def _table_validator(space: str) -> BpmnValidator:
    return BpmnValidator(SCHEMAS[space])


def _standard(kind: Kind) -> str:
    return "BPMN 2.0" if kind is Kind.DIAGRAM else "DMN"


def _chinese(said: str, kind: Kind) -> str:
    """What the schema complains about, in the words of the screen."""
    value = _VALUE.search(said)
    if value:
        return f"编号“{value.group(1)}”重复，或含有不允许的字符"
    element = _ELEMENT.search(said)
    shown = f"元素“{element.group(1)}”" if element else "内容"
    attribute = _ATTRIBUTE.search(said)
    if attribute:
        return f"{shown}的属性“{attribute.group(1)}”不符合 {_standard(kind)}"
    if "not expected" in said or "No matching global" in said:
        return f"{shown}不认识，或不能放在这里"
    return f"{shown}不符合 {_standard(kind)}"


def _line(element: etree._Element | None) -> int:
    return int(getattr(element, "sourceline", None) or 1)


def _bad(name: str, sentence: str, english: str, line: int = 1) -> BadDiagram:
    bare = PurePosixPath(name).name
    details: Mapping[str, object] = {"file": name, "line": line, "said": sentence, "said_in_english": english}
    return BadDiagram(f"{bare} 第 {line} 行：{sentence}", english=f"{bare}, line {line}: {english}", **details)


def _number(line: object) -> int:
    return line if isinstance(line, int) else 1
