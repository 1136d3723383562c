"""The auditor sees what is torn: without that, a clean audit after a kill would prove nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from bench import audit
from tests.crash.scene import Scene
from workflows.clock import CHINA
from workflows.store import cases

PLANTED = {
    "a task row is missing": "DELETE FROM tasks WHERE element = 'review'",
    "a task row is left over": "UPDATE tasks SET attempt = 2 WHERE element = 'review'",
    "a timer row is missing": "DELETE FROM timers WHERE kind = 'engine'",
    "a nudge of nothing": "UPDATE timers SET engine_task = 'gone' WHERE kind = 'nudge'",
    "an entry was changed": "UPDATE journal SET actor = 'somebody' WHERE seq = 1",
    "the last entry is missing": "DELETE FROM journal WHERE seq = 2",
    "a step without its entry": "UPDATE cases SET revision = revision + 1",
    "a case without its state": "DELETE FROM case_states",
    "a number was lost": "UPDATE numbers SET last = last + 1",
    "a number twice": "UPDATE numbers SET last = last - 1",
    "a fact of no case": "UPDATE facts SET owner_id = 999",
    "an effect of no case": "UPDATE outbox SET case_id = 999",
    "a firing without its occurrence": "DELETE FROM occurrences",
    "a closed case that waits": "UPDATE cases SET closed_at = changed_at",
}


@pytest.fixture
def busy(scene: Scene) -> Scene:
    """An errand with its side case, after its first nudge."""
    scene.start("one")
    scene.settle()
    scene.pass_time(datetime(2026, 11, 25, 10, tzinfo=CHINA))
    return scene


def test_a_whole_office_is_found_whole(busy: Scene) -> None:
    """No false alarm: what steps wrote is whole."""
    assert audit.look(busy.office) == []


@pytest.mark.parametrize("sql", PLANTED.values(), ids=PLANTED)
def test_each_planted_damage_is_found(busy: Scene, sql: str) -> None:
    """Whatever half of a step is missing or left over, the audit names it."""
    with busy.office.database.writing() as connection:
        assert connection.exec_driver_sql(sql).rowcount > 0
    assert audit.look(busy.office) != []


def test_a_state_of_an_earlier_step_is_found(busy: Scene) -> None:
    """The rows went on and the engine did not: a step that was written in two halves."""
    case_id = busy.family(0)[0]
    with busy.office.database.reading() as connection:
        before = cases.load_state(connection, case_id)
    busy.complete(busy.task(case_id, "review"), {"decision": "accept"})
    with busy.office.database.writing() as connection:
        cases.save_state(connection, case_id, before, is_new=False)
    assert audit.look(busy.office) != []
