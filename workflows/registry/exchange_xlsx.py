"""Decides whether a spreadsheet may be opened at all, and reads its first sheet as texts; nothing in it is calculated."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from workflows.errors import BadInput

MOST_PARTS = 500
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 200
SMALL = 1024 * 1024
"""Below this size a part may be packed as tightly as it likes."""
WIDEST = 100
_BLOCK = 1024 * 1024
_NOT_A_BOOK = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, SyntaxError, NotImplementedError,
    LookupError, ValueError, TypeError, AttributeError, OSError, EOFError,
)  # fmt: skip
"""What the library raises at files that only look like spreadsheets; broken XML is a SyntaxError to it."""
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E|<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y", re.IGNORECASE)


def read(content: bytes, most: int) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of the first sheet with their numbers, at most so many and one. Raises BadInput."""
    _refuse_bombs(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the library cannot show (drawings, validations) is not read here
            return iter(list(_rows(content, most)))
    except _NOT_A_BOOK as problem:
        raise _unreadable() from problem


def _rows(content: bytes, most: int) -> Iterator[tuple[int, Sequence[str]]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size is not believed
    rows = sheet.iter_rows(max_col=WIDEST, values_only=True)
    for number, cells in enumerate(islice(rows, most + 1), 1):
        yield number, [_text(cell) for cell in cells]


def _unreadable() -> BadInput:
    return BadInput(
        "这不是可以读取的 Excel 文件（.xlsx），请重新另存后再导入", english="This is no .xlsx file that can be read."
    )


def _refuse_bombs(content: bytes) -> None:
    """What is said about sizes binds the unpacker, so it is enough to add it up before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            tight = any(part.file_size > max(SMALL, part.compress_size * MOST_RATIO) for part in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or tight:
                raise BadInput(
                    "Excel 文件解压后过大，没有打开；请只保留需要导入的内容后另存",
                    english="The spreadsheet unpacks to far too much and was not opened.",
                )
            if any(part.flag_bits & 1 for part in parts):
                raise BadInput("Excel 文件设有密码，去除密码后再导入", english="The spreadsheet has a password.")
            if any(_declares_entities(archive, part) for part in parts):
                raise BadInput(
                    "Excel 文件含有不允许的声明，没有打开",
                    english="The spreadsheet declares entities and was not opened.",
                )
    except _NOT_A_BOOK as problem:
        raise _unreadable() from problem


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.lower().endswith((".xml", ".rels")):
        return False
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            if _DOCTYPE.search(tail + block):
                return True
            tail = block[-32:]
    return False


def _text(cell: object) -> str:
    """A cell as it would be typed; a formula stays the text that it is."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
