"""Decides whether a row that came in can become a record; what is wrong is named by row, field and reason, all at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from workflows.law import uscc
from workflows.law.profile import Profile
from workflows.registry.exchange_fields import BY_CODE, FIELDS, Field, Kind
from workflows.registry.exchange_mapping import Correspondence
from workflows.registry.exchange_read import Line, Sheet
from workflows.store.people import UnitRow
from workflows.store.registry import NewRecord

EARLIEST = date(1949, 10, 1)
QUOTED = 40
"""So many characters of what stands in a cell are repeated in a report."""
_SPREADSHEET_ZERO = date(1899, 12, 30)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}.*)?")
_SOLID_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[1-9]\d{4}")
_MONEY = re.compile(r"\d{1,12}(\.\d{1,6})?")
_YEAR = re.compile(r"[\[［(（【〔﹝{]\s*(\d{4})\s*[\]］)）】〕﹞}]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: the field, the reason, and what stands there."""

    row: int
    code: str
    reason: str
    english: str

    @property
    def name(self) -> str:
        """The Chinese name of the field."""
        return BY_CODE[self.code].name


@dataclass(frozen=True, slots=True)
class Given:
    """A row that can become a record; `silent` are the things that the file itself does not say."""

    row: int
    uscc: str
    name: str
    record: NewRecord
    silent: frozenset[str]
    says_public_until: date | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What rows are judged by: the units of the office, the law of the day, the table of the office."""

    district: str
    today: date
    profile: Profile
    units: tuple[UnitRow, ...]
    table: Correspondence


@dataclass(slots=True)
class _Judge:
    """One row being judged; every fault is noted before the next field is looked at."""

    line: Line
    grounds: Grounds
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, reason: str, english: str) -> None:
        self.faults.append(Fault(self.line.number, code, reason, english))

    def text(self, code: str) -> str:
        return clean(self.line.cells.get(code, ""))

    def judge(self) -> Given | None:
        for one in FIELDS:
            self._look_at(one)
        decided_on, until = self._decided_on(), self._day_after("CF_GSJZQ")
        self._day_after("CF_YXQ")
        unit, gravity, kind = self._unit(), self._gravity(), self._kind()
        if self.faults or decided_on is None or unit is None:
            return None
        published_on = self._published_on(decided_on, gravity)
        if self.faults:
            return None
        return self._given(self._record(decided_on, unit.code, (gravity, kind), published_on), until)

    def _look_at(self, one: Field) -> None:
        """Presence, length and form of one field."""
        said = self.text(one.code)
        if one.required and not said:
            self.fault(one.code, "没有填写", "missing")
        elif len(said) > one.longest:
            self.fault(one.code, f"有 {len(said)} 个字，最多 {one.longest} 个", f"longer than {one.longest} characters")
        elif not _can_be_kept(said):
            self.fault(one.code, "含有无法保存的字符", "holds characters that cannot be kept")
        elif said:
            self._form(one, said)

    def _form(self, one: Field, said: str) -> None:
        if one.kind is Kind.CODE:
            found = uscc.find_fault(said)
            if found is not None:
                self.fault(one.code, found.rstrip("。"), "the unified social credit code does not pass its check")
        elif one.kind is Kind.DAY and read_day(said) is None:
            self.fault(one.code, f"“{_short(said)}”不是日期，请写成 2026-01-02", f"{_short(said)!r} is not a date")
        elif one.kind is Kind.MONEY and not _is_money(said):
            self.fault(one.code, f"“{_short(said)}”不是金额（万元）", f"{_short(said)!r} is not an amount")

    def _decided_on(self) -> date | None:
        found = read_day(self.text("CF_JDRQ"))
        if found is not None and not EARLIEST <= found <= self.grounds.today:
            self.fault(
                "CF_JDRQ", f"{found} 不是可能的决定日期（不能晚于今天）", f"{found} cannot be the day of decision"
            )
        return found

    def _day_after(self, code: str) -> date | None:
        decided_on, found = read_day(self.text("CF_JDRQ")), read_day(self.text(code))
        if found is not None and decided_on is not None and found < decided_on:
            self.fault(code, f"{found} 早于处罚决定日期 {decided_on}", f"{found} is before the decision")
        return found

    def _unit(self) -> UnitRow | None:
        """The unit that decides on repair: named, or else the one that issued the penalty."""
        code = "XF_RDDW" if self.text("XF_RDDW") else "CF_CFJG"
        said = self.text(code)
        found = self.grounds.table.unit_of(said, self.grounds.units) if said else None
        if said and (found is None or found.outside):
            named = "、".join(unit.code for unit in self.grounds.units if not unit.outside)
            self.fault(
                code,
                f"“{_short(said)}”不是本系统的单位，可在 XF_RDDW 写明认定单位（{named}）",
                f"{_short(said)!r} is no unit of this office; name one in XF_RDDW ({named})",
            )
            return None
        return found

    def _gravity(self) -> str:
        """The name of the class: as the file says, else by the category of the penalty."""
        said, profile = self.text("XF_FL"), self.grounds.profile
        names = "、".join(row.name for row in profile.classes)
        key = said or self.grounds.table.class_of(self.text("CF_CFLB"), profile)
        found = profile.find_class(key) if key else None
        if found is not None:
            return found.name
        if said:
            self.fault("XF_FL", f"“{_short(said)}”不是失信程度（{names}）", f"{_short(said)!r} is no class")
        elif self.text("CF_CFLB"):
            reason = f"按“{_short(self.text('CF_CFLB'))}”不能确定失信程度，请增加 XF_FL 列（{names}）或完善对照表"
            self.fault("CF_CFLB", reason, "the class cannot be told from this; add XF_FL or complete the table")
        return ""

    def _kind(self) -> str:
        said, profile = self.text("XF_ZL") or self.grounds.table.kind, self.grounds.profile
        found = next((row for row in profile.record_kinds if said in (row.key, row.name)), None)
        if found is None:
            names = "、".join(row.name for row in profile.record_kinds)
            self.fault("XF_ZL", f"“{_short(said)}”不是记录种类（{names}）", f"{_short(said)!r} is no kind of record")
        return found.key if found else ""

    def _published_on(self, decided_on: date, gravity: str) -> date | None:
        """The day the file says; else it is shown from its import on, if its class is shown at all."""
        said = self.text("XF_GSRQ")
        if said:
            found = read_day(said)
            if found is not None and not decided_on <= found <= self.grounds.today:
                self.fault("XF_GSRQ", f"{found} 早于决定日期或晚于今天", f"{found} cannot be the day of publication")
            return found
        row = self.grounds.profile.find_class(gravity)
        return self.grounds.today if row is not None and row.published else None

    def _record(self, decided_on: date, unit: str, what: tuple[str, str], published_on: date | None) -> NewRecord:
        gravity, kind = what
        return NewRecord(
            district=self.grounds.district,
            subject_id=0,
            issuer=self.text("CF_CFJG"),
            unit=unit,
            document_number=document_number(self.text("CF_WSH")),
            kind=kind,
            gravity=gravity,
            decided_on=decided_on,
            fact=self.text("CF_SY"),
            reason=self.text("CF_WFXW"),
            basis=self.text("CF_YJ"),
            content=self.text("CF_NR"),
            published_on=published_on,
            source=self.text("CF_SJLY"),
            national={code: clean(said) for code, said in self.line.cells.items()},
        )

    def _given(self, record: NewRecord, until: date | None) -> Given:
        said = {"kind": "XF_ZL", "gravity": "XF_FL", "unit": "XF_RDDW", "published_on": "XF_GSRQ"}
        silent = frozenset(name for name, code in said.items() if not self.text(code))
        name = self.text("CF_XDR_MC")
        return Given(self.line.number, uscc.normalise(self.text("CF_XDR_SHXYM")), name, record, silent, until)


def check(sheet: Sheet, grounds: Grounds) -> tuple[tuple[Given, ...], tuple[Fault, ...]]:
    """The rows that can become records, and everything that is wrong in the file, in the order of its rows."""
    found: list[Given] = []
    faults: list[Fault] = []
    for line in sheet.lines:
        judge = _Judge(line, grounds)
        given = judge.judge()
        faults.extend(judge.faults)
        if given is not None:
            found.append(given)
    faults.extend(_twice(found))
    faults.extend(_two_names(found))
    return tuple(found), tuple(sorted(faults, key=lambda fault: fault.row))


def _twice(given: Sequence[Given]) -> Iterator[Fault]:
    """The same record on two rows: nobody can say which one is meant."""
    first: dict[tuple[str, str, str], int] = {}
    for one in given:
        identity = (one.record.issuer, one.record.document_number, one.uscc)
        at = first.setdefault(identity, one.row)
        if at != one.row:
            reason = f"与第 {at} 行是同一条记录（处罚机关、文号、统一社会信用代码都相同）"
            yield Fault(one.row, "CF_WSH", reason, f"the same record as row {at}")


def _two_names(given: Sequence[Given]) -> Iterator[Fault]:
    first: dict[str, Given] = {}
    for one in given:
        known = first.setdefault(one.uscc, one)
        if known.name != one.name:
            reason = f"同一统一社会信用代码在第 {known.row} 行写作“{_short(known.name)}”"
            yield Fault(one.row, "CF_XDR_MC", reason, f"row {known.row} gives another name for the same code")


def read_day(text: str) -> date | None:
    """2026-01-02, 2026/1/2, 2026.1.2, 2026年1月2日, 20260102, or the number a spreadsheet has for the day."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    if _SERIAL.fullmatch(plain):
        return _SPREADSHEET_ZERO + timedelta(days=int(plain))
    found = _DAY.fullmatch(plain) or _SOLID_DAY.fullmatch(plain)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def document_number(text: str) -> str:
    """The number in one spelling, so that [2026], （2026） and 〔2026〕 are the same document."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return _YEAR.sub(r"〔\1〕", plain)


def clean(text: str) -> str:
    """Without the signs that nobody can see and that break what is printed."""
    shown = (sign if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf"} else " " for sign in text)
    return "".join(shown).strip()


def _can_be_kept(text: str) -> bool:
    return not any(unicodedata.category(sign) == "Cs" for sign in text)


def _is_money(text: str) -> bool:
    return _MONEY.fullmatch(unicodedata.normalize("NFKC", text).replace(",", "")) is not None


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
