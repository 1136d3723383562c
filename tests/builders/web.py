"""The whole web application on a test office, and people signed in to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders.offices import TestOffice
from webapp.app import create_app
from webapp.boot import Installation
from webapp.settings import Settings

PASSWORD = "correct horse"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_KEY = re.compile(r'name="key"[^>]*value="([^"]+)"')


def settings(folder: Path) -> Settings:
    """Those of a sandbox."""
    return Settings(
        database_url="",
        data=folder,
        secret="for tests only",
        sandbox_start=None,
        production=False,
        smtp="",
        mail_from="xinfu@xinbei.example",
        base_url="http://127.0.0.1",
    )


def make_app(house: TestOffice, folder: Path) -> Flask:
    app = create_app(Installation(settings(folder), house.office))
    app.testing = True
    return app


@dataclass
class Person:
    """A browser of one person; forms are sent with the token and the key that their page carried."""

    client: FlaskClient

    def get(self, address: str) -> TestResponse:
        return self.client.get(address, buffered=True)

    def text(self, address: str) -> str:
        """What the page says."""
        return self.get(address).get_data(as_text=True)

    def token(self, page: str = "/login") -> str:
        """The token that forms of this person carry."""
        found = _TOKEN.search(self.text(page))
        return found[1] if found else ""

    def send(self, page: str, address: str | None = None, **values: object) -> TestResponse:
        """Opens the page, then posts its form."""
        shown = self.client.get(page).get_data(as_text=True)
        token, key = _TOKEN.search(shown), _KEY.search(shown)
        said: dict[str, object] = {"csrf_token": token[1] if token else "", "key": key[1] if key else ""}
        return self.client.post(address or page, data=said | values)


def sign_in(app: Flask, login: str, password: str = PASSWORD) -> Person:
    """Through the door, as everybody."""
    person = Person(app.test_client())
    answer = person.send("/login", login=login, password=password)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return person
