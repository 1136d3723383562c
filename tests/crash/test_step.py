"""What a step costs is counted the same way each time, and the whole of a step is one commit."""

from __future__ import annotations

import pytest

from bench import repair, step
from bench.counting import counting
from bench.databases import KINDS
from tests.crash.scene import Scene

STATEMENTS = {"begin": 14, "claim": 5, "complete_warm": 12, "complete_cold": 12, "decide": 16, "fire_timer": 13}
"""SQL statements that a step of the measured errand may need; the plain task records a fact and tells somebody."""

MOST = {
    "case.opened": 23,
    "formal_check": 25,
    "check_conditions": 15,
    "propose": 16,
    "approve": 30,
    "message.delivered": 30,
}
"""SQL statements that a step of the real repair may need."""


@pytest.mark.crash
@pytest.mark.parametrize("kind", KINDS)
def test_a_step_is_one_commit(kind: str) -> None:
    """Beginning, claiming, completing, deciding: everything is kept at once; firing also looks what is due."""
    measured = step.run(kind, rounds=2)
    commits = {name: cost.commits for name, cost in measured.steps.items()}
    once = dict.fromkeys(("begin", "claim", "complete_warm", "complete_cold", "decide"), 1)
    assert commits == {**once, "fire_timer": 2}
    assert {name: cost.statements for name, cost in measured.steps.items() if cost.statements > STATEMENTS[name]} == {}
    assert 0 < measured.state_bytes <= step.STATE_BUDGET
    assert set(measured.figures()) >= {"complete_warm.p50_ms", "engine.share_warm", "store.share_warm", "state_bytes"}


@pytest.mark.crash
@pytest.mark.parametrize("kind", KINDS)
def test_the_steps_of_a_repair_are_measured_as_they_are_played(kind: str) -> None:
    """The first scenario of the repair goes from application to lifting, and each of its steps has its figures."""
    figures = repair.run(kind, plays=2)
    assert {"repair.formal_check.statements", "repair.approve.ms", "lift-measures.confirm.state_bytes"} <= set(figures)
    assert all(value > 0 for value in figures.values())
    assert {name: said for name, most in MOST.items() if (said := figures[f"repair.{name}.statements"]) > most} == {}
    assert figures["repair.formal_check.state_bytes"] <= step.STATE_BUDGET


def test_statements_and_commits_are_counted(scene: Scene) -> None:
    """Neither BEGIN nor COMMIT is a statement; what is rolled back is no commit."""
    with counting() as counted, scene.office.database.writing() as connection:
        connection.exec_driver_sql("SELECT 1")
        connection.exec_driver_sql("SELECT 2")
    assert (counted.statements, counted.commits) == (2, 1)
    with counting() as counted, scene.office.database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    assert (counted.statements, counted.commits) == (1, 0)
