"""Makes the Flask application: its areas, its guards, its headers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, Response, g, request, url_for
from flask_babel import Babel
from flask_login import current_user
from flask_wtf import CSRFProtect

from webapp import access, demo_pages, language, login, refusals, words
from webapp.api import pages as api
from webapp.boot import Installation
from webapp.design import pages as design
from webapp.portal import pages as portal
from webapp.public import pages as public
from webapp.work import pages as work
from workflows.clock import CHINA

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_AREAS = {"portal": "portal", "work": "work", "design": "work"}
"""Whose frame the pages of a blueprint have; the public one for all others."""
LARGEST_REQUEST = 120 * 1024 * 1024


def create_app(installation: Installation) -> Flask:
    """The whole web of one office."""
    settings = installation.settings
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        WTF_CSRF_TIME_LIMIT=None,
    )
    _carry_office(app, installation)
    CSRFProtect(app)
    Babel(app, locale_selector=language.chosen)
    login.install(app, installation)
    access.guard(app)
    refusals.install(app)
    words.install(app)
    language.install(app)
    app.after_request(_harden)
    for area in (public.area, portal.area, work.area, design.area, api.area):
        app.register_blueprint(area)
    if installation.sandbox is not None:
        app.register_blueprint(demo_pages.area)
    return app


def _carry_office(app: Flask, installation: Installation) -> None:
    """Every request finds the office in `g`; every page the viewer and, in a sandbox, its clock."""

    @app.before_request
    def _take() -> None:
        g.installation = installation
        g.office = installation.office
        g.received_at = installation.office.clock.now()

    @app.context_processor
    def _names() -> dict[str, Any]:
        area = _AREAS.get(request.blueprint or "", "public")
        viewer = current_user._get_current_object() if current_user.is_authenticated else None
        now = g.received_at.astimezone(CHINA) if "received_at" in g else None
        demo = {"now": now, "url": url_for("demo.clock")} if installation.sandbox else None
        return {"area": area, "viewer": viewer, "demo": demo, "now": now}


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
