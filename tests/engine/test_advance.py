"""The one executor: what may happen to a case, what it refuses, and what it tells."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.builders.walks import Walk
from tests.engine.lint.builder import Build, properties, timer
from workflows.engine import advance
from workflows.engine.definition import Bundle
from workflows.engine.events import (
    Abandon,
    CompleteTask,
    Event,
    FireTimer,
    Look,
)
from workflows.errors import AlreadyDone, BadAnswers, BadDiagram


def _drawn(build: Build) -> Bundle:
    return Bundle({f"{build.key}/{build.key}.bpmn": build.xml().encode()})


def test_a_completed_task_is_open_no_more():
    """The library would run it twice: task and attempt are asked first."""
    walk = Walk.of("rework")
    task = walk.task("draft")
    walk.do("draft", decision="yes")
    for again in (CompleteTask(task.task_id, 1, {}), CompleteTask(task.task_id, 2, {})):
        with pytest.raises(AlreadyDone):
            walk.tell(again)
    assert walk.open == ["check"]


@pytest.mark.parametrize("task_id", ["", "no number", "00000000-0000-4000-8000-000000000000"])
def test_a_task_that_does_not_exist_is_refused(task_id: str):
    """Whatever a request names."""
    with pytest.raises(AlreadyDone):
        Walk.of("rework").tell(CompleteTask(task_id, 1, {}))


def test_a_task_further_on_cannot_be_done_yet():
    """The library would jump there."""
    walk = Walk.of("rework")
    future = next(t for t in walk.state.workflow.tasks.values() if t.task_spec.bpmn_id == "check")
    with pytest.raises(AlreadyDone):
        walk.tell(CompleteTask(str(future.id), 1, {}))


def test_answers_land_under_the_name_of_the_task():
    """What follows reads them as `check.decision`."""
    walk = Walk.of("rework")
    walk.do("draft", note="初稿")
    assert walk.task("check").names["draft"] == {"note": "初稿"}
    assert walk.do("check", decision="yes").ended


@pytest.mark.parametrize(
    "value",
    [
        {"typename": "x"},
        {"in": [{"typename": "BpmnWorkflow"}]},
        {"__class__": 1},
        {1: "x"},
        date(2026, 11, 23),
        Decimal("1.5"),
        {1, 2},
        b"x",
        float("nan"),
        float("inf"),
        2**60,
        "x" * 200_000,
    ],
    ids=[
        "typename",
        "deep typename",
        "dunder",
        "number as key",
        "date",
        "decimal",
        "set",
        "bytes",
        "nan",
        "inf",
        "big",
        "long",
    ],
)
def test_data_that_could_not_be_restored_is_refused(value: Any):
    """Answers, payloads and first names alike; nothing is changed."""
    walk = Walk.of("rework")
    with pytest.raises(BadAnswers):
        walk.do("draft", answers=value)
    assert walk.restored().open == ["draft"]
    with pytest.raises(BadAnswers):
        Walk.of("lapse").deliver("answer.given", given=value)
    with pytest.raises(BadAnswers):
        Walk.of("rework", given=value)


def test_deep_answers_are_refused():
    """A form has no forty levels."""
    deep: Any = 1
    for _ in range(60):
        deep = {"x": deep}
    with pytest.raises(BadAnswers):
        Walk.of("rework").do("draft", note=deep)


def test_an_error_inside_a_part_takes_its_boundary_path():
    """And nothing is left uncaught."""
    walk = Walk.of("attempts")
    walk.do("attempt", decision="no")
    assert (walk.open, walk.outcome.uncaught, walk.outcome.stuck) == (["mend"], (), False)


def test_an_error_that_nothing_catches_is_told():
    """The library lets the caller go on as if nothing had happened."""
    b = Build("fails", "失败", lanes=("经办人",), before='<error id="bad" name="坏" errorCode="bad"/>')
    b.node("startEvent", "come", "收到", (0, 0)).user("look", "看", (1, 0))
    b.node("endEvent", "broken", "出错", (2, 0), '<errorEventDefinition id="e" errorRef="bad"/>')
    outcome = Walk.of("fails", _drawn(b.chain("come", "look", "broken"))).do("look")
    assert outcome.uncaught == ("坏",)


def test_a_case_that_waits_for_nothing_is_stuck():
    """It waits for what nobody can give: told, never passed over in silence."""
    b = Build("lost", "丢失", lanes=("经办人",), before='<signal id="sig" name="sig"/>')
    b.node("startEvent", "come", "收到", (0, 0)).user("look", "看", (1, 0))
    b.node("eventBasedGateway", "until", "等", (2, 0)).node("endEvent", "gone", "办完", (4, 0))
    b.node("intermediateCatchEvent", "heard", "听到", (3, 0), '<signalEventDefinition id="s" signalRef="sig"/>')
    walk = Walk.of("lost", _drawn(b.chain("come", "look", "until", "heard", "gone")))
    assert walk.outcome.stuck is False
    assert walk.do("look").stuck is True


def test_an_endless_automatic_loop_is_refused():
    """The library ends it in silence at its depth limit, and the case is dead."""
    b = Build("endless", "无尽", lanes=("经办人",))
    b.node("startEvent", "come", "收到", (0, 0)).user("look", "看", (1, 0))
    b.node("scriptTask", "again", "再来", (2, 0), "<script>n = 1</script>")
    b.node("exclusiveGateway", "enough", "够了？", (3, 0), attributes='default="enough_to_again"')
    b.node("endEvent", "gone", "办完", (4, 0)).chain("come", "look", "again", "enough")
    b.flow("enough", "gone", "够", "n == 2").flow("enough", "again", "不够")
    walk = Walk.of("endless", _drawn(b))
    with pytest.raises(BadDiagram, match="没有出口"):
        walk.do("look")


def test_a_gateway_without_a_true_branch_is_refused_by_name():
    """No default and no condition met: a mistake of the diagram."""
    b = Build("gap", "缺口", lanes=("经办人",))
    b.node("startEvent", "come", "收到", (0, 0)).user("look", "看", (1, 0))
    b.node("exclusiveGateway", "which", "哪一个？", (2, 0)).node("endEvent", "a", "甲", (3, 0))
    b.node("endEvent", "z", "乙", (3, 1)).chain("come", "look", "which")
    b.flow("which", "a", "甲", "look.decision == 'a'").flow("which", "z", "乙", "look.decision == 'z'")
    with pytest.raises(BadDiagram, match="哪一个"):
        Walk.of("gap", _drawn(b)).do("look", decision="x")


def test_a_timer_that_does_not_wait_cannot_be_fired():
    """Nor can a place that waits for a message."""
    walk = Walk.of("lapse")
    fired = FireTimer(walk.outcome.timers[0].task_id)
    walk.deliver("answer.given")
    with pytest.raises(AlreadyDone):
        walk.tell(fired)
    withdrawable = Walk.of("withdrawable")
    with pytest.raises(AlreadyDone):
        withdrawable.tell(FireTimer(withdrawable.outcome.messages[0].task_id))


def test_looking_changes_nothing_and_tells_the_same():
    """What waits before waits after."""
    walk = Walk.of("units")
    before = walk.outcome
    outcome = walk.tell(Look())
    assert (outcome.messages, outcome.timers, outcome.passed, outcome.entered) == (
        before.messages,
        before.timers,
        (),
        (),
    )


def test_an_abandoned_case_has_ended():
    """Its branches are named as cut off."""
    walk = Walk.of("withdrawable")
    outcome = walk.tell(Abandon())
    assert (outcome.ended, outcome.stuck, outcome.tasks, len(outcome.cancelled)) == (True, False, (), 1)


def test_an_unknown_event_is_a_bug():
    """It is not passed over."""
    with pytest.raises(TypeError):
        Walk.of("rework").tell(Event())


def test_the_places_entered_are_told_from_outside_in():
    """The state of a case is said by the innermost that says one; what was open before is not news."""
    walk = Walk.of("withdrawable")
    assert walk.outcome.entered[0].element == "handle"
    assert "examine" in [node.element for node in walk.outcome.entered]
    walk.fire("nearly_due")
    assert [node.element for node in walk.outcome.entered] == ["note_reminder"]


def test_two_outcomes_are_one_when_one_step_needed_two_turns():
    """What waits is what waits in the end; nothing that happened in the first turn is lost."""
    walk = Walk.of("branches")
    first = walk.do("prepare")
    both = first.followed_by(walk.do("right"))
    assert [task.node.element for task in both.tasks] == ["left"]
    assert [node.element for node in both.passed] == [n.element for n in (*first.passed, *walk.outcome.passed)]


def test_ways_past_the_drawing_are_not_told():
    """The engine's own splits and joins are no elements."""
    b = Build("plain", "平", lanes=("经办人",))
    b.node("startEvent", "come", "收到", (0, 0)).user("look", "看", (1, 0))
    b.node(
        "boundaryEvent", "late", "迟", (1, 0.4), timer("late", '"P1D"'), 'attachedToRef="look" cancelActivity="false"'
    )
    b.node("endEvent", "late_end", "迟毕", (2, 1)).node("endEvent", "gone", "办完", (2, 0), properties(caseState="完"))
    b.chain("come", "look", "gone").chain("late", "late_end")
    outcome = Walk.of("plain", _drawn(b)).do("look")
    assert [node.element for node in outcome.passed] == ["gone"]


def test_the_budget_of_a_step_leaves_room_for_real_processes():
    """A fan-out to many units in one step is no endless loop."""
    assert advance.STEP_BUDGET >= 300
    walk = Walk.of("units", start={"units": [f"U{n}" for n in range(60)]})
    assert len(walk.outcome.messages) == 60
