"""Decides how texts that came in are decoded and taken apart: CSV in UTF-8 or GB18030, JSON as a list of objects."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflows.errors import BadInput
from workflows.registry.exchange_fields import find_field

SEPARATORS = (",", "\t", ";", "，", "|")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Signs with which a spreadsheet begins to calculate."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNREADABLE = BadInput(
    "文件的文字编码无法识别，请另存为 UTF-8 或 GB18030（GBK）编码的 CSV",
    english="The encoding of the file is not known; save it as UTF-8 or GB18030.",
)


def decode(content: bytes) -> str:
    """The text, by its byte order mark, as UTF-8, or as GB18030. Raises BadInput for anything else."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_readable(text):
            return text
    raise BadInput(_UNREADABLE.sentence, english=_UNREADABLE.english)


def _is_readable(text: str) -> bool:
    """Bytes of something else come out as control characters, private ones, or none that anybody has assigned."""
    sample = text[:20_000]
    odd = sum(unicodedata.category(sign) in {"Cc", "Co", "Cn", "Cs"} and sign not in "\r\n\t" for sign in sample)
    return "\0" not in text and odd * 100 <= len(sample)


def read_csv(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows with their numbers. Raises BadInput at a row that is torn."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise BadInput(
                f"第 {number} 行无法读取，多半是引号没有成对", english=f"Row {number} cannot be read: {problem}."
            ) from problem
        yield number, [_without_guard(cell) for cell in cells]


def _separator(text: str) -> str:
    """The sign that makes most known headings of the first rows."""
    top = "\n".join(text.splitlines()[:10])

    def headings(sign: str) -> int:
        return sum(find_field(cell.strip(' "')) is not None for line in top.splitlines() for cell in line.split(sign))

    return max(SEPARATORS, key=headings)


def _without_guard(cell: str) -> str:
    """The apostrophe that our own exports put before a sign of calculation."""
    plain = cell.strip()
    return plain[1:] if plain.startswith("'") and plain[1:].startswith(FORMULA) else plain


def write_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """A CSV for spreadsheets: UTF-8 with its mark, no cell that would be calculated."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[_guarded(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def read_json(text: str) -> Sequence[Mapping[str, str]]:
    """The objects with their values as texts. Raises BadInput for another shape."""
    try:
        said = json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=_once)
    except (ValueError, RecursionError) as problem:
        where = getattr(problem, "lineno", None)
        place = f"（第 {where} 行）" if where else ""
        raise BadInput(f"JSON 无法读取{place}", english=f"The JSON cannot be read: {problem}.") from problem
    if not isinstance(said, list) or not all(isinstance(item, dict) for item in said):
        raise BadInput("JSON 应是一个数组，每条记录一个对象", english="The JSON must be an array of objects.")
    return [{str(key): _text(number, key, value) for key, value in item.items()} for number, item in enumerate(said, 1)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _text(number: int, key: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(
            f"第 {number} 条的“{key[:40]}”应是文字或数字",
            english=f"Item {number}: {key[:40]!r} must be text or number.",
        )
    return value.strip()
