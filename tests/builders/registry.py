"""Units, subjects, records, measures and bare cases, with everything that a test does not care about filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from workflows.registry.subjects import new_subject
from workflows.store import cases, people, registry, releases
from workflows.store.cases import NewCase
from workflows.store.database import Open
from workflows.store.people import UnitRow
from workflows.store.registry import NewMeasure, NewRecord, RecordRow

DISTRICT = "xinbei"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
USCC = "91320411MAXY00112K"

_serial = count(1)


def a_unit(connection: Open, code: str = "SJJ", **over: Any) -> str:
    if people.find_unit(connection, code) is None:
        unit = UnitRow(
            code, f"区{code}局", code, False, "0519-85000000", f"{code.lower()}@xinbei.example", "区政府", f"常新{code}"
        )
        people.add_unit(connection, replace(unit, **over))
    return code


def a_subject(connection: Open, uscc: str = USCC, name: str = "常州云岫精密机械有限公司（演示）", **over: Any) -> int:
    known = registry.find_subject_by_uscc(connection, DISTRICT, uscc)
    if known is not None:
        return known.id
    given = {"address": "新北区通江路1号", "email": "e1@xinbei.example", "service_consent_on": date(2026, 1, 5)}
    return registry.add_subject(connection, replace(new_subject(DISTRICT, uscc, name), **{**given, **over}))


def new_record(subject_id: int, **over: Any) -> NewRecord:
    given = NewRecord(
        district=DISTRICT,
        subject_id=subject_id,
        issuer="常州市新北区市场监督管理局",
        unit="SJJ",
        document_number=f"常市监处〔2026〕{next(_serial)}号",
        kind="penalty",
        gravity="一般",
        decided_on=date(2026, 6, 1),
        fact="销售不合格产品",
        reason="违反产品质量规定",
        basis="《产品质量法》第四十九条",
        content="罚款一万元",
        published_on=date(2026, 6, 3),
    )
    return replace(given, **over)


def a_record(connection: Open, **over: Any) -> RecordRow:
    subject_id = over.pop("subject_id", None) or a_subject(connection)
    return registry.get_record(connection, registry.add_records(connection, [new_record(subject_id, **over)], NOW)[0])


def a_measure(connection: Open, record: RecordRow, unit: str = "CZJ", **over: Any) -> int:
    a_unit(connection, unit)
    given = NewMeasure(
        record_id=record.id,
        subject_id=record.subject_id,
        unit=unit,
        code=f"M-{next(_serial):02d}",
        name="限制参加政府采购",
        field="政府采购",
        basis="《政府采购法》第二十二条",
        started_on=record.decided_on,
        ends_on=None,
        state="实施中",
    )
    return registry.add_measure(connection, replace(given, **over))


def a_release(connection: Open) -> int:
    return releases.propose(connection, "0" * 64, {"repair/process.toml": b""}, by="郑宇", note="", now=NOW)


def a_case(connection: Open, records: tuple[RecordRow, ...] = (), **over: Any) -> int:
    """A case row with its records and no engine state: enough for what stands beside the engine."""
    given = {
        "district": DISTRICT,
        "number": f"XF2026-R-{next(_serial):06d}",
        "query_code": "",
        "process": "repair",
        "release_id": a_release(connection),
        "subject_id": records[0].subject_id if records else None,
        "subject_name": "常州云岫精密机械有限公司（演示）",
        "unit": a_unit(connection),
    }
    new = NewCase(**{**given, **over})
    case_id = cases.open_case(connection, new, NOW).id
    cases.attach_records(connection, case_id, [record.id for record in records], new.process, exclusive=False)
    return case_id


def records_of(connection: Open, case_id: int) -> tuple[RecordRow, ...]:
    return registry.list_records(connection, cases.list_records(connection, case_id))
