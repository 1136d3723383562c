"""Decides who may come in by a token, how large a request may be, and in which language it is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import g, request

from webapp.access import may_call
from webapp.asking import SEES_ALL
from webapp.login import Viewer, find_viewer
from workflows.errors import NotAllowed
from workflows.queries.visible import Sight
from workflows.registry.circumstances import Circumstances
from workflows.store import people
from workflows.store.database import Open

LARGEST_BODY = 256 * 1024
LONGEST_TOKEN = 512
_OPEN = "open_door"

V = TypeVar("V", bound=Callable[..., Any])


class NoToken(NotAllowed):
    """The request carries no token of a service account that is in use."""

    code = "no_token"
    default_sentence = "缺少有效的接口令牌"
    default_english = "A valid bearer token is missing."


def by_token(view: V) -> V:
    """The view below asks for the token of a service account. A browser's session opens nothing here: the guard of the
    pages lets the request pass, and `enter` asks for the token itself."""
    return may_call(everybody=True)(view)


def to_everybody(view: V) -> V:
    """The view below needs no token."""
    setattr(view, _OPEN, True)
    return may_call(everybody=True)(view)


def enter(view: Callable[..., Any] | None) -> None:
    """Runs before every request of the API. Raises NoToken."""
    request.max_content_length = LARGEST_BODY
    if not getattr(view, _OPEN, False):
        g.caller = _caller()


def _caller() -> Viewer:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if kind.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
        raise NoToken
    with g.office.database.reading() as connection:
        person_id = people.find_by_token(connection, hashlib.sha256(token.encode()).hexdigest())
    found = find_viewer(g.office, person_id) if person_id is not None else None
    if found is None:
        raise NoToken
    return found


def language() -> str:
    """What the caller asks for; Chinese unless it is English."""
    return request.accept_languages.best_match(["zh", "en"]) or "zh"


def caller() -> Viewer:
    """The person of the service account."""
    found: Viewer = g.caller
    return found


def sight() -> Sight:
    """How far the caller sees among the cases."""
    return Sight(caller().unit, bool(caller().roles & SEES_ALL))


def circumstances(connection: Open) -> Circumstances:
    """What the law needs to answer this request."""
    law = g.office.law(connection)
    return Circumstances(g.received_at, caller().name, law.policies, law.calendar)
