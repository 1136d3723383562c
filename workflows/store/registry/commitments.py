"""Rows of commitments: public promises of subjects, to be checked later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, insert, select, update

from workflows.errors import NotFound
from workflows.store.schema import Commitment


@dataclass(frozen=True, slots=True)
class NewCommitment:
    """A promise as it was signed; one given in an interview says what was promised, and until when."""

    subject_id: int
    record_id: int | None
    case_id: int
    text_version: str
    signer: str
    signed_on: date
    promise: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A promise, and what came of it once it was checked."""

    id: int
    subject_id: int
    record_id: int | None
    case_id: int
    text_version: str
    signer: str
    signed_on: date
    result: str
    checked_on: date | None
    promise: str
    due_on: date | None


_ROW = tuple(getattr(Commitment, name) for name in CommitmentRow.__slots__)
_ADD = insert(Commitment).returning(Commitment.id)
_LOCKED = select(*_ROW).where(Commitment.id == bindparam("commitment")).with_for_update()
_SET = update(Commitment).where(Commitment.id == bindparam("commitment"))
_OF_CASE = select(*_ROW).where(Commitment.case_id == bindparam("case")).order_by(Commitment.id)
_OF_SUBJECT = select(*_ROW).where(Commitment.subject_id == bindparam("subject")).order_by(Commitment.id.desc())


def add_commitment(connection: Connection, new: NewCommitment) -> int:
    values = {name: getattr(new, name) for name in NewCommitment.__slots__}
    return int(connection.execute(_ADD, values).scalar_one())


def lock_commitment(connection: Connection, commitment_id: int) -> CommitmentRow:
    """The promise, locked until the transaction ends. Raises NotFound."""
    row = connection.execute(_LOCKED, {"commitment": commitment_id}).one_or_none()
    if row is None:
        raise NotFound("没有这项承诺", english="There is no such commitment.", commitment=commitment_id)
    return CommitmentRow(*row)


def set_result(connection: Connection, commitment_id: int, result: str, checked_on: date) -> None:
    """What the check found; a later check stands over an earlier one."""
    connection.execute(_SET, {"commitment": commitment_id, "result": result, "checked_on": checked_on})


def list_commitments_of_case(connection: Connection, case_id: int) -> tuple[CommitmentRow, ...]:
    """The promises made in a case."""
    return tuple(CommitmentRow(*row) for row in connection.execute(_OF_CASE, {"case": case_id}))


def list_commitments_of_subject(connection: Connection, subject_id: int) -> tuple[CommitmentRow, ...]:
    """The promises of a subject, the latest first: they belong to its credit file."""
    return tuple(CommitmentRow(*row) for row in connection.execute(_OF_SUBJECT, {"subject": subject_id}))
