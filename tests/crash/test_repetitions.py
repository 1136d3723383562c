"""What is carried out twice, or at the same time as something else, has its effect once and is never stuck."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bench import data
from tests.crash.scene import LEASE_OVER, Scene
from workflows.casework import messages
from workflows.casework.effects import BETWEEN_CASES, WAITS
from workflows.casework.messages import Message
from workflows.store import outbox
from workflows.store.database import Database, Open
from workflows.store.outbox import LeasedEffect


class Interrupted(Database):
    """The database of a process that is overtaken by another one just before its n-th transaction."""

    def __init__(self, url: str, number: int, overtake: Callable[[], object]) -> None:
        super().__init__(url)
        self._left = number
        self._overtake = overtake

    @contextmanager
    def writing(self) -> Iterator[Open]:
        self._left -= 1
        if self._left == 0:
            self._overtake()
        with super().writing() as connection:
            yield connection


def _reported(scene: Scene) -> tuple[int, int]:
    """An errand whose visit has reported; the report is still in the outbox."""
    case_id = scene.start("one")
    scene.settle()
    scene.complete(scene.task(scene.child(case_id), "look"), {"found": "在"})
    return case_id, scene.task(case_id, "review")


def _lease(scene: Scene) -> LeasedEffect:
    with scene.office.database.writing() as connection:
        return outbox.lease(connection, scene.clock.now())[0]


def _kept(scene: Scene, case_id: int) -> list[tuple]:
    return scene.ask(f"SELECT name FROM inbound_messages WHERE case_id = {case_id} AND name = 'visit.reported'")


def test_a_message_that_was_kept_and_taken_is_not_kept_again(scene: Scene) -> None:
    """The worker dies after keeping an early message and before marking it; meanwhile the case has taken it."""
    case_id, review = _reported(scene)
    report = _lease(scene)
    BETWEEN_CASES[report.kind](scene.office, report)
    assert len(_kept(scene, case_id)) == 1
    scene.complete(review, {"decision": "accept"})
    assert _kept(scene, case_id) == []
    scene.clock.advance_by(LEASE_OVER)
    scene.settle()
    assert _kept(scene, case_id) == []


@pytest.mark.parametrize("number", [1, 2])
def test_a_message_is_not_kept_while_the_case_begins_to_wait_for_it(scene: Scene, number: int) -> None:
    """Before or while the message is refused as too early another step reaches the waiting place: it still arrives."""
    case_id, review = _reported(scene)
    report = _lease(scene)
    database = Interrupted(scene.office.database.url, number, lambda: scene.complete(review, {"decision": "accept"}))
    late = data.join_office(database, scene.clock, scene.folder)
    messages.deliver(late, case_id, Message("visit.reported", payload={"found": "在"}), key=report.key)
    database.close()
    if not scene.ask(f"SELECT 1 FROM journal WHERE case_id = {case_id} AND kind = 'task.completed'"):
        scene.complete(review, {"decision": "accept"})
    scene.clock.advance_by(LEASE_OVER)
    scene.settle()
    assert _kept(scene, case_id) == []
    assert scene.task(case_id, "decide")


def test_a_held_effect_does_not_keep_time_from_passing(scene: Scene) -> None:
    """An effect whose worker has died is waited for until its lease ends, in a sandbox too."""
    scene.start("one")
    held = _lease(scene)
    scene.pass_time(scene.clock.now() + LEASE_OVER)
    assert scene.ask(f"SELECT done_at IS NOT NULL FROM outbox WHERE id = {held.id}")[0][0]


def test_a_slow_sender_that_fails_late_does_not_undo_what_another_one_did(scene: Scene) -> None:
    """The lease of a slow sender ended, another one sent; the first one's failure changes nothing any more."""
    scene.start("one")
    held = _lease(scene)
    scene.clock.advance_by(LEASE_OVER)
    scene.settle()
    with scene.office.database.writing() as connection:
        outbox.mark_failed(connection, held.id, "too slow", None, scene.clock.now())
    sql = f"SELECT done_at IS NOT NULL, given_up_at IS NULL FROM outbox WHERE id = {held.id}"
    assert tuple(map(bool, scene.ask(sql)[0])) == (True, True)


def test_an_effect_that_kills_whoever_carries_it_out_is_given_up_and_reported(scene: Scene) -> None:
    """Workers die of it one after the other; in the end it waits for a person, and the other effects go on."""
    scene.start("one")
    for _ in range(len(WAITS) + 1):
        _lease(scene)
        scene.clock.advance_by(LEASE_OVER)
    scene.settle()
    assert scene.ask("SELECT count(*) FROM outbox WHERE given_up_at IS NOT NULL")[0][0] == 1
    assert scene.ask("SELECT count(*) FROM incidents WHERE kind = 'effect'")[0][0] == 1
    assert scene.carry_out() == 0


def test_a_side_case_that_was_begun_is_told_as_begun_though_its_errand_has_ended_since(scene: Scene) -> None:
    """The worker dies between opening the side case and marking it; meanwhile the errand is withdrawn: the receipt is true."""
    case_id = scene.start("one")
    begun = _lease(scene)
    receipt = BETWEEN_CASES[begun.kind](scene.office, begun)
    doer = scene.enterprise[1]
    messages.send(scene.office, case_id, "withdrawal", {"reason": "不再需要"}, doer=doer, key="withdrawn")
    assert BETWEEN_CASES[begun.kind](scene.office, begun) == receipt
