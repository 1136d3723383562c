"""The floor under every step, measured beside it: what the engine alone costs, and what a durable commit alone costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from bench import data
from bench.audit import rows
from bench.figures import quantile
from workflows.casework.office import Office
from workflows.engine import state
from workflows.engine.advance import advance
from workflows.engine.environment import Place
from workflows.engine.events import CompleteTask
from workflows.engine.state import CaseState
from workflows.store import cases


class _Nothing:
    """Actions that cost nothing."""

    def call(self, operator: str, parameters: Mapping[str, Any], place: Place) -> Any:
        return {}

    def stands(self, operator: str) -> bool:
        return False


def engine_alone(office: Office, task_id: int, rounds: int) -> tuple[Mapping[str, float], int]:
    """Milliseconds of restoring, advancing with actions that do nothing, and dumping an errand whose review is completed;
    and how many bytes its state has."""
    with office.database.reading() as connection:
        case_id, engine_task = rows(connection, f"SELECT case_id, engine_task FROM tasks WHERE id = {task_id}")[0]  # noqa: S608
        saved = cases.load_state(connection, case_id)
    definition = data.bundle().definition("errand")
    done = CompleteTask(engine_task, 1, {"decision": "accept"})
    spans: dict[str, list[float]] = {"restore": [], "advance": [], "dump": []}
    size = 0
    for _ in range(rounds):
        live: CaseState = _timed(spans["restore"], state.restore, definition, saved.format, saved.body)
        _timed(spans["advance"], advance, definition, live, done, _Nothing())
        size = len(_timed(spans["dump"], state.dump, live))
    return {name: quantile(times, 0.5) * 1000 for name, times in spans.items()}, size


def commit_alone(office: Office, rounds: int) -> float:
    """Milliseconds of the smallest transaction that is kept: one row of this office's database changed."""
    times: list[float] = []
    # Something must really change: SQLite writes nothing for a row that stays as it was.
    sql = "UPDATE people SET failed_logins = 1 - failed_logins WHERE id = (SELECT max(id) FROM people)"
    for _ in range(rounds):
        _timed(times, _change, office, sql)
    return quantile(times, 0.5) * 1000


def _change(office: Office, sql: str) -> None:
    with office.database.writing() as connection:
        connection.exec_driver_sql(sql)


def _timed(times: list[float], act: Callable[..., Any], *given: Any) -> Any:
    began = time.perf_counter()
    found = act(*given)
    times.append(time.perf_counter() - began)
    return found
