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

ARRIVED = "service.arrived"


def put_into_box(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    """The day on which the letter lies in the box is the day of arrival; opening it is extra evidence."""
    said = effect.payload
    now = office.clock.now()
    with office.database.writing() as connection:
        paper = papers.get_paper(connection, said["paper_id"])
        new = NewLetter(
            key=effect.key,
            title=paper.title,
            body=f"{paper.title}（{paper.number}）已送达，请查阅。",
            subject_id=said["subject_id"],
            case_id=said["case_id"],
            paper_id=paper.id,
        )
        letter_id = letters.put(connection, new, now)
    arrived = {
        "paper": paper.id,
        "method": "electronic",
        "on": china_day(now).isoformat(),
        "result": "served",
        "letter": letter_id,
    }
    deliver(office, said["case_id"], Message(ARRIVED, str(paper.id), arrived), key=f"{effect.key}:arrived")
    return {"letter": letter_id, "arrived_on": arrived["on"]}
