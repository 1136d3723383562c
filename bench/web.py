"""The office's real web server as a process that may die, and the visitor who presses the button again when it has."""

from __future__ import annotations

import http.client
import logging
import re
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from waitress import create_server

from bench.fate import Fate
from bench.ledger import Ledger, Request
from webapp.app import create_app
from webapp.boot import Installation
from webapp.login import hash_password
from webapp.settings import Settings
from workflows.casework.office import Office

LOGIN, PASSWORD = "officer0", "Xinfu-bench-1"
PATIENCE = 10.0
"""Seconds that a browser waits for an answer before it counts the server as gone."""

PAUSE = 0.02
GONE = (OSError, http.client.HTTPException)

App = Callable[..., Iterable[bytes]]


def make_app(office: Office, folder: Path) -> App:
    """The whole web of the office, with a person who may sign in."""
    with office.database.writing() as connection:
        digest = hash_password(PASSWORD)
        connection.exec_driver_sql(f"UPDATE people SET password = '{digest}' WHERE login = '{LOGIN}'")  # noqa: S608
    settings = Settings(
        database_url=office.database.url,
        data=folder,
        secret="a secret of the bench, that signs its sessions",  # noqa: S106
        sandbox_start=None,
        production=False,
        smtp="",
        mail_from="office@unit.example",
        base_url="http://127.0.0.1",
    )
    return create_app(Installation(settings, office))


def listen() -> socket.socket:
    """A door of its own that stays open while servers come and go behind it."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen(64)
    return door


def serve(app: App, door: socket.socket, fate: Fate) -> None:
    """The server until it is killed."""

    def mortal(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with fate.asked():
            return list(app(environ, start))

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    create_server(mortal, sockets=[door], threads=4, ident="xinfu").run()


@dataclass(slots=True)
class Visitor:
    """A person at a browser: signs in, fills in the form of a task, presses the button, again when nothing came back."""

    address: tuple[str, int]
    ledger: Ledger
    cookies: dict[str, str] = field(default_factory=dict)

    def complete(self, request: Request) -> None:
        """One task from its page to the answer."""
        path = f"/w/tasks/{request.task_id}"
        while True:
            page = self._get(path)
            if page.status != http.HTTPStatus.OK:
                self.ledger.answer(request, f"page {page.status}")
                return
            answers = {"found": request.key} if request.element == "look" else _review(request.key)
            sent = self._post(path, {**page.hidden("csrf_token", "attempt"), "key": request.key, **answers})
            if sent.location.endswith("/check"):
                check = self._get(f"{path}/check")
                hidden = check.hidden("csrf_token", "attempt", "seen")
                sent = self._post(f"{path}/check", {**hidden, "key": request.key})
            if sent.status in {http.HTTPStatus.FOUND, http.HTTPStatus.SEE_OTHER}:
                self.ledger.answer(request, "XF (web)")
                return

    def _get(self, path: str) -> Page:
        page = self._ask("GET", path, "")
        if page.status == http.HTTPStatus.FOUND and "/login" in page.location:
            self._sign_in()
            return self._get(path)
        return page

    def _post(self, path: str, fields: dict[str, str]) -> Page:
        return self._ask("POST", path, urlencode(fields))

    def _sign_in(self) -> None:
        form = self._ask("GET", "/login", "")
        self._post("/login", {**form.hidden("csrf_token"), "login": LOGIN, "password": PASSWORD})

    def _ask(self, method: str, path: str, body: str) -> Page:
        """The same request until an answer comes; a server that is out of order is asked again like one that is gone."""
        while True:
            try:
                page = self._ask_once(method, path, body)
            except GONE:
                time.sleep(PAUSE)
                continue
            if page.status == http.HTTPStatus.SERVICE_UNAVAILABLE:
                time.sleep(PAUSE)
                continue
            return page

    def _ask_once(self, method: str, path: str, body: str) -> Page:
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
            connection.request(method, path, body or None, {"Cookie": cookies, **kind})
            answer = connection.getresponse()
            text = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, rest = cookie.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return Page(answer.status, answer.headers.get("Location", ""), text)
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answered."""

    status: int
    location: str
    text: str

    def hidden(self, *names: str) -> dict[str, str]:
        """The hidden fields of the form that is handed in: the last ones of each name before its button."""
        main = self.text.partition("data-main")[2] or self.text
        found = dict(reversed(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', main)))
        return {name: found[name] for name in names}


def _review(token: str) -> dict[str, str]:
    return {"decision": "accept", "opinion": token}
