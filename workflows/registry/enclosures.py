"""Decides which stored files an answer may name: what its writer uploaded, and what lies in the case already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.store import cases, files, mandates
from workflows.store.database import Open
from workflows.store.files import FileRow

MOST = 2**53
"""Numbers of files are smaller on both databases."""


@dataclass(frozen=True, slots=True)
class Encloser:
    """Who names files, for which case; `inside` for those who work in a unit and see every file of the case."""

    persons: tuple[int, ...]
    case_id: int | None = None
    inside: bool = False

    @property
    def owner(self) -> str:
        """How a file says who uploaded it."""
        return owner_of(self.persons[0])


def owner_of(person_id: int) -> str:
    return f"person:{person_id}"


def find(connection: Open, number: object, by: Encloser) -> Mapping[str, Any] | None:
    """The file as answers keep it; None for one that is unknown, or not theirs to name."""
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < MOST:
        return None
    row = files.find_file(connection, number)
    if row is None or not _may_name(connection, row, by):
        return None
    return {"file": row.id, "name": row.name, "size": row.size, "sha256": row.sha256, "type": row.media_type}


def _may_name(connection: Open, row: FileRow, by: Encloser) -> bool:
    if row.uploaded_by in {owner_of(person_id) for person_id in by.persons}:
        return True
    if by.case_id is None or row.case_id != by.case_id:
        return False
    return by.inside or row.uploaded_by in _agents(connection, by.case_id)


def _agents(connection: Open, case_id: int) -> frozenset[str]:
    """All who act or acted for the subject of the case: what one of them uploaded another may name."""
    subject_id = cases.get_case(connection, case_id).subject_id
    if subject_id is None:
        return frozenset()
    return frozenset(owner_of(row.person_id) for row in mandates.list_of_subject(connection, subject_id))
