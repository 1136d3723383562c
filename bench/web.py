"""The office's real web server as a process that may die, and the visitor who presses the button again when it has."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask
from waitress import create_server

from bench import data
from bench.browser import Browser, Gone, Page, Wire
from bench.fate import Fate
from bench.ledger import Ledger, Request
from webapp.app import create_app
from webapp.boot import Installation
from webapp.login import hash_password
from webapp.settings import Settings
from workflows.casework.office import Office
from workflows.store import people

LOGIN, PASSWORD = "officer0", "Xinfu-bench-1"
TOKEN = "a token of the bench"  # noqa: S105  opens nothing but offices of the bench
AGENT_TOKEN = "a token of the enterprise"  # noqa: S105
SECRET = "a secret of the bench, that signs its sessions"  # noqa: S105

PAUSE = 0.02


def make_app(office: Office, folder: Path) -> Flask:
    """The whole web of the office, with officers who may sign in and a machine that may call."""
    admit(office)
    settings = Settings(
        database_url=office.database.url,
        data=folder,
        secret=SECRET,
        sandbox_start=None,
        production=False,
        smtp="",
        mail_from="office@unit.example",
        base_url="http://127.0.0.1",
    )
    return create_app(Installation(settings, office))


def admit(office: Office) -> None:
    """Every officer signs in with the password of the bench; machines call for the first officer and for the enterprise."""
    with office.database.writing() as connection:
        digest = hash_password(PASSWORD)
        connection.exec_driver_sql(f"UPDATE people SET password = '{digest}' WHERE login LIKE 'officer%%'")  # noqa: S608
        for login, token in ((LOGIN, TOKEN), (data.AGENT, AGENT_TOKEN)):
            holder = people.find_by_login(connection, login)
            if holder is not None:
                account = people.service_account(login, token, holder.id, office.clock.now())
                people.add_service_account(connection, account)


def listen() -> socket.socket:
    """A door of its own that stays open while servers come and go behind it."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen(64)
    return door


def serve(app: Callable[..., Iterable[bytes]], door: socket.socket, fate: Fate) -> None:
    """The server until it is killed."""

    def mortal(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with fate.asked():
            return list(app(environ, start))

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    create_server(mortal, sockets=[door], threads=4, ident="xinfu").run()


@dataclass(frozen=True, slots=True)
class Patient:
    """A way that asks the same again until an answer comes; a server that is out of order is asked like one that is gone."""

    wire: Wire

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: str) -> Page:
        while True:
            try:
                page = self.wire.ask(method, path, headers, body)
            except Gone:
                time.sleep(PAUSE)
                continue
            if page.status != HTTPStatus.SERVICE_UNAVAILABLE:
                return page
            time.sleep(PAUSE)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at a browser: signs in, fills in the form of a task, presses the button, again when nothing came back."""

    browser: Browser
    ledger: Ledger

    @classmethod
    def at(cls, address: tuple[str, int], ledger: Ledger) -> Visitor:
        return cls(Browser(Patient(Wire("http://{}:{}".format(*address)))), ledger)

    def complete(self, request: Request) -> None:
        """One task from its page to the answer."""
        path = f"/w/tasks/{request.task_id}"
        while True:
            page = self._open(path)
            if not page.is_shown:
                self.ledger.answer(request, f"page {page.status}")
                return
            sent = fill_in(self.browser, path, page, request.key, answers_of(request))
            if sent.location.endswith("/check"):
                sent = confirm(self.browser, path, self.browser.get(f"{path}/check"), request.key)
            if sent.is_sent_on:
                self.ledger.answer(request, "XF (web)")
                return

    def _open(self, path: str) -> Page:
        page = self.browser.get(path)
        if page.status == HTTPStatus.FOUND and "/login" in page.location:
            self.browser.sign_in(LOGIN, PASSWORD)
            return self._open(path)
        return page


def fill_in(browser: Browser, path: str, page: Page, key: str, answers: Mapping[str, str]) -> Page:
    """Sends the form that the page of a task shows."""
    return browser.post(path, {**page.hidden("csrf_token", "attempt"), "key": key, **answers})


def confirm(browser: Browser, path: str, check: Page, key: str) -> Page:
    """Presses the button of the check page."""
    return browser.post(f"{path}/check", {**check.hidden("csrf_token", "attempt", "seen"), "key": key})


def answers_of(request: Request) -> dict[str, str]:
    """What is filled in: the key is among it, so that the journal tells which request it was."""
    return {
        "review": {"decision": "accept", "opinion": request.key},
        "decide": {"opinion": request.key},
        "look": {"found": request.key},
    }[request.element]
