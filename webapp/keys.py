"""The key that a page carries: it names one act of one person at one place, and what was posted for it."""

from __future__ import annotations

import hashlib

import orjson
from flask import request
from flask_login import current_user

from workflows.store.idempotency import Key

_NOT_ASKED = frozenset({"csrf_token", "key"})


def page_key(*place: object) -> Key:
    """The key of this post; empty when the page carried none, and then nothing is told apart.

    What was posted belongs to it: the same page sent again with other answers is another request, and told so.
    """
    sent = request.form.get("key", "")
    if not sent:
        return Key("")
    posted = sorted((name, value) for name, value in request.form.items(multi=True) if name not in _NOT_ASKED)
    where = ":".join(str(part) for part in place)
    return Key(f"page:{current_user.id}:{where}:{_digest(sent.encode())}", _digest(orjson.dumps(posted)))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
