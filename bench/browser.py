"""Whoever asks the office over HTTP: a person's browser with cookies and forms, or a machine with a token."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlencode

from urllib3 import HTTPResponse, PoolManager
from urllib3.exceptions import HTTPError

PATIENCE = 10.0
"""Seconds that a browser waits for an answer before it counts the server as gone."""

Gone = HTTPError
"""What a browser sees when nobody answers."""

_HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answered."""

    status: int
    location: str
    text: str
    cookies: Mapping[str, str]

    def hidden(self, *names: str) -> dict[str, str]:
        """The hidden fields of the form that is handed in: the first ones of each name after its beginning."""
        main = self.text.partition("data-main")[2] or self.text
        found = dict(reversed(_HIDDEN.findall(main)))
        return {name: found[name] for name in names}

    @property
    def is_shown(self) -> bool:
        return self.status == HTTPStatus.OK

    @property
    def is_sent_on(self) -> bool:
        return self.status in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}


class Way(Protocol):
    """How a question reaches the office."""

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: str) -> Page: ...


@dataclass(frozen=True, slots=True)
class Wire:
    """By TCP, over connections that are kept. Raises Gone."""

    base: str
    pool: PoolManager = field(default_factory=lambda: PoolManager(maxsize=1, timeout=PATIENCE, retries=False))

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: str) -> Page:
        answer = self.pool.request(method, self.base + path, headers=dict(headers), body=body or None, redirect=False)
        return _page(answer)


def _page(answer: Any) -> Page:
    said: HTTPResponse = answer
    pairs = [cookie.partition(";")[0].partition("=") for cookie in said.headers.getlist("Set-Cookie")]
    cookies = {name: value for name, _, value in pairs}
    return Page(said.status, said.headers.get("Location", ""), said.data.decode(), cookies)


@dataclass(slots=True)
class Browser:
    """One person, or one machine."""

    way: Way
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Page:
        return self._ask("GET", path, {}, "")

    def post(self, path: str, fields: Mapping[str, str]) -> Page:
        """A form, as a button sends it."""
        return self._ask("POST", path, {"Content-Type": _FORM}, urlencode(fields))

    def call(self, path: str, said: Mapping[str, Any], key: str) -> Page:
        """The API, under an idempotency key."""
        return self._ask("POST", path, {"Content-Type": _JSON, "Idempotency-Key": key}, json.dumps(said))

    def sign_in(self, login: str, password: str) -> Page:
        form = self.get("/login")
        return self.post("/login", {**form.hidden("csrf_token"), "login": login, "password": password})

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: str) -> Page:
        named = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if self.cookies:
            named["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        page = self.way.ask(method, path, {**named, **headers}, body)
        self.cookies.update(page.cookies)
        return page
