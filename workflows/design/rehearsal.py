"""How a rehearsal carries out effects: side cases and service for real, papers without ink, messages without a post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.casework import serving
from workflows.casework.effects import BETWEEN_CASES, Handler
from workflows.casework.messages import Message, deliver
from workflows.casework.office import Office
from workflows.store import papers
from workflows.store.outbox import LeasedEffect


def handlers(_: Office) -> Mapping[str, Handler]:
    """Every kind of effect; what a paper and a message say was checked in the step that issued them."""
    return {**BETWEEN_CASES, "letter": serving.put_into_box, "render": _ready, "feed": _noted, "tell": _noted}


def _ready(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    """The paper counts as made; rendering it is tested with papers, not with every story."""
    with office.database.reading() as connection:
        paper = papers.get_paper(connection, effect.payload["paper_id"])
    said = {"paper": paper.id, "number": paper.number, "file": 0}
    deliver(
        office,
        paper.case_id,
        Message("paper.ready", str(effect.payload["ready_scope"]), said),
        key=f"{effect.key}:ready",
    )
    return {"paper": paper.number}


def _noted(_: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    return {"noted": effect.kind}
