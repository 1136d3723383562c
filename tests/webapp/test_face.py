"""The face: what a role finds in its menu, how letters grow, and that files are kept by browsers until they change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from flask_babel import Babel

from webapp import face
from webapp.access import access_of
from workflows.law.roles import Role

STATIC = Path(face.__file__).parent / "static"


@pytest.fixture
def app() -> Flask:
    """An application with some of the pages that menus lead to."""
    app = Flask("webapp")
    app.config.update(SECRET_KEY="face")
    Babel(app)
    face.install(app)
    for endpoint in ("work.inbox", "work.approvals", "work.measures", "portal.home", "public.listings"):
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")
    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A browser that keeps cookies."""
    with app.test_client() as client:
        yield client


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({Role.OFFICER}, ["work.inbox"]),
        ({Role.MANAGER}, ["work.inbox", "work.approvals"]),
        ({Role.IMPLEMENTER}, ["work.inbox", "work.measures"]),
        ({Role.AUDITOR}, []),
        (set(), []),
    ],
)
def test_a_menu_holds_what_the_roles_may_open(app: Flask, roles: set[Role], expected: list[str]):
    """Nobody is shown a door that is closed to them, or one that leads nowhere yet."""
    with app.app_context():
        assert [place.endpoint for place in face.places("work", roles)] == expected


def test_menus_of_subjects_and_of_everybody_need_no_role(app: Flask):
    """The portal has its own door; the public pages have none."""
    with app.app_context():
        assert [place.endpoint for place in face.places("portal")] == ["portal.home"]
        assert [place.endpoint for place in face.places("public")] == ["public.listings"]


def test_larger_letters_are_remembered_and_lead_back(client: FlaskClient):
    """大字版 is a link, works without scripts, and keeps the page with its question."""
    answer = client.get("/display?size=large&next=/public.listings?q=a%26b")
    assert answer.headers["Location"] == "/public.listings?q=a&b"
    page = client.get("/help").get_data(as_text=True)
    assert 'class="large"' in page
    assert "(max-width: 60.0rem)" in page
    client.get("/display?contrast=high")
    assert 'class="large contrast"' in client.get("/help").get_data(as_text=True)
    client.get("/display?size=normal&contrast=normal")
    assert 'class=""' in client.get("/help").get_data(as_text=True)


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/a",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "///elsewhere.example",
        "javascript:1",
        "x",
    ],
)
def test_the_display_switch_never_leads_elsewhere(client: FlaskClient, target: str):
    """An address in a link is not trusted."""
    location = client.get("/display", query_string={"size": "large", "next": target}).headers["Location"]
    assert location.startswith("/")
    assert not location.startswith("//")


@pytest.mark.parametrize("cookie", ["", "huge.high", "large", "large.low", "..", "<b>.x"])
def test_a_strange_cookie_changes_nothing_it_should_not(client: FlaskClient, cookie: str):
    """What a browser sends is read word by word."""
    client.set_cookie("display", cookie)
    page = client.get("/help").get_data(as_text=True)
    assert ('class="large"' in page) is cookie.startswith("large")


def test_files_are_kept_until_they_change(app: Flask, client: FlaskClient):
    """The address holds the fingerprint of the content; without it nothing is kept."""
    with app.test_request_context():
        address = face.asset("css/tokens.css")
        assert face.asset("css/nothing.css") == url_for("static", filename="css/nothing.css")
    content = (STATIC / "css" / "tokens.css").read_bytes()
    assert hashlib.sha256(content).hexdigest()[:12] in address
    assert "immutable" in client.get(address, buffered=True).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/css/tokens.css", buffered=True).headers.get("Cache-Control", "")


def test_installing_twice_is_installing_once(app: Flask):
    """Refusals and the application both ask for the face."""
    face.install(app)
    assert list(app.blueprints) == ["face"]


def test_help_and_display_are_open_to_everybody(app: Flask):
    """3.2.6: help is in the same place for whoever comes."""
    with app.app_context():
        assert access_of("face.help").everybody
        assert access_of("face.choose").everybody


@pytest.mark.parametrize("name", list(face.STYLES))
def test_every_style_sheet_is_there(name: str):
    """A missing sheet would be noticed by nobody but the reader."""
    assert (STATIC / "css" / f"{name}.css").is_file()
