"""Decides how records leave in the exchange fields: as CSV, JSON or XLSX, by the ending of the file's name."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from workflows.errors import BadInput
from workflows.registry.exchange_fields import FIELDS
from workflows.registry.exchange_text import write_csv

ENDINGS = (".csv", ".json", ".xlsx")


def write(name: str, records: Sequence[Mapping[str, str]]) -> bytes:
    """The content of the file. Raises BadInput for another ending."""
    used = {code for record in records for code in record}
    codes = [field.code for field in FIELDS if field.code in used or field.required]
    rows = [codes, *([record.get(code, "") for code in codes] for record in records)]
    lowered = name.lower()
    if lowered.endswith(".csv"):
        return write_csv(rows)
    if lowered.endswith(".json"):
        said = [{code: record.get(code, "") for code in codes} for record in records]
        return json.dumps(said, ensure_ascii=False, indent=1).encode()
    if lowered.endswith(".xlsx"):
        return _book(rows)
    raise BadInput(f"文件名应以 {'、'.join(ENDINGS)} 结尾", english=f"The name must end in {', '.join(ENDINGS)}.")


def _book(rows: Sequence[Sequence[str]]) -> bytes:
    """Every cell is a text: what looks like a formula is not one."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("处罚信息")
    for row in rows:
        cells = []
        for said in row:
            cell = WriteOnlyCell(sheet, value=said)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
