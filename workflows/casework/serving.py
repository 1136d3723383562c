"""Electronic service: the paper is put into the addressee's box, and its arrival there is proved to the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.casework.messages import Message, deliver
from workflows.casework.office import Office
from workflows.clock import china_day
from workflows.store import letters, papers
from workflows.store.letters import NewLetter
from workflows.store.outbox import LeasedEffect
from workflows.store.papers import PaperRow

ARRIVED = "service.arrived"


def put_into_box(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    """The day on which the letter lies in the box is the day of arrival; opening it is extra evidence."""
    letter_id = _put(office, effect)
    said = effect.payload
    on = _arrived(office, said["case_id"], said["paper_id"], letter_id, f"{effect.key}:arrived")
    return {"letter": letter_id, "arrived_on": on}


def hand_over(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    """Puts the paper into a channel that does not prove by itself that it arrived."""
    return {"letter": _put(office, effect)}


def prove_arrival(office: Office, case_id: int, paper_id: int) -> str:
    """The channel proves today that the paper has arrived; returns the day."""
    return _arrived(office, case_id, paper_id, 0, f"{case_id}:{paper_id}:arrived")


def _put(office: Office, effect: LeasedEffect) -> int:
    said, now = effect.payload, office.clock.now()
    with office.database.writing() as connection:
        paper = papers.get_paper(connection, said["paper_id"])
        letter_id = letters.put(connection, _letter(effect, paper, effect.key), now)
        for other in papers.list_of_case(connection, said["case_id"]):
            if other.id in said.get("together", ()):
                letters.put(connection, _letter(effect, other, f"{effect.key}:{other.id}"), now)
    return letter_id


def _letter(effect: LeasedEffect, paper: PaperRow, key: str) -> NewLetter:
    return NewLetter(
        key=key,
        title=paper.title,
        body=f"{paper.title}（{paper.number}）已送达，请查阅。",
        subject_id=effect.payload["subject_id"],
        case_id=effect.payload["case_id"],
        paper_id=paper.id,
    )


def _arrived(office: Office, case_id: int, paper_id: int, letter_id: int, key: str) -> str:
    on = china_day(office.clock.now()).isoformat()
    arrived = {"paper": paper_id, "method": "electronic", "on": on, "result": "served", "letter": letter_id}
    deliver(office, case_id, Message(ARRIVED, str(paper_id), arrived), key=key)
    return on
