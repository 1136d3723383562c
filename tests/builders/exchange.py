"""Rows and files as other systems send them, right unless a test says otherwise."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

from openpyxl import Workbook

from tests.builders.law import BPMN, POLICIES
from tests.builders.registry import DISTRICT, TODAY
from workflows.registry import exchange_mapping
from workflows.registry.exchange import Source
from workflows.registry.exchange_check import Grounds
from workflows.registry.exchange_mapping import Correspondence
from workflows.registry.exchange_text import write_csv
from workflows.store.people import UnitRow

E1, E2 = "91320411MAXY00112K", "91320411MAXY00227R"
UNITS = tuple(
    UnitRow(code, name, short, code == "BANK", "", "", "", "")
    for code, name, short in (
        ("SJJ", "常州市新北区市场监督管理局", "市场监管局"),
        ("ZJJ", "常州市新北区住房和城乡建设局", "住建局"),
        ("BANK", "某银行（演示）", "某银行"),
    )
)
TABLE = exchange_mapping.parse((BPMN / "exchange" / "penalties.toml").read_text("utf-8"), POLICIES.on(TODAY))


def a_row(**over: str) -> dict[str, str]:
    """One penalty in the national fields."""
    return {
        "CF_XDR_MC": "常州云岫精密机械有限公司（演示）",
        "CF_XDR_SHXYM": E1,
        "CF_WSH": "常新市监罚〔2026〕1号",
        "CF_WFXW": "产品质量不合格",
        "CF_SY": "抽检不合格",
        "CF_YJ": "《产品质量法》第四十九条",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款一万元",
        "CF_NR_FK": "1",
        "CF_JDRQ": "2026-06-01",
        "CF_CFJG": "常州市新北区市场监督管理局",
        **over,
    }


def csv_of(*rows: dict[str, str]) -> bytes:
    codes = list(dict.fromkeys(code for row in rows for code in row))
    return write_csv([codes, *([row.get(code, "") for code in codes] for row in rows)])


def json_of(*rows: dict[str, Any]) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def xlsx_of(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same archive with one part more, or another in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, part)
    return out.getvalue()


def source(*rows: dict[str, str], table: Correspondence = TABLE) -> Source:
    return Source("处罚.csv", csv_of(*rows), table)


def grounds(today: date = TODAY, table: Correspondence = TABLE) -> Grounds:
    return Grounds(DISTRICT, today, POLICIES.on(today), UNITS, table)
