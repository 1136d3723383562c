"""Messages by the API: what a process says that may be asked of a running case, such as a withdrawal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from webapp.api import bodies, cases, door, repeats
from webapp.api.door import by_token
from workflows.casework import messages


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/v1/messages", "send_message", send, methods=["POST"])


@by_token
def send() -> Response:
    """Sends a declared message to a case, in the name of the caller."""
    said = bodies.read("NewMessage")
    with g.office.database.reading() as connection:
        page = cases.get_page(connection, said["case"])
        definition = g.office.definition(connection, page.release_id, page.process)
        asking = definition.messages.get(said["name"])
    answers: dict[str, Any] = said.get("answers", {})
    doer = door.caller().doer(f"{asking.sender}@{page.unit}" if asking else "")
    return repeats.once(lambda key: messages.send(g.office, page.id, said["name"], answers, doer=doer, key=key))
