"""Fills an officer's desk: errands opened, their visits under way, the review claimed and not yet done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from bench import data
from bench.audit import rows
from bench.browser import Page
from workflows.casework import passing, tasks
from workflows.casework.effects import BETWEEN_CASES
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_case
from workflows.law.roles import Role
from workflows.store.outbox import LeasedEffect


@dataclass(frozen=True, slots=True)
class InHouse:
    """The way of a question that does not leave the process."""

    client: FlaskClient

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: str) -> Page:
        answer = self.client.open(path, method=method, headers=dict(headers), data=body or None)
        pairs = [cookie.partition(";")[0].partition("=") for cookie in answer.headers.getlist("Set-Cookie")]
        location = answer.headers.get("Location", "")
        return Page(
            answer.status_code, location, answer.get_data(as_text=True), {name: value for name, _, value in pairs}
        )


@dataclass(slots=True)
class Queue:
    """Tasks 审查申请材料 that the first officer holds."""

    office: Office
    waiting: list[int] = field(default_factory=list)

    def prepare(self, many: int) -> None:
        """Opens so many errands, as an officer does, and lets nothing wait in the outbox."""
        officer = data.list_doers(self.office, Role.OFFICER)[0]
        for number in range(many):
            opening = Opening("errand", data.UNIT, None, {"matter": f"测量 {number}"})
            start_case(self.office, opening, officer.actor)
        passing.settle(self.office, {**BETWEEN_CASES, "tell": _swallow})
        with self.office.database.reading() as connection:
            found = rows(
                connection, "SELECT id FROM tasks WHERE element = 'review' AND assignee_id IS NULL ORDER BY id"
            )
        for (task_id,) in found:
            tasks.claim(self.office, task_id, doer=officer)
            self.waiting.append(task_id)

    def take(self, many: int) -> list[int]:
        """The next ones."""
        taken, self.waiting = self.waiting[:many], self.waiting[many:]
        return taken


def _swallow(_: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    return {}
