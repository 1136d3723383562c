"""Rows of commitments: public promises of subjects, to be checked later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from workflows.errors import NotFound
from workflows.store.schema import Commitment


@dataclass(frozen=True, slots=True)
class NewCommitment:
    """A promise as it was signed."""

    subject_id: int
    record_id: int
    case_id: int
    text_version: str
    signer: str
    signed_on: date


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A promise, and what came of it once it was checked."""

    id: int
    subject_id: int
    record_id: int
    case_id: int
    text_version: str
    signer: str
    signed_on: date
    result: str
    checked_on: date | None


_ROW = tuple(getattr(Commitment, name) for name in CommitmentRow.__slots__)


def add_commitment(connection: Connection, new: NewCommitment) -> int:
    values = {name: getattr(new, name) for name in NewCommitment.__slots__}
    return int(connection.execute(insert(Commitment).values(**values).returning(Commitment.id)).scalar_one())


def lock_commitment(connection: Connection, commitment_id: int) -> CommitmentRow:
    """The promise, locked until the transaction ends. Raises NotFound."""
    query = select(*_ROW).where(Commitment.id == commitment_id).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("没有这项承诺", english="There is no such commitment.", commitment=commitment_id)
    return CommitmentRow(*row)


def set_result(connection: Connection, commitment_id: int, result: str, checked_on: date) -> None:
    """What the check found; a later check stands over an earlier one."""
    query = update(Commitment).where(Commitment.id == commitment_id)
    connection.execute(query.values(result=result, checked_on=checked_on))


def list_commitments_of_case(connection: Connection, case_id: int) -> tuple[CommitmentRow, ...]:
    """The promises made in a case."""
    query = select(*_ROW).where(Commitment.case_id == case_id).order_by(Commitment.id)
    return tuple(CommitmentRow(*row) for row in connection.execute(query))


def list_commitments_of_subject(connection: Connection, subject_id: int) -> tuple[CommitmentRow, ...]:
    """The promises of a subject, the latest first: they belong to its credit file."""
    query = select(*_ROW).where(Commitment.subject_id == subject_id).order_by(Commitment.id.desc())
    return tuple(CommitmentRow(*row) for row in connection.execute(query))
