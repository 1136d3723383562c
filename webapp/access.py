"""Who may call a route: each one says it, and a route that says nothing answers nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

from workflows.errors import NotAllowed
from workflows.law.roles import Role

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """The roles that may call a route; `everybody` also without signing in, `signed_in` whoever is somebody."""

    roles: frozenset[Role] = frozenset()
    everybody: bool = False
    signed_in: bool = False


STAFF = frozenset({Role.OFFICER, Role.LEGAL, Role.MANAGER, Role.HEAD, Role.IMPLEMENTER, Role.CREDIT_OFFICE})
WATCHING = STAFF | {Role.AUDITOR}


def may_call(*roles: Role, everybody: bool = False, signed_in: bool = False) -> Callable[[V], V]:
    """States who may call the view below."""

    def declare(view: V) -> V:
        view.access = Access(frozenset(roles), everybody, signed_in)  # type: ignore[attr-defined]
        return view

    return declare


def access_of(endpoint: str) -> Access:
    """What the route says; nothing said means nobody."""
    return getattr(current_app.view_functions[endpoint], "access", Access())


def guard(app: Flask) -> None:
    """Asks before every request."""

    @app.before_request
    def _ask() -> Any:
        if request.endpoint is None or request.endpoint == "static":
            return None
        access = access_of(request.endpoint)
        if access.everybody:
            return None
        if not current_user.is_authenticated:
            if request.method not in {"GET", "HEAD"}:
                abort(HTTPStatus.UNAUTHORIZED)  # its page keeps what was typed; a redirect would lose it
            return app.login_manager.unauthorized()  # type: ignore[attr-defined]
        if access.signed_in or access.roles & current_user.roles:
            return None
        names = sorted(role.label for role in access.roles)
        raise NotAllowed(f"此页面供{'、'.join(names) or '指定人员'}使用", english="This page is for other roles.")
