"""Makes the PDF of an issued paper, keeps it, and tells the case that it exists; repeated, it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.casework.effects import Handler
from workflows.casework.messages import Message, deliver
from workflows.casework.office import Office
from workflows.documents import layout, pdf
from workflows.store import files, papers
from workflows.store.files import NewFile
from workflows.store.outbox import LeasedEffect
from workflows.store.papers import PaperRow

READY = "paper.ready"


def rendering(base_url: str) -> Handler:
    """The handler of an installation that people reach at `base_url`: there its papers are verified."""

    def render(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
        with office.database.reading() as connection:
            paper = papers.get_paper(connection, effect.payload["paper_id"])
        file_id = paper.file_id or _make(office, paper, f"{base_url.rstrip('/')}/v")
        ready = {"paper": paper.id, "number": paper.number, "file": file_id}
        message = Message(READY, str(effect.payload["ready_scope"]), ready)
        deliver(office, paper.case_id, message, key=f"{effect.key}:ready")
        return {"file": file_id, "number": paper.number}

    return render


def printing(base_url: str) -> Handler:
    """The handler for papers whose case did not wait for their PDF: it makes the file and tells nobody."""

    def put_on_paper(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
        with office.database.reading() as connection:
            paper = papers.get_paper(connection, effect.payload["paper_id"])
        return {"file": paper.file_id or _make(office, paper, f"{base_url.rstrip('/')}/v"), "number": paper.number}

    return put_on_paper


def _make(office: Office, paper: PaperRow, verify_at: str) -> int:
    """Renders the facts fixed in the step; the file and the mark on the paper are one transaction."""
    with office.database.reading() as connection:
        release_id = papers.release_of(connection, paper.id)
        body = office.bundle(connection, release_id).files[paper.template].decode()
    content = pdf.render(layout.write(body, paper.facts, verify_at))
    digest = files.keep_bytes(office.files, content)
    name = f"{paper.title}-{paper.number}.pdf"
    new = NewFile(digest, len(content), "application/pdf", name, "系统", paper.case_id)
    with office.database.writing() as connection:
        file_id = files.add_file(connection, new, office.clock.now())
        papers.mark_rendered(connection, paper.id, file_id)
    return file_id
