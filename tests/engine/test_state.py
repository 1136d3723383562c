"""A case out of its bytes is the case that went in, at every step of every process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.walks import Walk, bundle, canonical, play
from workflows.engine import state
from workflows.engine.definition import Bundle
from workflows.engine.state import LiveCases

KEYS = (
    "attempts",
    "branches",
    "classify",
    "foreign",
    "handling",
    "lapse",
    "lift",
    "lifting",
    "patient",
    "receipt",
    "rework",
    "unit-opinion",
    "units",
    "waiting",
    "withdrawable",
)
CHOICES = st.lists(st.integers(0, 1000), max_size=25)


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=25, deadline=None)
@given(choices=CHOICES)
def test_restored_before_every_step_or_never_is_the_same_walk(key: str, choices: list[int]):
    """Tasks done, timers fired, messages delivered, cases sent back in any order: the live object has no memory of its own."""
    live = play(key, choices, lambda walk: walk)
    assert live == play(key, choices, lambda walk: walk.restored())
    assert all(seen["strays"] == 0 for seen in live)


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=4, deadline=None)
@given(choices=st.lists(st.integers(0, 1000), max_size=12))
def test_a_process_that_has_just_started_knows_as_much(key: str, choices: list[int]):
    """What the library ties together when a case begins must also be tied when it is restored elsewhere."""
    assert play(key, choices, lambda walk: walk) == play(key, choices, lambda walk: walk.restored(fresh=True))


def test_units_that_were_asked_before_a_restart_are_still_waited_for():
    """The instances of a multi-instance were counted only in the process that began them."""
    walk = Walk.of("units").restored(fresh=True)
    for unit in ("CZJ", "SJJ", "ZJJ"):
        walk.deliver("opinion.given", unit, unit=unit, text="同意")
        walk = walk.restored(fresh=True)
    assert walk.open == ["sum_up"]


def test_what_looks_equal_but_is_not_stays_apart():
    """1 and True, 0 and False: the library keeps of a task only what differs, and takes these for the same."""
    walk = Walk.of("rework", flag=1, rows=[0, {"deep": 1}])
    task = next(t for t in walk.state.workflow.tasks.values() if t.task_spec.bpmn_id == "draft")
    task.data |= {"flag": True, "rows": [False, {"deep": 1.0}]}
    assert canonical(walk.restored().state) == canonical(walk.state)


def test_specs_are_not_stored_and_a_case_is_small():
    """Only what belongs to the case, compressed; the edition of the library is kept with it."""
    body = state.dump(Walk.of("handling").state)
    assert len(body) < 2_500
    assert state.LIBRARY == "3.2.0"


def test_a_state_of_an_unknown_format_is_not_guessed_at():
    """An older program never reads what a newer one wrote."""
    body = state.dump(Walk.of("rework").state)
    with pytest.raises(ValueError, match="format 99"):
        state.restore(bundle().definition("rework"), 99, body)


def test_cases_share_their_definition_without_sharing_anything_else():
    """Twenty cases of one definition, in turns: none sees another."""
    shared = Bundle(bundle().files)
    walks = [Walk.of("units", shared, start={"units": [f"U{n}", "ZJJ"]}) for n in range(20)]
    for number, walk in enumerate(walks):
        walk.deliver("opinion.given", "ZJJ", unit="ZJJ", text=str(number))
    for number, walk in enumerate(walks):
        assert walk.waits == [("opinion.given", f"U{number}")]
        walk.deliver("opinion.given", f"U{number}", unit=f"U{number}", text="")
        assert {said["text"] for said in walk.task("sum_up").names["opinions"]} == {str(number), ""}


def test_a_live_case_is_handed_out_once_and_only_at_its_revision():
    """A step that fails never gives it back; one that finds another revision reads the bytes."""
    live, kept = LiveCases(), Walk.of("rework").state
    live.keep(7, 3, kept)
    assert live.take(7, 2) is None
    assert live.take(7, 3) is None
    live.keep(7, 3, kept)
    assert live.take(7, 3) is kept
    assert live.take(7, 3) is None


def test_a_step_without_the_engine_moves_the_live_case_on():
    """A claim raises the revision and leaves the engine as it is."""
    live, kept = LiveCases(), Walk.of("rework").state
    live.keep(7, 3, kept)
    live.renew(7, 5)
    live.renew(8, 1)
    live.renew(7, 4)
    assert live.take(7, 4) is kept


def test_only_so_many_live_cases_are_kept():
    """The one that was not used longest goes first."""
    live, kept = LiveCases(capacity=2), Walk.of("rework").state
    for number in (1, 2, 1, 3):
        live.keep(number, 1, kept)
    assert [live.take(number, 1) is kept for number in (1, 2, 3)] == [True, False, True]


def test_states_are_packed_by_many_threads_at_once():
    """The web server has eight threads; what one writes another one reads."""
    definition = bundle().definition("handling")

    def work(_number: int) -> None:
        for _round in range(300):
            state.restore(definition, state.FORMAT, state.dump(state.begin(definition)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
