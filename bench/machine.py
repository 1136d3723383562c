"""Another system at the door of the API: claims, completes and withdraws with a token, and asks again under the same key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.browser import Browser, Wire
from bench.ledger import Ledger, Request
from bench.web import AGENT_TOKEN, TOKEN, Patient, answers_of


@dataclass(frozen=True, slots=True)
class Machine:
    """Calls for an officer, and for the enterprise."""

    officer: Browser
    enterprise: Browser
    ledger: Ledger

    @classmethod
    def at(cls, address: tuple[str, int], ledger: Ledger) -> Machine:
        way = Patient(Wire("http://{}:{}".format(*address)))
        return cls(Browser(way, TOKEN), Browser(way, AGENT_TOKEN), ledger)

    def claim(self, request: Request) -> None:
        self._ask(self.officer, f"/api/v1/tasks/{request.task_id}/claim", {}, request)

    def complete(self, request: Request) -> None:
        said = {"answers": answers_of(request)}
        self._ask(self.officer, f"/api/v1/tasks/{request.task_id}/complete", said, request)

    def withdraw(self, request: Request, case_number: str) -> None:
        said = {"case": case_number, "name": "withdrawal", "answers": {"reason": request.key}}
        self._ask(self.enterprise, "/api/v1/messages", said, request)

    def _ask(self, browser: Browser, path: str, said: Mapping[str, Any], request: Request) -> None:
        self.ledger.ask(request)
        page = browser.call(path, said, request.key.replace(" ", "-"))
        answer = str(json.loads(page.text)["case"]) if page.is_shown else f"{page.status} {page.text}"
        self.ledger.answer(request, answer)
