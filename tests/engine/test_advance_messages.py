"""Messages reach one branch or none, and what is cut off is named."""

from __future__ import annotations

import pytest

from tests.builders.walks import Walk
from workflows.engine.events import NotWaiting, SeveralWaiting


def test_a_message_reaches_exactly_the_branch_that_it_is_addressed_to():
    """Three units wait for the same message; the library would wake all three."""
    walk = Walk.of("units")
    assert walk.waits == [("opinion.given", unit) for unit in ("CZJ", "SJJ", "ZJJ")]
    walk.deliver("opinion.given", "ZJJ", unit="ZJJ", text="同意")
    assert walk.waits == [("opinion.given", unit) for unit in ("CZJ", "SJJ")]
    walk.deliver("opinion.given", "SJJ", unit="SJJ", text="无")
    walk.deliver("opinion.given", "CZJ", unit="CZJ", text="补充")
    said = {one["unit"]: one["text"] for one in walk.task("sum_up").names["opinions"]}
    assert said == {"ZJJ": "同意", "SJJ": "无", "CZJ": "补充"}


@pytest.mark.parametrize("scope", ["", "XYB", "zjj"])
def test_a_message_that_nobody_waits_for_is_not_given_to_somebody_else(scope: str):
    """No branch of that scope: refused, and every branch waits on."""
    walk = Walk.of("units")
    with pytest.raises(NotWaiting):
        walk.deliver("opinion.given", scope)
    with pytest.raises(NotWaiting):
        walk.deliver("opinion.taken", "ZJJ")
    assert len(walk.restored().outcome.messages) == 3


def test_a_message_that_several_wait_for_is_given_to_none():
    """Two branches of one scope: which one is meant cannot be known."""
    walk = Walk.of("units", start={"units": ["ZJJ", "ZJJ", "CZJ"]})
    with pytest.raises(SeveralWaiting):
        walk.deliver("opinion.given", "ZJJ")
    walk.deliver("opinion.given", "CZJ", unit="CZJ")
    assert walk.waits == [("opinion.given", "ZJJ")] * 2


def test_a_message_is_delivered_once():
    """The second one finds nobody waiting."""
    walk = Walk.of("units")
    walk.deliver("opinion.given", "ZJJ", unit="ZJJ")
    with pytest.raises(NotWaiting):
        walk.deliver("opinion.given", "ZJJ", unit="ZJJ")


def test_of_an_event_gateway_the_first_event_wins():
    """After the message no timer waits, after the timer no message."""
    answered = Walk.of("lapse")
    answered.deliver("answer.given", note="已补")
    assert (answered.open, answered.timers, answered.waits) == (["look_at_answer"], [], [])
    assert answered.task("look_at_answer").names["answer"] == {"note": "已补"}
    lapsed = Walk.of("lapse")
    assert lapsed.fire("term_is_over").ended
    assert lapsed.outcome.entered == ()
    assert lapsed.outcome.passed[-1].element == "lapsed"


def test_a_withdrawal_cancels_everything_under_way():
    """The interrupting message on the call ends its tasks, timers and inner calls; the branches are named once."""
    walk = Walk.of("withdrawable")
    walk.do("examine", decision="yes")
    walk.do("hear_expert")
    assert walk.open == ["propose"]
    running = {str(key) for key in walk.state.workflow.subprocesses}
    outcome = walk.deliver("withdrawal", reason="不再需要")
    assert set(outcome.cancelled) == running
    assert len(running) == 2
    assert (outcome.ended, outcome.tasks, outcome.timers, outcome.messages) == (True, (), (), ())
    assert outcome.names["withdrawal"] == {"reason": "不再需要"}


def test_what_was_carried_out_on_a_cut_off_path_is_told():
    """Whoever records the step can end what they left open."""
    walk = Walk.of("withdrawable")
    walk.do("examine", decision="yes")
    undone = walk.deliver("withdrawal").undone
    assert [one.operator for one in undone] == ["fact.record", "fact.record", "hold.begin"]
    assert undone[-1].parameters == {"kind": "hold.expert", "reason": "专家论证"}


def test_an_ended_call_is_not_cut_off_by_a_later_withdrawal():
    """Only what still ran is cancelled."""
    walk = Walk.of("withdrawable")
    walk.do("examine", decision="yes")
    walk.do("hear_expert")
    walk.do("propose")
    outcome = walk.do("approve", decision="yes")
    assert (outcome.cancelled, outcome.undone, walk.open) == ((), (), ["archive"])
