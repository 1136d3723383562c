"""Decides what a repeated request comes to: the same key has one effect and one answer; another body is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, g, request

from webapp.api import bodies, door
from workflows.casework.step import Taken
from workflows.errors import BadInput, Conflict
from workflows.store import idempotency

HEADER = "Idempotency-Key"
LONGEST = 128


def once(act: Callable[[str], Taken], status: int = 200) -> Response:
    """Acts under the key of the request, and answers with what the step came to: nothing that could change later."""
    key = _key()
    if key:
        _refuse_other_body(key)
    taken = act(f"api:{door.caller().id}:{key}" if key else "")
    if key:
        _note_body(key)
    said = {"case": taken.number, "closed": taken.closed}
    return bodies.answer(said, status, {"Location": f"/api/v1/cases/{taken.number}"} if status != 200 else None)


def _key() -> str:
    key = request.headers.get(HEADER, "")
    if len(key) > LONGEST or not all(" " < sign <= "~" for sign in key):
        raise BadInput(
            f"{HEADER} 应为 1 至 {LONGEST} 个可见的 ASCII 字符",
            english=f"{HEADER} must be 1 to {LONGEST} visible ASCII.",
        )
    return key


def _place(key: str) -> str:
    return f"api-request:{door.caller().id}:{key}"


def _digest() -> str:
    whole = f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
    return hashlib.sha256(whole).hexdigest()


def _refuse_other_body(key: str) -> None:
    with g.office.database.reading() as connection:
        said = idempotency.find_answer(connection, g.office.district, _place(key))
    if said is not None and said["digest"] != _digest():
        raise Conflict(
            f"这个 {HEADER} 已用于内容不同的请求", english=f"This {HEADER} was used for another request.", key=key
        )


def _note_body(key: str) -> None:
    """Kept after the effect: a request that was refused may be mended and sent again under its key."""
    said: dict[str, Any] = {"digest": _digest()}
    try:
        with g.office.database.writing() as connection:
            idempotency.keep(connection, g.office.district, _place(key), said, g.received_at)
    except idempotency.KeyTaken:
        _refuse_other_body(key)
