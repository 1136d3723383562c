"""Whether something belongs to one of the subjects that somebody acts for."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, String, cast, literal, select

from workflows.store.schema import Case, File, Journal, Mandate


def is_addressed_to(connection: Connection, subject_ids: Iterable[int], case_id: int) -> bool:
    """Whether a case, and so its papers, concerns one of the subjects."""
    query = select(Case.id).where(Case.id == case_id, Case.subject_id.in_(list(subject_ids)))
    return connection.execute(query).first() is not None


def was_asked(connection: Connection, subject_ids: Iterable[int], task_id: int) -> bool:
    """Whether a task that is open no more belonged to a case of one of the subjects."""
    query = (
        select(Journal.seq)
        .join(Case, Case.id == Journal.case_id)
        .where(Journal.task_id == task_id, Case.subject_id.in_(list(subject_ids)))
    )
    return connection.execute(query.limit(1)).first() is not None


def has_uploaded(connection: Connection, subject_ids: Iterable[int], file_id: int) -> bool:
    """Whether somebody who acts for one of the subjects uploaded this file to a case of that subject."""
    owners = select(literal("person:") + cast(Mandate.person_id, String)).where(
        Mandate.subject_id.in_(list(subject_ids))
    )
    query = (
        select(File.id)
        .join(Case, Case.id == File.case_id)
        .where(File.id == file_id, Case.subject_id.in_(list(subject_ids)), File.uploaded_by.in_(owners))
    )
    return connection.execute(query).first() is not None
