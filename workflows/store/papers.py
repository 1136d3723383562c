"""Official papers and the attempts to serve them; numbers without gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, case, insert, select, update

from workflows.errors import Conflict, NotFound
from workflows.store.database import on_both
from workflows.store.schema import Case, NumberRow, Paper, ServiceAttempt


class PaperState(StrEnum):
    """How far a paper is."""

    ISSUED = "已签发"
    RENDERED = "已用印"
    SERVED = "已送达"
    VOID = "作废"
    WITHDRAWN = "已被撤销"


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper as the step fixes it; its number comes last."""

    district: str
    case_id: int
    kind: str
    title: str
    unit: str
    template: str
    facts: Mapping[str, Any]
    verify_code: str
    signed_by: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """An issued paper."""

    id: int
    district: str
    case_id: int
    kind: str
    title: str
    unit: str
    number: str
    branch: str
    state: str
    template: str
    facts: Mapping[str, Any]
    verify_code: str
    signed_by: str
    issued_at: datetime
    file_id: int | None
    served_on: date | None


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """An attempt to serve a paper begins."""

    paper_id: int
    method: str
    recipient: str
    begun_at: datetime
    proof: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt to serve a paper, with its proof and what came of it (empty while it is open)."""

    id: int
    paper_id: int
    method: str
    recipient: str
    begun_at: datetime
    arrived_on: date | None
    opened_at: datetime | None
    result: str
    proof: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Served:
    """What came of an attempt: the result, the day of arrival when there was one, the proof."""

    result: str
    arrived_on: date | None
    proof: Mapping[str, Any]


_ROW = tuple(getattr(Paper, name) for name in PaperRow.__slots__)
_ATTEMPT = tuple(getattr(ServiceAttempt, name) for name in AttemptRow.__slots__)
_DRAW = on_both(
    lambda insert: (
        insert(NumberRow)
        .on_conflict_do_update(index_elements=["district", "unit", "kind", "year"], set_={"last": NumberRow.last + 1})
        .returning(NumberRow.last)
    )
)
_ADD = insert(Paper).returning(Paper.id)
_SET = update(Paper).where(Paper.id == bindparam("paper"))
_PAPER = select(*_ROW).where(Paper.id == bindparam("paper"))
_PAPERS_OF = select(*_ROW).where(Paper.case_id == bindparam("case")).order_by(Paper.id)
_LATEST = (
    select(*_ROW)
    .where(Paper.case_id == bindparam("case"), Paper.kind == bindparam("of_kind"))
    .order_by(Paper.id.desc())
    .limit(1)
)
_UNRENDERED = _SET.where(Paper.file_id.is_(None)).values(
    file_id=bindparam("file_id"),
    state=case((Paper.state == PaperState.ISSUED.value, PaperState.RENDERED.value), else_=Paper.state),
)
_UNSERVED = _SET.where(Paper.served_on.is_(None))
_BEGIN = insert(ServiceAttempt).returning(ServiceAttempt.id)
_ATTEMPT_SET = update(ServiceAttempt).where(ServiceAttempt.id == bindparam("attempt"))
_END = _ATTEMPT_SET.where(ServiceAttempt.result == "")
_UNOPENED = _ATTEMPT_SET.where(ServiceAttempt.opened_at.is_(None))
_ATTEMPTS_OF = select(*_ATTEMPT).where(ServiceAttempt.paper_id == bindparam("paper")).order_by(ServiceAttempt.id)


def begin_series(connection: Connection, series: tuple[str, str, str, int], last: int) -> None:
    """A series (district, unit, kind, year) goes on after numbers that were given out before the office used this system."""
    district, unit, kind, year = series
    connection.execute(insert(NumberRow).values(district=district, unit=unit, kind=kind, year=year, last=last))


def list_without_file(connection: Connection, district: str) -> tuple[int, ...]:
    """The papers that have no PDF yet, oldest first."""
    query = select(Paper.id).where(Paper.district == district, Paper.file_id.is_(None))
    return tuple(connection.execute(query.order_by(Paper.id)).scalars())


def draw_number(connection: Connection, district: str, unit: str, kind: str, year: int) -> int:
    """The next number of a series, without gaps: the row stays locked until the transaction ends, and falls back with it."""
    first = {"district": district, "unit": unit, "kind": kind, "year": year, "last": 1}
    return int(connection.execute(_DRAW[connection.dialect.name], first).scalar_one())


def add_paper(connection: Connection, new: NewPaper, now: datetime) -> int:
    """Writes the paper down before it has its number; until then its verify code stands in the place."""
    values = {name: getattr(new, name) for name in NewPaper.__slots__}
    values |= {"facts": dict(new.facts), "number": f"未编号 {new.verify_code}", "state": PaperState.ISSUED.value}
    return int(connection.execute(_ADD, {**values, "issued_at": now}).scalar_one())


def set_number(connection: Connection, paper_id: int, number: str, facts: Mapping[str, Any]) -> None:
    """The paper gets its number, and the facts that say it; the last act of the step."""
    connection.execute(_SET, {"paper": paper_id, "number": number, "facts": dict(facts)})


def find_paper(connection: Connection, paper_id: int) -> PaperRow | None:
    row = connection.execute(_PAPER, {"paper": paper_id}).one_or_none()
    return None if row is None else PaperRow(*row)


def get_paper(connection: Connection, paper_id: int) -> PaperRow:
    """Raises NotFound."""
    found = find_paper(connection, paper_id)
    if found is None:
        raise NotFound("没有这份文书", english="There is no such paper.", paper=paper_id)
    return found


def release_of(connection: Connection, paper_id: int) -> int:
    """The release whose texts the paper was issued with: that of its case."""
    query = select(Case.release_id).join(Paper, Paper.case_id == Case.id).where(Paper.id == paper_id)
    return int(connection.execute(query).scalar_one())


def find_by_code(connection: Connection, verify_code: str) -> PaperRow | None:
    """The paper that a verify code belongs to; codes are compared in upper case."""
    row = connection.execute(select(*_ROW).where(Paper.verify_code == verify_code.upper())).one_or_none()
    return None if row is None else PaperRow(*row)


def list_of_case(connection: Connection, case_id: int) -> tuple[PaperRow, ...]:
    """The papers of a case in the order in which they were issued."""
    return tuple(PaperRow(*row) for row in connection.execute(_PAPERS_OF, {"case": case_id}))


def find_latest(connection: Connection, case_id: int, kind: str) -> PaperRow | None:
    """The paper of that kind that was issued last in the case."""
    row = connection.execute(_LATEST, {"case": case_id, "of_kind": kind}).one_or_none()
    return None if row is None else PaperRow(*row)


def mark_rendered(connection: Connection, paper_id: int, file_id: int) -> bool:
    """The PDF exists. True when it is the first; a rendering that comes twice changes nothing, and one that comes late
    does not take a paper back that was served meanwhile."""
    return connection.execute(_UNRENDERED, {"paper": paper_id, "file_id": file_id}).rowcount == 1


def mark_served(connection: Connection, paper_id: int, served_on: date) -> bool:
    """The legal day of service. True when it is the first; the first one stands."""
    values = {"paper": paper_id, "served_on": served_on, "state": PaperState.SERVED.value}
    return connection.execute(_UNSERVED, values).rowcount == 1


def mark_state(connection: Connection, paper_id: int, state: PaperState) -> None:
    """Given up (作废) or withdrawn (已被撤销); the number is never used again."""
    connection.execute(_SET, {"paper": paper_id, "state": state.value})


def begin_attempt(connection: Connection, new: NewAttempt) -> int:
    values = {name: getattr(new, name) for name in NewAttempt.__slots__} | {"proof": dict(new.proof)}
    return int(connection.execute(_BEGIN, values).scalar_one())


def end_attempt(connection: Connection, attempt_id: int, served: Served) -> None:
    """Raises Conflict when the attempt has its result already."""
    values = {"result": served.result, "arrived_on": served.arrived_on, "proof": dict(served.proof)}
    if connection.execute(_END, {"attempt": attempt_id, **values}).rowcount != 1:
        raise Conflict("该次送达已有结果", english="This attempt has its result already.", attempt=attempt_id)


def note_opened(connection: Connection, attempt_id: int, at: datetime) -> None:
    """The addressee opened it: extra evidence, never the day of service. The first opening counts."""
    connection.execute(_UNOPENED, {"attempt": attempt_id, "opened_at": at})


def list_attempts(connection: Connection, paper_id: int) -> tuple[AttemptRow, ...]:
    return tuple(AttemptRow(*row) for row in connection.execute(_ATTEMPTS_OF, {"paper": paper_id}))
