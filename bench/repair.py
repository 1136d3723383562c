"""Measures the steps of a real repair, as its first scenario plays them: each task's time, statements, and the case's size."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

from bench.audit import rows
from bench.counting import Counted, counting
from bench.databases import fresh_place
from workflows.design import rehearsal, season
from workflows.design.play import House, Story, play_together
from workflows.design.scenarios import parse_scenario
from workflows.design.stage import set_stage
from workflows.engine.definition import Bundle
from workflows.engine.folder import read_folder
from workflows.store import changes
from workflows.store.database import Database, Open

OURS = Path(__file__).resolve().parent.parent / "bpmn"
SCENARIO = "repair/scenarios/01-rectification-granted.yaml"
PLAYS = 3
LAST = """SELECT c.id, c.process, j.seq, j.kind, j.body, length(s.body) FROM cases c
    JOIN journal j ON j.case_id = c.id AND j.seq = c.journal_seq JOIN case_states s ON s.case_id = c.id"""


@dataclass(frozen=True, slots=True)
class Taken:
    """One step: which, how long its transaction was open, how many statements, how large the case was afterwards."""

    name: str
    ms: float
    statements: int
    state_bytes: int


class Watched(Database):
    """The database of a play; after each transaction it sees which step was taken."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.steps: list[Taken] = []
        self.counted = Counted()
        self._known: dict[int, int] = {}

    @contextmanager
    def writing(self) -> Iterator[Open]:
        said, began = self.counted.statements, time.perf_counter()
        with super().writing() as connection:
            yield connection
        ms, statements = (time.perf_counter() - began) * 1000, self.counted.statements - said
        with super().reading() as connection:
            for case_id, process, seq, kind, body, size in rows(connection, LAST):
                if self._known.get(case_id) != seq:
                    self._known[case_id] = seq
                    self.steps.append(Taken(_name(process, kind, body), ms, statements, size))


def _name(process: str, kind: str, body: Any) -> str:
    said: Mapping[str, Any] = orjson.loads(body) if isinstance(body, str | bytes) else body
    return ".".join([process, kind.removeprefix("task.completed"), *said.get("element", [])[1:]]).replace("..", ".")


@dataclass(slots=True)
class _Step:
    """What all plays say of one step."""

    ms: list[float] = field(default_factory=list)
    statements: int = 0
    state_bytes: int = 0


def run(kind: str, plays: int = PLAYS) -> dict[str, float]:
    """Figures by step; the first play counts the statements, the others measure the time."""
    found: dict[str, _Step] = {}
    for number in range(plays):
        for taken in _play(kind, counts=number == 0):
            step = found.setdefault(taken.name, _Step())
            step.statements = max(step.statements, taken.statements)
            step.state_bytes = max(step.state_bytes, taken.state_bytes)
            if number:
                step.ms.append(taken.ms)
    figures: dict[str, float] = {"state_bytes_most": max(step.state_bytes for step in found.values())}
    for name, step in found.items():
        middle = sorted(step.ms)[len(step.ms) // 2]
        costs = {"ms": round(middle, 2), "statements": step.statements, "state_bytes": step.state_bytes}
        figures |= {f"{name}.{what}": value for what, value in costs.items()}
    return figures


def _play(kind: str, *, counts: bool) -> list[Taken]:
    files = read_folder(OURS)
    scenario = parse_scenario(SCENARIO, files[SCENARIO].decode())
    with fresh_place(kind) as (url, folder):
        database = Watched(url)
        changes.create_tables(database)
        stage = set_stage(database, folder, Bundle(files), season.cast_of(files), scenario)
        until = max(act.at or scenario.now for act in scenario.acts) + timedelta(hours=1)
        house = House(stage.office, stage.clock, rehearsal.handlers(stage.office))
        stories = [Story(scenario, lambda: stage)]
        try:
            if counts:
                with counting() as database.counted:
                    refused = play_together(house, stories, until)
            else:
                refused = play_together(house, stories, until)
        finally:
            database.close()
    if refused:
        raise RuntimeError(f"the scenario cannot be played: {refused}")
    return database.steps
