"""Many at once: whoever is second finds it done, waits, or begins again; nobody does it twice."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest

from bench import audit, data
from bench.databases import KINDS, fresh_place
from tests.crash.scene import LEASE_OVER, Scene, open_scene
from workflows.actions.catalogue import SYSTEM
from workflows.casework import due, effects
from workflows.casework.event import Step
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_case
from workflows.casework.step import take_step
from workflows.store.outbox import LeasedEffect

ROOT = Path(__file__).resolve().parents[2]
ERRANDS = 5
OF_ONE_ERRAND = 6
"""Two nudges, the end of the day, three rungs of the ladder."""


def _overdue(scene: Scene) -> None:
    """Errands with everything overdue and nothing fired yet; their mail still lies in the outbox."""
    for number in range(ERRANDS):
        scene.start(f"no. {number}")
    scene.settle()
    scene.clock.advance_by(timedelta(days=21))


def _is_done_once(scene: Scene) -> None:
    moments = scene.ask("SELECT owner_id, count(*) FROM occurrences GROUP BY owner_id")
    assert [count for _, count in moments] == [OF_ONE_ERRAND] * ERRANDS
    keys = [row[0] for row in scene.ask("SELECT key FROM outbox WHERE kind = 'tell'")]
    assert Counter(key for key, _ in scene.sink.sent()) == Counter(keys)
    assert scene.ask("SELECT count(*) FROM outbox WHERE done_at IS NULL")[0][0] == 0
    assert audit.look(scene.office) == []


def test_threads_that_race_for_the_same_timers_and_mail(scene: Scene) -> None:
    """Four workers in one process: each timer fires once, each mail leaves once."""
    _overdue(scene)

    def work(_: int) -> None:
        for _ in range(60):
            due.fire_due(scene.office, limit=2)
            effects.run_effects(scene.office, scene.handlers, limit=2)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    scene.settle()
    _is_done_once(scene)


@pytest.mark.crash
@pytest.mark.parametrize("kind", KINDS)
def test_processes_that_race_for_the_same_timers_and_mail(kind: str) -> None:
    """Two workers on two machines: each timer fires once, each mail leaves once."""
    with fresh_place(kind) as (url, folder):
        scene = open_scene(url, folder)
        _overdue(scene)
        now = scene.clock.now()
        scene.office.database.close()
        command = [sys.executable, "-m", "tests.crash.rivals", url, str(folder), now.isoformat()]
        rivals = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        while len(list(folder.glob("ready.*"))) < len(rivals):
            time.sleep(0.005)
        (folder / "go").touch()
        said = [json.loads(rival.communicate()[0]) for rival in rivals]
        assert sum(one["fired"] for one in said) >= ERRANDS * OF_ONE_ERRAND
        _is_done_once(scene)
        scene.office.database.close()


def test_a_slow_sender_whose_lease_ended_sends_once_more_under_the_same_name(scene: Scene) -> None:
    """At least once is what is promised: both sendings carry one Message-ID, and the effect counts once."""
    case_id = scene.start("one")
    scene.settle()
    scene.complete(scene.task(case_id, "review"), {"decision": "accept"})
    holds, lets_go = Event(), Event()

    def slow(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
        holds.set()
        assert lets_go.wait(20)
        return scene.sink.send(office, effect)

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(effects.run_effects, scene.office, {**scene.handlers, "tell": slow}, 1)
        assert holds.wait(20)
        scene.clock.advance_by(LEASE_OVER)
        assert scene.carry_out() == 1
        lets_go.set()
        assert late.result() == 1
    first, second = scene.sink.sent()
    assert first == second
    done = "SELECT count(*) FROM outbox WHERE kind = 'tell' AND done_at IS NOT NULL AND given_up_at IS NULL"
    assert scene.ask(done)[0][0] == 1
    assert scene.carry_out() == 0


def test_a_click_that_arrives_many_times_at_once_is_one_click(scene: Scene) -> None:
    """The same request eight times in the same instant: one errand, one answer."""
    opening = Opening("errand", data.UNIT, None, {"matter": "one"})
    begin = Barrier(8)

    def click(_: int) -> object:
        begin.wait()
        return start_case(scene.office, opening, scene.officer.actor, key="one")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, range(8)))
    assert len(set(answers)) == 1
    assert scene.said("case.opened", "one") == 1
    assert audit.look(scene.office) == []


def test_writers_that_wait_for_each_other_are_all_served(scene: Scene) -> None:
    """Eight people complete six tasks each: the one writer of SQLite serves them all, nobody is refused."""
    tasks = [scene.task(scene.start(f"no. {number}"), "review") for number in range(48)]

    def complete(share: int) -> int:
        return len([scene.complete(task, {"decision": "refuse"}) for task in tasks[share::8]])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(complete, range(8))) == [6] * 8
    assert scene.ask("SELECT count(*) FROM journal WHERE kind = 'task.completed'")[0][0] == 48
    assert audit.look(scene.office) == []


@dataclass
class Tangled:
    """An event whose step takes two rows in the order given, and meets another one in between."""

    rows: tuple[int, int]
    meet: Callable[[], object]
    tries: list[int] = field(default_factory=list)
    kind: str = "note.made"

    def prepare(self, step: Step) -> None:
        self.tries.append(1)
        for number in self.rows:
            step.connection.exec_driver_sql(f"UPDATE people SET phone = '{number}' WHERE id = {number}")
            self.meet()


def test_a_deadlock_is_solved_by_beginning_again(scene: Scene) -> None:
    """Two steps take the same rows in opposite order: the one that is stopped begins again, both are done once."""
    cases = [scene.start("one"), scene.start("two")]
    first, second = scene.officer.actor.id, scene.manager.actor.id
    both = Barrier(2)

    def meet() -> None:
        """SQLite lets nobody in beside the one writer: then nobody comes."""
        try:
            both.wait(0.5)
        except BrokenBarrierError:
            return

    events = [Tangled((first, second), meet), Tangled((second, first), meet)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda case, said: take_step(scene.office, case, said, SYSTEM), cases, events))
    assert scene.ask("SELECT case_id FROM journal WHERE kind = 'note.made' ORDER BY case_id") == [(c,) for c in cases]
    tries = sum(len(event.tries) for event in events)
    assert tries == (2 if scene.office.database.is_sqlite else 3)
    assert audit.look(scene.office) == []
