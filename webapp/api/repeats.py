"""Decides what a repeated request comes to: the same key has one effect and one answer; another request is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import orjson
from flask import Response, request

from webapp.api import bodies, door
from workflows.casework.step import Taken
from workflows.errors import BadInput, OtherRequest
from workflows.store.idempotency import Key

HEADER = "Idempotency-Key"
LONGEST = 128


def once(act: Callable[[str], Taken], status: int = 200) -> Response:
    """Acts under the key of the request, and answers with what the step came to: nothing that could change later.

    A refusal has no effect, so it binds no key: the request may be mended and sent again under it. Raises OtherRequest
    for a key under which this caller asked for something else. The key of another caller is another key.
    """
    try:
        taken = act(_key())
    except OtherRequest as refusal:
        raise OtherRequest(
            f"这个 {HEADER} 已用于内容不同的请求，这次没有办理",
            english=f"This {HEADER} was used for another request; nothing was done.",
            key=request.headers.get(HEADER, ""),
        ) from refusal
    said = {"case": taken.number, "closed": taken.closed}
    return bodies.answer(said, status, {"Location": f"/api/v1/cases/{taken.number}"} if status != 200 else None)


def _key() -> Key:
    sent = request.headers.get(HEADER, "")
    if len(sent) > LONGEST or not all(" " < sign <= "~" for sign in sent):
        raise BadInput(
            f"{HEADER} 应为 1 至 {LONGEST} 个可见的 ASCII 字符",
            english=f"{HEADER} must be 1 to {LONGEST} visible ASCII.",
        )
    return Key(f"api:{door.caller().id}:{sent}", _digest()) if sent else Key("")


def _digest() -> str:
    """Method, address and body; how a body is spaced and in which order it says its names does not count."""
    content = request.get_data(cache=True)
    said = orjson.dumps(orjson.loads(content), option=orjson.OPT_SORT_KEYS) if content.strip() else b"{}"
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + said).hexdigest()
