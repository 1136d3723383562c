"""A case that goes back and forth very often stays alive, and carries only the nearer part of its past."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.walks import Walk, moves
from tests.engine.test_joins import _loop as loop_of_branches
from workflows.engine import pruning, state
from workflows.engine.events import Event


def _depth(walk: Walk) -> int:
    return max(task.depth for task in walk.state.workflow.tasks.values())


def test_a_very_long_loop_stays_alive():
    """The library loses sight of tasks at depth 1000 and dies of recursion soon after."""
    walk = Walk.of("rework")
    for _ in range(420):
        walk.do("draft")
        walk.do("check", decision="no")
    assert _depth(walk) <= pruning.DEEPEST + 20
    assert len(state.dump(walk.state)) < 30_000
    walk = walk.restored(fresh=True)
    walk.do("draft")
    assert walk.ways_back("check") == ["draft", "check"]
    walk.send_back("check", "draft")
    walk.do("draft")
    assert walk.do("check", decision="yes").ended


def test_a_long_loop_of_branches_stays_alive():
    """Meetings look for their rounds along the path: they too must not reach the library's limit."""
    walk = Walk.of("loop", loop_of_branches())
    for number in range(130):
        walk.do("draft")
        for branch in ("left", "right") if number % 3 else ("right", "left"):
            walk.do(branch, decision="no")
    walk.do("draft")
    walk.do("left", decision="yes")
    assert walk.restored().open == ["right"]
    assert walk.do("right", decision="yes").ended


def test_a_long_loop_inside_a_call_can_still_be_withdrawn():
    """Everything deep below is cancelled too."""
    walk = Walk.of("withdrawable")
    walk.do("examine", decision="yes")
    for _ in range(150):
        walk.send_back("hear_expert", "examine")
        walk.do("examine", decision="yes")
    assert walk.deliver("withdrawal").ended
    assert not any(
        task.has_state(31) for inner in walk.state.workflow.subprocesses.values() for task in inner.tasks.values()
    )


@pytest.mark.parametrize("key", ["rework", "branches", "units", "withdrawable", "foreign", "receipt"])
@settings(max_examples=10, deadline=None)
@given(choices=st.lists(st.integers(0, 1000), min_size=5, max_size=40))
def test_a_pruned_case_goes_on_as_the_whole_one(key: str, choices: list[int]):
    """Whatever happens next, the same is open and waited for; only sending back reaches less far."""
    whole, pruned = Walk.of(key), Walk.of(key)
    for number in choices:
        pruning.prune(pruned.state.workflow, deepest=6, kept=4)
        pruned = pruned.restored()
        mine, its = _onward(whole), _onward(pruned)
        assert list(mine) == list(its)
        if not mine:
            break
        chosen = list(mine)[number % len(mine)]
        whole.tell(mine[chosen])
        pruned.tell(its[chosen])
        assert (pruned.outcome.ended, pruned.outcome.stuck) == (whole.outcome.ended, whole.outcome.stuck)


def _onward(walk: Walk) -> dict[str, Event]:
    return {name: event for name, event in moves(walk).items() if not name.startswith("back")}
