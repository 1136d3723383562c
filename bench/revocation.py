"""Measures a revocation that many units must follow: how long until each has its case, and what one confirmation costs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bench.databases import fresh_place
from bench.figures import Budget, quantile
from workflows.actions.catalogue import Actor
from workflows.casework import passing, tasks
from workflows.casework.start import Opening, start_case
from workflows.casework.tasks import Doer, Opened
from workflows.design import rehearsal, season
from workflows.design.scenarios import parse_scenario
from workflows.design.stage import Stage, set_stage
from workflows.engine.definition import Bundle
from workflows.engine.folder import read_folder
from workflows.law.roles import Role
from workflows.queries import case
from workflows.registry.measures import MeasureState
from workflows.store import cases, changes, people, registry
from workflows.store.database import Database, Open
from workflows.store.registry import NewMeasure

OURS = Path(__file__).resolve().parent.parent / "bpmn"
SCENARIO = "revocation/scenarios/01-own-finding.yaml"
LISTER = "SJJ"
UNITS = 60
MEASURES = 200
BUDGETS = (Budget("open_s", 5),)
"""Seconds from the decision until every unit has its case and its task."""


def run(kind: str, units: int = UNITS, measures: int = MEASURES) -> dict[str, float]:
    """On a database of its own: one listing, its measures dealt out to the units in turn."""
    files = read_folder(OURS)
    scenario = parse_scenario(SCENARIO, files[SCENARIO].decode())
    with fresh_place(kind) as (url, folder):
        database = Database(url)
        changes.create_tables(database)
        stage = set_stage(database, folder, Bundle(files), season.cast_of(files), scenario)
        try:
            return _measure(stage, units, measures)
        finally:
            database.close()


def _measure(stage: Stage, units: int, measures: int) -> dict[str, float]:
    codes = [f"U{number:03}" for number in range(units)]
    with stage.office.database.writing() as connection:
        record = registry.lock_records(connection, [stage.records["r1"]])[0]
        for code in codes:
            people.add_unit(connection, people.UnitRow(code, f"{code} 单位", code, False, "", "", "", ""))
        for number in range(measures):
            _impose(connection, record.id, record.subject_id, codes[number % units], number)
    opening = Opening("revocation", LISTER, record.subject_id, {"trigger": "own", "facts": "主体认错"}, (record.id,))
    parent = start_case(stage.office, opening, _doer(stage, Role.OFFICER, LISTER, 1).actor).case_id
    handlers = rehearsal.handlers(stage.office)
    passing.settle(stage.office, handlers)
    proposal = {"proposal": "revoke", "facts": "主体认错", "error": "主体认错", "basis": "行政处罚法第四十八条"}
    _do(stage, parent, "propose", proposal, _doer(stage, Role.OFFICER, LISTER, 1))
    began = time.perf_counter()
    decision = {"decision": "revoke", "reasons": "主体认错，应当撤销"}
    _do(stage, parent, "approve", decision, _doer(stage, Role.MANAGER, LISTER, 2))
    decided = time.perf_counter()
    passing.settle(stage.office, handlers)
    opened = time.perf_counter()
    times = _confirm_all(stage, parent, record.id)
    return {
        "side_cases": len(times),
        "decide_ms": round((decided - began) * 1000, 1),
        "open_s": round(opened - began, 3),
        "confirm_p50_ms": round(quantile(times, 0.5) * 1000, 2),
        "confirm_p99_ms": round(quantile(times, 0.99) * 1000, 2),
    }


def _impose(connection: Open, record: int, subject: int, unit: str, number: int) -> None:
    began = date(2026, 2, 2)
    code, state = f"M-{number:03}", MeasureState.APPLIED.value
    new = NewMeasure(record, subject, unit, code, f"措施{number}", "政府采购", "清单", began, None, state)
    registry.add_measure(connection, new)


def _confirm_all(stage: Stage, parent: int, record: int) -> list[float]:
    with stage.office.database.reading() as connection:
        children = cases.list_open_children(connection, parent)
        standing = registry.list_measures(connection, [record])
    times = []
    for child, process, unit in children:
        if process != "lift-measures" or not unit.startswith("U"):
            continue
        said: list[Mapping[str, Any]] = [
            {"measure": row.id, "result": "lifted", "on": "2026-05-06"} for row in standing if row.unit == unit
        ]
        began = time.perf_counter()
        _do(stage, child, "confirm", {"rows": said}, _doer(stage, Role.IMPLEMENTER, unit, 3))
        times.append(time.perf_counter() - began)
    return times


def _doer(stage: Stage, role: Role, unit: str, number: int) -> Doer:
    with stage.office.database.reading() as connection:
        holders = people.list_holders(connection, role.value, unit)
    person = holders[0].id if holders else number
    return Doer(Actor(person, f"{role.label}", unit), frozenset({f"{role}@{unit}"}))


def _do(stage: Stage, case_id: int, element: str, answers: Mapping[str, Any], doer: Doer) -> None:
    with stage.office.database.reading() as connection:
        [found] = [row.id for row in case.list_open_tasks(connection, case_id) if row.element == element]
    tasks.claim(stage.office, found, doer=doer)
    tasks.complete(stage.office, Opened(found, 1), answers, doer=doer)
