"""Gives every page its look: fingerprinted files, navigation by role, how dates are written, how large letters are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user

from webapp import badges, formats, language
from webapp.access import may_call
from workflows.law.roles import Role

STYLES = {
    **dict.fromkeys(("tokens", "base", "layout", "controls", "components", "case", "rows", "form", "pages"), ""),
    "medium": "screen and (max-width: {medium}rem)",
    "narrow": "screen and (max-width: {narrow}rem)",
    "print": "print",
}
"""Style sheets in the order in which they build on each other, and for which window; larger letters need a wider one."""
STATIC = Path(__file__).parent / "static"
KEPT_FOR = 365 * 24 * 3600
SIZES = {"normal": 1.0, "large": 1.25, "largest": 1.5}
MEDIUM, NARROW = 66, 48
CONTRASTS = ("normal", "high")

choice = Blueprint("face", __name__)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; shown to these roles, and once its page exists."""

    endpoint: str
    label: Any
    icon: str
    roles: frozenset[Role] = frozenset()
    key: str = ""


_ON_CASES = frozenset({Role.OFFICER, Role.LEGAL, Role.MANAGER, Role.HEAD, Role.IMPLEMENTER, Role.CREDIT_OFFICE})
_DECIDE = frozenset({Role.MANAGER, Role.HEAD, Role.LEGAL})

PLACES: dict[str, tuple[Place, ...]] = {
    "work": (
        Place("work.inbox", _("收件箱"), "inbox", _ON_CASES, "i"),
        Place("work.cases", _("案件"), "folder", _ON_CASES | {Role.AUDITOR}, "c"),
        Place("work.approvals", _("审批"), "stamp", _DECIDE, "a"),
        Place("work.services", _("送达"), "send", _ON_CASES),
        Place("work.interviews", _("约谈"), "calendar", _ON_CASES),
        Place("work.measures", _("解除惩戒"), "unlock", frozenset({Role.IMPLEMENTER, Role.CREDIT_OFFICE}), "m"),
        Place("work.escalations", _("督办"), "flag", frozenset({Role.HEAD, Role.CREDIT_OFFICE})),
        Place("work.reports", _("统计"), "chart", _DECIDE | {Role.CREDIT_OFFICE}, "r"),
        Place("design.processes", _("流程"), "flow", frozenset({Role.DESIGNER, Role.ADMIN, Role.AUDITOR})),
        Place("admin.home", _("系统管理"), "gear", frozenset({Role.ADMIN})),
        Place("audit.log", _("审计"), "shield", frozenset({Role.AUDITOR})),
        Place("work.mails", _("发出的邮件"), "mail", frozenset({Role.ADMIN, Role.CREDIT_OFFICE})),
    ),
    "portal": (
        Place("portal.home", _("首页"), "home"),
        Place("portal.records", _("我的记录"), "list", key="r"),
        Place("portal.cases", _("办件"), "folder", key="c"),
        Place("portal.messages", _("消息"), "mail", key="m"),
        Place("portal.documents", _("文书"), "paper"),
        Place("portal.agents", _("授权"), "people"),
    ),
    "public": (
        Place("public.listings", _("公示查询"), "search"),
        Place("public.progress", _("进度查询"), "clock"),
        Place("public.verify", _("文书验真"), "shield"),
        Place("public.guide", _("办事指南"), "paper"),
        Place("public.stats", _("统计"), "chart"),
    ),
}


def install(app: Flask) -> None:
    """Makes filters, names and the display switch known to an application; safe to repeat."""
    if "face" in app.blueprints:
        return
    app.register_blueprint(choice)
    app.jinja_env.filters.update(formats.FILTERS)
    app.jinja_env.globals.update(
        asset=asset, places=places, display=display, other_language=language.other, Tone=badges.Tone
    )
    app.after_request(_keep_static)


def asset(name: str) -> str:
    """The address of a static file, with its fingerprint: a browser may keep it until it changes."""
    path = STATIC / name
    if not path.is_file():
        return url_for("static", filename=name)
    return url_for("static", filename=name, v=_fingerprint(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=256)
def _fingerprint(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def places(area: str, roles: Iterable[Role] | None = None) -> list[Place]:
    """The entries that these roles see; a page that does not exist yet has no entry."""
    held = frozenset(roles or ())
    known = current_app.view_functions
    return [one for one in PLACES.get(area, ()) if one.endpoint in known and (not one.roles or one.roles & held)]


@dataclass(frozen=True, slots=True)
class Display:
    """How the reader wants pages: letter size and contrast."""

    size: str = "normal"
    contrast: str = "normal"

    @property
    def classes(self) -> str:
        chosen = (self.size if self.size != "normal" else "", "contrast" if self.contrast == "high" else "")
        return " ".join(filter(None, chosen))

    @property
    def styles(self) -> list[tuple[str, str]]:
        """Each style sheet with its media."""
        wide = SIZES[self.size]
        return [(name, media.format(medium=MEDIUM * wide, narrow=NARROW * wide)) for name, media in STYLES.items()]


def display() -> Display:
    """The reader's choice, from its cookie."""
    size, _sep, contrast = request.cookies.get("display", "").partition(".")
    return Display(size if size in SIZES else "normal", contrast if contrast in CONTRASTS else "normal")


@choice.get("/display")
@may_call(everybody=True)
def choose() -> Any:
    """大字版 and contrast: remembers the choice and goes back; a link, so that it works everywhere."""
    before = display()
    size = request.args.get("size", before.size)
    contrast = request.args.get("contrast", before.contrast)
    response = redirect(_way_back())
    if size in SIZES and contrast in CONTRASTS:
        response.set_cookie("display", f"{size}.{contrast}", max_age=KEPT_FOR, samesite="Lax", httponly=True)
    return response


@choice.get("/language/<wanted>")
@may_call(everybody=True)
def speak(wanted: str) -> Any:
    """Remembers the reader's language and goes back to the same page; a link, so that it works everywhere."""
    response = redirect(_way_back())
    if wanted in language.LANGUAGES:
        response.set_cookie(language.COOKIE, wanted, max_age=KEPT_FOR, samesite="Lax", httponly=True)
    return response


def _way_back() -> str:
    """The page that the reader comes from: only a path of this site."""
    back = urlsplit(request.args.get("next", "/"))
    safe = back.path if not back.scheme and not back.netloc and back.path.startswith("/") else "/"
    return "/" + safe.replace("\\", "/").lstrip("/") + (f"?{back.query}" if back.query else "")


@choice.get("/help")
@may_call(everybody=True)
def help() -> Any:  # noqa: A001 - the name of the page
    """帮助与联系, in the area of who asks."""
    viewer = current_user if hasattr(current_app, "login_manager") and current_user.is_authenticated else None
    area = "public" if viewer is None else "work" if viewer.unit else "portal"
    return render_template("face/help.html", area=area)


def _keep_static(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}, immutable"
    return response
