"""The office of the bench as one process sees it: opened, worked in, opened anew after every death."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import orjson

from bench import data
from bench.audit import rows
from bench.browser import Browser
from bench.desk import InHouse
from bench.sink import Sink
from bench.web import TOKEN, make_app
from workflows.casework import effects, passing, tasks
from workflows.casework.effects import BETWEEN_CASES, Handler
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_case
from workflows.casework.tasks import Doer, Opened
from workflows.clock import StoppedClock
from workflows.engine.state import LiveCases
from workflows.law.roles import Role
from workflows.store.database import Database

LEASE_OVER = timedelta(minutes=3)


@dataclass
class Scene:
    """The office as one process sees it; opened anew after every death."""

    folder: Path
    office: Office
    clock: StoppedClock
    officer: Doer
    manager: Doer

    @cached_property
    def machine(self) -> Browser:
        """Another system that calls for the officer, at the office's own API."""
        app = make_app(self.office, self.folder)
        return Browser(InHouse(app.test_client(use_cookies=False)), TOKEN)

    @cached_property
    def enterprise(self) -> tuple[int, Doer]:
        return data.enterprise(self.office)

    @property
    def sink(self) -> Sink:
        return Sink(self.folder / "sent")

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {**BETWEEN_CASES, "tell": self.sink.send}

    def reopen(self, at: datetime) -> None:
        """What a new process finds: no connection, no live case; only what never changes is still parsed."""
        self.office.database.close()
        self.rewind(at)

    def rewind(self, at: datetime = data.MONDAY) -> None:
        """Nothing remembered, and the clock set anew."""
        self.office.live = LiveCases()
        self.clock = self.office.clock = StoppedClock(at)

    def ask(self, sql: str) -> list[tuple]:
        with self.office.database.reading() as connection:
            return rows(connection, sql)

    def settle(self) -> None:
        passing.settle(self.office, self.handlers)

    def pass_time(self, until: datetime) -> None:
        passing.pass_time(self.office, self.clock, until, self.handlers)

    def start(self, token: str) -> int:
        """A new errand whose side case is still to be opened."""
        opening = Opening("errand", data.UNIT, self.enterprise[0], {"matter": token})
        return start_case(self.office, opening, self.officer.actor, key=f"start {token}").case_id

    def family(self, case_id: int) -> list[int]:
        """A case with its parent and side cases; of nothing the errand that was begun last."""
        newest = "SELECT max(id) FROM cases WHERE parent_id IS NULL"
        sql = f"""SELECT c.id FROM cases c, cases o WHERE o.id = {case_id or f"({newest})"}
            AND (c.id = o.id OR c.parent_id = o.id OR c.id = o.parent_id OR c.parent_id = o.parent_id) ORDER BY c.id"""
        return [row[0] for row in self.ask(sql)]

    def task(self, case_id: int, element: str) -> int:
        return self.ask(f"SELECT id FROM tasks WHERE case_id = {case_id} AND element = '{element}'")[0][0]

    def child(self, case_id: int) -> int:
        return self.ask(f"SELECT id FROM cases WHERE parent_id = {case_id}")[0][0]

    def complete(self, task_id: int, answers: dict, key: str = "", doer: Doer | None = None) -> object:
        return tasks.complete(self.office, Opened(task_id, 1), answers, doer=doer or self.officer, key=key)

    def carry_out(self, most: int = 100) -> int:
        return effects.run_effects(self.office, self.handlers, most)

    def said(self, kind: str, token: str) -> int:
        """How many journal entries of that kind say the token."""
        found = self.ask(f"SELECT body FROM journal WHERE kind = '{kind}'")
        return sum(token in _text(body) for (body,) in found)


def _text(body: object) -> str:
    return body if isinstance(body, str) else orjson.dumps(body).decode()


def open_scene(url: str, folder: Path) -> Scene:
    """An office made for the walks."""
    clock = StoppedClock(data.MONDAY)
    return scene_of(data.make_office(Database(url), clock, folder), clock, folder)


def scene_of(office: Office, clock: StoppedClock, folder: Path) -> Scene:
    """The scene in an office that stands already."""
    officer, manager = data.list_doers(office, Role.OFFICER)[0], data.list_doers(office, Role.MANAGER)[0]
    return Scene(folder, office, clock, officer, manager)
