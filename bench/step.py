"""Measures one step on each database: how long it takes, what it costs, how much of it is the engine's and how much the store's."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import data
from bench.audit import rows
from bench.counting import counting
from bench.databases import fresh_place
from bench.figures import quantile
from bench.floor import engine_alone
from workflows.casework import due, passing, tasks
from workflows.casework.effects import BETWEEN_CASES
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_case
from workflows.casework.tasks import Doer, Opened
from workflows.clock import StoppedClock
from workflows.engine.state import LiveCases
from workflows.law.roles import Role
from workflows.store.database import Database
from workflows.store.outbox import LeasedEffect

ROUNDS = 150
COUNTED = 5
"""Steps whose statements are counted; they are all alike."""

BUDGETS = {"complete_warm": (6.0, 12, 1), "complete_cold": (6.0, 12, 1), "decide": (15.0, 30, 1)}
"""CPU milliseconds, statements and commits of a plain task and of a decision (design.md §8)."""

STATE_BUDGET = 5000
"""Bytes of a case in mid-course."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one kind of step costs."""

    p50_ms: float
    p99_ms: float
    cpu_ms: float
    statements: float
    commits: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything about steps on one database."""

    steps: Mapping[str, Cost]
    engine_ms: Mapping[str, float]
    state_bytes: int

    def figures(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, cost in self.steps.items():
            found |= {f"{name}.{what}": round(getattr(cost, what), 3) for what in Cost.__slots__}
        found |= {f"engine.{name}_ms": round(value, 3) for name, value in self.engine_ms.items()}
        warm, engine = self.steps["complete_warm"].p50_ms, self.engine_ms["advance"] + self.engine_ms["dump"]
        found |= {"engine.share_warm": round(engine / warm, 3), "store.share_warm": round(1 - engine / warm, 3)}
        return {**found, "state_bytes": self.state_bytes}

    def missed(self) -> list[str]:
        """The budgets that are not kept, each with its figure."""
        found = [f"state_bytes {self.state_bytes} > {STATE_BUDGET}"] if self.state_bytes > STATE_BUDGET else []
        for name, budget in BUDGETS.items():
            cost = self.steps[name]
            for what, most in zip(("cpu_ms", "statements", "commits"), budget, strict=True):
                if getattr(cost, what) > most:
                    found.append(f"{name}.{what} {getattr(cost, what):g} > {most:g}")
        return found


def run(kind: str, rounds: int = ROUNDS) -> Measured:
    """On a database of its own, with errands that nobody else touches."""
    with fresh_place(kind) as (url, folder):
        clock = StoppedClock(data.MONDAY)
        office = data.make_office(Database(url), clock, folder)
        bench = _Bench(office, clock, rounds)
        try:
            return bench.measure()
        finally:
            office.database.close()


class _Bench:
    """The office with the people who make the steps."""

    def __init__(self, office: Office, clock: StoppedClock, rounds: int) -> None:
        self._office, self._clock, self._rounds = office, clock, rounds
        self._officer, self._manager = (
            data.list_doers(office, Role.OFFICER)[0],
            data.list_doers(office, Role.MANAGER)[0],
        )

    def measure(self) -> Measured:
        self._warm_up()
        steps = {
            "begin": self._cost(lambda: None, lambda _: self._start()),
            "claim": self._cost(self._review, lambda task: tasks.claim(self._office, task, doer=self._officer)),
            "complete_warm": self._cost(self._review, self._accept),
            "complete_cold": self._cost(lambda: self._forget(self._review()), self._accept),
            "decide": self._cost(self._decision, self._decide),
        }
        case_id = self._start()
        engine, size = engine_alone(self._office, self._task(case_id, "review"), self._rounds)
        self._overdue()
        steps["fire_timer"] = self._cost(lambda: None, lambda _: due.fire_next(self._office))
        return Measured(steps, engine, size)

    def _warm_up(self) -> None:
        for _ in range(5):
            self._decide(self._decision())

    def _cost(self, prepare: Callable[[], Any], act: Callable[[Any], object]) -> Cost:
        """Prepares all, then acts on one after the other."""
        places = [prepare() for _ in range(COUNTED)]
        with counting() as counted:
            for place in places:
                act(place)
        places = [prepare() for _ in range(self._rounds)]
        times: list[float] = []
        before = self._cpu()
        for place in places:
            began = time.perf_counter()
            act(place)
            times.append(time.perf_counter() - began)
        cpu = self._cpu() - before
        return Cost(
            quantile(times, 0.5) * 1000,
            quantile(times, 0.99) * 1000,
            cpu / self._rounds * 1000,
            counted.statements / COUNTED,
            counted.commits / COUNTED,
        )

    def _cpu(self) -> float:
        """Processor seconds of this process and of the database's for it."""
        return time.process_time() + database_cpu(self._office)

    def _start(self) -> int:
        opening = Opening("errand", data.UNIT, None, {"matter": "测量"})
        return start_case(self._office, opening, self._officer.actor).case_id

    def _review(self) -> int:
        return self._task(self._start(), "review")

    def _accept(self, task_id: int) -> int:
        return self._complete(task_id, {"decision": "accept"}, self._officer)

    def _decision(self) -> int:
        """An errand accepted and visited, that waits for its decision."""
        case_id = self._start()
        self._accept(self._task(case_id, "review"))
        self._settle()
        self._complete(self._task(self._visit(case_id), "look"), {"found": "在"}, self._officer)
        self._settle()
        return self._task(case_id, "decide")

    def _decide(self, task_id: int) -> int:
        return self._complete(task_id, {"opinion": "同意"}, self._manager)

    def _complete(self, task_id: int, answers: Mapping[str, Any], doer: Doer) -> int:
        return tasks.complete(self._office, Opened(task_id, 1), answers, doer=doer).case_id

    def _forget(self, task_id: int) -> int:
        self._office.live = LiveCases()
        return task_id

    def _overdue(self) -> None:
        for _ in range(self._rounds // 5 + 5):
            self._start()
        self._clock.advance_by(timedelta(days=21))

    def _settle(self) -> None:
        passing.settle(self._office, {**BETWEEN_CASES, "tell": _swallow})

    def _task(self, case_id: int, element: str) -> int:
        return self._ask(f"SELECT id FROM tasks WHERE case_id = {case_id} AND element = '{element}'")  # noqa: S608

    def _visit(self, case_id: int) -> int:
        return self._ask(f"SELECT id FROM cases WHERE parent_id = {case_id}")  # noqa: S608

    def _ask(self, sql: str) -> int:
        with self._office.database.reading() as connection:
            return int(rows(connection, sql)[0][0])


def _swallow(_: Office, effect: LeasedEffect) -> Mapping[str, Any]:
    return {}


def database_cpu(office: Office) -> float:
    """Processor seconds that the server's processes have spent for this database; none for SQLite, which is in ours."""
    if office.database.is_sqlite:
        return 0.0
    with office.database.reading() as connection:
        sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        pids = [int(row[0]) for row in rows(connection, sql)]
    return sum(_seconds(pid) for pid in pids)


def _seconds(pid: int) -> float:
    """Time on a processor, in nanoseconds where this machine tells it."""
    path = Path(f"/proc/{pid}/schedstat")
    return int(path.read_text().split()[0]) / 1e9 if path.exists() else 0.0
