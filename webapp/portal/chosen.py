"""What a portal person looks at: the subject chosen in the header, kept in the session, and the page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from flask import g, request, session
from flask_login import current_user

from workflows.queries import letters, portal

KEPT = "subject"


def remember() -> None:
    """`?subject=3` chooses; anything that is not one's own is passed over."""
    asked = request.args.get("subject", type=int)
    if current_user.is_authenticated and asked in current_user.subjects:
        session[KEPT] = asked


def turn_to(subject: int | None) -> None:
    """A page about one thing is a page of its enterprise: the header shows that one, and so do the next pages."""
    if subject in current_user.subjects:
        session[KEPT] = subject


def subject_id() -> int:
    """The subject in view."""
    own: tuple[int, ...] = current_user.subjects
    kept = session.get(KEPT)
    return kept if isinstance(kept, int) and kept in own else own[0]


def names() -> dict[str, Any]:
    """What the header of the portal shows."""
    if not current_user.is_authenticated or not current_user.subjects:
        return {}
    with g.office.database.reading() as connection:
        subjects = portal.list_subjects(connection, current_user.subjects)
        unread = letters.count_unread(connection, [subject_id()])
    chosen = next(one for one in subjects if one.id == subject_id())
    return {"subjects": subjects, "subject": chosen, "counts": {"messages": unread}}


class Numbered(Protocol):
    """A line of a list."""

    @property
    def id(self) -> int: ...


def before() -> int | None:
    """The number before which the page of a list begins; None is its first page."""
    return request.args.get("before", type=int)


def following(lines: Sequence[Numbered]) -> int | None:
    """The number before which the next page begins; None on the last page."""
    return lines[-1].id if len(lines) == portal.PAGE else None
