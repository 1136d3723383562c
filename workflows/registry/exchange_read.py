"""Decides what a file that came in is, and reads its rows as texts under the field codes; by content, not by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from workflows.errors import BadInput
from workflows.registry import exchange_text, exchange_xlsx
from workflows.registry.exchange_fields import BY_CODE, REQUIRED, Field, find_field

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 20_000
LOOKED_AT = 10
"""Rows from the top among which the headings are looked for; templates begin with a title."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file under the codes of its columns; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds, and the headings that nobody knows."""

    name: str
    lines: tuple[Line, ...]
    ignored: tuple[str, ...]


def read(name: str, content: bytes) -> Sheet:
    """The rows of a CSV, JSON or XLSX file. Raises BadInput with one sentence for everything that cannot be read."""
    if len(content) > LARGEST:
        raise BadInput(
            f"文件有 {len(content) / 1024**2:.1f} MB，上限 {LARGEST // 1024**2} MB，请分成几个文件",
            english=f"The file is larger than {LARGEST // 1024**2} MB; split it.",
        )
    if not content.strip():
        raise BadInput("文件是空的，没有可导入的记录", english="The file is empty.")
    if content.startswith(_OLD_OFFICE):
        raise BadInput(
            "这是旧版 Excel（.xls）或加了密码的文件，请另存为不加密的 .xlsx 再导入",
            english="An old or encrypted Excel file; save it as .xlsx without a password.",
        )
    if content.startswith(_ZIP):
        return _sheet(name, exchange_xlsx.read(content, MOST_ROWS + LOOKED_AT))
    text = exchange_text.decode(content)
    if text.lstrip().startswith(("[", "{")):
        return _objects(name, exchange_text.read_json(text))
    return _sheet(name, exchange_text.read_csv(text))


def _objects(name: str, items: Sequence[Mapping[str, str]]) -> Sheet:
    headings = list(dict.fromkeys(key for item in items for key in item))
    fields = {heading: find_field(heading) for heading in headings}
    _refuse_missing([field for field in fields.values() if field is not None])
    lines = (
        Line(number, {field.code: item[key] for key, field in fields.items() if field and item.get(key)})
        for number, item in enumerate(items, 1)
    )
    return _whole(name, lines, [key for key, field in fields.items() if field is None])


def _sheet(name: str, rows: Iterator[Row]) -> Sheet:
    top = list(islice(rows, LOOKED_AT))
    at = max(range(len(top)), key=lambda index: len(_known(top[index][1])), default=0)
    headings = top[at][1] if top else ()
    fields = [find_field(heading) for heading in headings]
    _refuse_missing(_known(headings))
    columns = [(place, field.code) for place, field in enumerate(fields) if field is not None]
    lines = (
        Line(number, {code: cells[place] for place, code in columns if place < len(cells) and cells[place]})
        for number, cells in _after(top[at + 1 :], rows)
        if len(_known(cells)) <= 1  # a second row of headings, as some templates have
    )
    ignored = [heading for heading, field in zip(headings, fields, strict=True) if field is None and heading]
    return _whole(name, lines, ignored)


def _after(top: Iterable[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from top
    yield from rest


def _known(cells: Sequence[str]) -> list[Field]:
    return [field for cell in cells if (field := find_field(cell)) is not None]


def _refuse_missing(known: Sequence[Field]) -> None:
    codes = [field.code for field in known]
    if not codes:
        wanted = "、".join(field.code for field in REQUIRED)
        raise BadInput(
            f"没有找到字段名称，文件的第一行应写明字段代码，如 {wanted}",
            english=f"No field names found; the first row holds the codes, e.g. {wanted}.",
        )
    missing = [field for field in REQUIRED if field.code not in codes]
    if missing:
        named = "、".join(field.title for field in missing)
        codes_named = ", ".join(field.code for field in missing)
        raise BadInput(f"缺少必需的列：{named}", english=f"Columns are missing: {codes_named}.")
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        named = "、".join(BY_CODE[code].title for code in twice)
        raise BadInput(f"列重复：{named}", english=f"Columns stand twice: {', '.join(twice)}.")


def _whole(name: str, lines: Iterable[Line], ignored: Sequence[str]) -> Sheet:
    found = tuple(islice((line for line in lines if line.cells), MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise BadInput(
            f"一个文件最多 {MOST_ROWS} 行，请分成几个文件", english=f"At most {MOST_ROWS} rows a file; split it."
        )
    if not found:
        raise BadInput("文件只有字段名称，没有记录", english="The file holds headings and no records.")
    return Sheet(name, found, tuple(dict.fromkeys(ignored)))
