"""Puts files into the answers of a story that names them: {name: 缴款凭证.pdf} becomes a file that can be opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.casework.office import Office
from workflows.store import files
from workflows.store.files import NewFile

Drawer = Callable[[str, str], Mapping[str, Any]]
"""Keeps a file of that name for who uploads it; answers as a form does: file, name, size, sha256, type."""

BLANK = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""One empty page."""

NAMED_ONLY = {"name"}


def attach(answers: Any, keep: Callable[[str], Mapping[str, Any]]) -> Any:
    """The same answers with every file that has only a name in its place."""
    if isinstance(answers, list):
        return [attach(one, keep) for one in answers]
    if not isinstance(answers, Mapping):
        return answers
    if set(answers) == NAMED_ONLY and "." in str(answers["name"]):
        return dict(keep(str(answers["name"])))
    return {key: attach(value, keep) for key, value in answers.items()}


def blanks(office: Office) -> Drawer:
    """Keeps an empty page under every name: who plays a scenario opens none of them."""

    def keep(name: str, owner: str) -> Mapping[str, Any]:
        new = NewFile(files.keep_bytes(office.files, BLANK), len(BLANK), "application/pdf", name, owner)
        with office.database.writing() as connection:
            return {"file": files.add_file(connection, new, office.clock.now()), "name": name}

    return keep
