"""A case can be given back to what it came by, unless an act that stands lies between."""

from __future__ import annotations

import pytest

from tests.builders.walks import Walk
from workflows.engine.events import SendBack
from workflows.errors import AlreadyDone, NotAvailable


def test_the_reopened_task_is_the_same_at_a_new_attempt():
    """A form of the first attempt fits no more; what came after is gone."""
    walk = Walk.of("rework")
    first = walk.task("draft").task_id
    walk.do("draft", note="一稿")
    walk.send_back("check", "draft")
    again = walk.task("draft")
    assert (again.task_id, again.attempt, walk.open) == (first, 2, ["draft"])
    assert "draft" not in again.names
    walk.do("draft", note="二稿")
    walk.send_back("check", "draft")
    assert walk.restored().task("draft").attempt == 3
    assert walk.task("draft").attempt == 3


def test_sending_back_needs_the_task_open_at_its_attempt():
    """A second click finds it gone."""
    walk = Walk.of("rework")
    walk.do("draft")
    check = walk.task("check")
    walk.send_back("check", "draft")
    with pytest.raises(AlreadyDone):
        walk.tell(SendBack(check.task_id, 1, "draft"))


def test_only_what_the_case_came_by_can_be_reached():
    """Not what lies ahead, not another branch, not an automatic element."""
    walk = Walk.of("branches")
    walk.do("prepare")
    for to in ("conclude", "right", "left", "split", "open_for_unit", "nothing"):
        with pytest.raises(NotAvailable):
            walk.send_back("left", to)
    assert walk.ways_back("left") == ["prepare"]


def test_an_act_that_stands_is_not_gone_back_over():
    """A unit was asked: the way out is a correction or a revocation."""
    walk = Walk.of("branches")
    walk.do("prepare")
    walk.do("left")
    assert walk.ways_back("left_again") == []
    for to in ("left", "prepare"):
        with pytest.raises(NotAvailable, match="更正或撤销") as refusal:
            walk.send_back("left_again", to)
        assert refusal.value.details["element"] == "open_for_unit"


def test_an_act_that_stands_in_another_branch_counts_too():
    """Going back before the split would take the other branch away as well."""
    walk = Walk.of("branches")
    walk.do("prepare")
    walk.do("left")
    with pytest.raises(NotAvailable, match="更正或撤销"):
        walk.send_back("right", "prepare")
    assert walk.ways_back("right") == []
    assert walk.open == ["left_again", "right"]


def test_going_back_before_a_split_takes_the_open_branches_along():
    """Nothing is left open of a path that begins anew."""
    walk = Walk.of("branches")
    walk.do("prepare")
    walk.send_back("right", "prepare")
    assert walk.open == ["prepare"]
    walk.do("prepare")
    walk.do("right")
    walk.do("left")
    walk.do("left_again")
    assert walk.open == ["conclude"]
    assert walk.do("conclude").ended


def test_going_back_inside_a_branch_leaves_the_other_alone():
    """And the branches still meet."""
    walk = Walk.of("branches")
    walk.do("prepare")
    walk.do("right")
    walk.do("left")
    walk.do("left_again")
    assert walk.ways_back("conclude") == ["left_again"]
    walk.send_back("conclude", "left_again")
    assert walk.open == ["left_again"]
    walk.do("left_again", note="再看")
    assert walk.task("conclude").names["left_again"] == {"note": "再看"}
    assert "right" in walk.task("conclude").names


def test_inside_a_called_process_and_out_of_it():
    """Back within the call, and out of the inner call into the outer one, which begins anew."""
    walk = Walk.of("withdrawable")
    walk.do("examine", decision="yes")
    walk.do("hear_expert")
    walk.do("propose")
    assert walk.ways_back("approve") == ["propose", "hear_expert", "examine"]
    walk.send_back("approve", "propose")
    assert (walk.open, walk.outcome.cancelled) == (["propose"], ())
    inner = {str(key) for key in walk.state.workflow.subprocesses}
    walk.send_back("propose", "examine")
    assert walk.open == ["examine"]
    assert set(walk.outcome.cancelled) < inner
    assert len(walk.outcome.cancelled) == 1
    assert walk.waits == [("withdrawal", "")]


def test_back_into_a_call_that_has_ended_is_not_possible():
    """What was called is over; the caller goes back to its own steps only."""
    walk = Walk.of("withdrawable")
    walk.do("examine", decision="yes")
    walk.do("hear_expert")
    walk.do("propose")
    walk.do("approve", decision="yes")
    assert walk.ways_back("archive") == []
    with pytest.raises(NotAvailable):
        walk.send_back("archive", "examine")


def test_the_acts_gone_back_over_are_told():
    """A hold that the path began must not stay open when the path begins anew."""
    walk = Walk.of("withdrawable")
    walk.do("examine", decision="yes")
    walk.send_back("hear_expert", "examine")
    assert sorted(one.operator for one in walk.outcome.undone) == ["fact.record", "hold.begin"]
    assert walk.outcome.cancelled == ()


def test_boundary_events_of_the_reopened_task_wait_anew():
    """The same timer waits again under the same number."""
    walk = Walk.of("withdrawable")
    before = walk.outcome.timers
    walk.do("examine", decision="yes")
    assert walk.timers == []
    walk.send_back("hear_expert", "examine")
    assert walk.outcome.timers == before
    walk.fire("nearly_due")
    assert walk.open == ["examine", "note_reminder"]


def test_a_boundary_path_that_runs_is_not_swallowed():
    """The reminder had fired and its path is still open: it stays open, and does not fire again."""
    walk = Walk.of("withdrawable")
    walk.fire("nearly_due")
    walk.do("examine", decision="yes")
    walk.send_back("hear_expert", "examine")
    assert (walk.open, walk.timers) == (["examine", "note_reminder"], [])
    walk.do("note_reminder")
    walk.do("examine")
    assert walk.open == ["hear_expert"]


def test_boundary_events_of_outer_calls_are_not_touched():
    """Only what hangs on the reopened task begins anew."""
    walk = Walk.of("withdrawable")
    withdrawal = walk.outcome.messages
    walk.do("examine", decision="yes")
    walk.send_back("hear_expert", "examine")
    assert walk.outcome.messages == withdrawal
    assert walk.deliver("withdrawal").ended


def test_one_unit_of_several_goes_back_alone():
    """The others wait on."""
    walk = Walk.of("units")
    walk.fire("reply_is_due", scope="ZJJ")
    assert walk.open == ["press_unit"]
    assert walk.ways_back("press_unit") == []
    walk.do("press_unit")
    for unit in ("SJJ", "CZJ"):
        walk.deliver("opinion.given", unit, unit=unit)
    assert walk.open == ["sum_up"]
