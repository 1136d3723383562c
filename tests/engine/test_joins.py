"""Where branches meet, every branch of this round is waited for and nothing that one said is lost."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.builders.walks import Walk
from tests.engine.lint.builder import Build, timer
from workflows.engine.definition import Bundle
from workflows.errors import BadDiagram


def _loop(kind: str = "parallelGateway") -> Bundle:
    """draft → (left ∥ right) → good? → end, or back to draft."""
    b = Build("loop", "往返", lanes=("经办人", "审批人"))
    b.node("startEvent", "come", "收到", (0, 0)).user("draft", "拟", (1, 0)).node(kind, "split", "分", (2, 0))
    b.user("left", "左", (3, 0)).user("right", "右", (3, 1)).node(kind, "meet", "合", (4, 0))
    b.node("exclusiveGateway", "good", "好？", (5, 0), attributes='default="good_to_draft"')
    b.node("endEvent", "gone", "办完", (6, 0)).chain("come", "draft", "split")
    condition = "draft.note != 'none'" if kind == "inclusiveGateway" else ""
    b.flow("split", "left", "左", condition).flow("split", "right", "右", condition)
    b.chain("left", "meet", "good").chain("right", "meet")
    b.flow("good", "gone", "好", "left.decision == 'yes' and right.decision == 'yes'").flow("good", "draft", "不好")
    return Bundle({"loop/loop.bpmn": b.xml().encode()})


@pytest.mark.parametrize("kind", ["parallelGateway", "inclusiveGateway"])
@pytest.mark.parametrize("orders", [*permutations([("left", "right"), ("right", "left")]), [("right", "left")] * 2])
def test_each_round_of_a_loop_waits_for_its_own_branches(kind: str, orders: list[tuple[str, str]]):
    """A branch that arrived in the first round does not open the gate in the second."""
    walk = Walk.of("loop", _loop(kind))
    for decision, (one, other) in zip(("no", "yes"), orders, strict=True):
        walk.do("draft", note="稿")
        walk.do(one, decision=decision)
        assert walk.open == [other]
        walk = walk.restored()
        walk.do(other, decision=decision)
    assert walk.outcome.ended


@pytest.mark.parametrize("first", ["left", "right"])
def test_no_branch_overwrites_another_with_what_it_inherited(first: str):
    """The branch that comes last still carries the answers of the round before: they are old, and stay out."""
    walk = Walk.of("loop", _loop())
    for decision in ("no", "yes"):
        walk.do("draft", note=decision)
        for branch in sorted(("left", "right"), key=lambda name: name != first):
            walk.do(branch, decision=decision, note=branch)
    said = {name: walk.outcome.names[name] for name in ("draft", "left", "right")}
    assert said == {
        "draft": {"note": "yes"},
        "left": {"decision": "yes", "note": "left"},
        "right": {"decision": "yes", "note": "right"},
    }


def test_lists_of_two_branches_are_not_mixed():
    """The library merges lists place by place; here the later branch's own list stands whole."""
    b = Build("lists", "列表", lanes=("经办人", "审批人"))
    b.node("startEvent", "come", "收到", (0, 0)).node(
        "scriptTask", "begin", "始", (1, 0), "<script>rows = ['a', 'b']</script>"
    )
    b.node("parallelGateway", "split", "分", (2, 0)).node("parallelGateway", "meet", "合", (5, 0))
    b.user("left", "左", (3, 0)).node("scriptTask", "more", "加", (4, 0), "<script>rows = rows + ['c']</script>")
    b.user("right", "右", (3, 1)).user("look", "看", (6, 0)).node("endEvent", "gone", "办完", (7, 0))
    b.chain("come", "begin", "split", "left", "more", "meet", "look", "gone").chain("split", "right", "meet")
    walk = Walk.of("lists", Bundle({"lists/lists.bpmn": b.xml().encode()}))
    walk.do("left")
    walk.do("right")
    assert walk.task("look").names["rows"] == ["a", "b", "c"]


def test_a_reminder_that_ends_last_does_not_bring_old_answers_back():
    """Its path began before the second draft; the end of the process keeps the second."""
    b = Build("late", "迟", lanes=("经办人", "审批人", "信用办"))
    b.node("startEvent", "come", "收到", (0, 0)).user("draft", "拟", (1, 0)).user("check", "核", (2, 0))
    b.node(
        "boundaryEvent", "slow", "慢", (2, 0.4), timer("slow", '"P1D"'), 'attachedToRef="check" cancelActivity="false"'
    )
    b.user("urge", "催", (3, 2)).node("endEvent", "urged", "催毕", (4, 2))
    b.node("exclusiveGateway", "good", "好？", (3, 0), attributes='default="good_to_draft"')
    b.node("endEvent", "gone", "办完", (4, 0)).chain("come", "draft", "check", "good").chain("slow", "urge", "urged")
    b.flow("good", "gone", "好", "check.decision == 'yes'").flow("good", "draft", "不好")
    walk = Walk.of("late", Bundle({"late/late.bpmn": b.xml().encode()}))
    walk.do("draft", note="一稿")
    walk.fire("slow")
    walk.do("check", decision="no")
    walk.do("draft", note="二稿")
    walk.do("check", decision="yes")
    assert walk.do("urge").ended
    assert walk.outcome.names["draft"] == {"note": "二稿"}
    assert walk.outcome.names["check"] == {"decision": "yes"}


def test_an_inclusive_gateway_waits_only_for_what_can_still_come():
    """One branch was taken, so one is waited for; none taken and no default is a mistake of the diagram."""
    b = Build("some", "部分", lanes=("经办人", "审批人"))
    b.node("startEvent", "come", "收到", (0, 0)).user("draft", "拟", (1, 0)).node(
        "inclusiveGateway", "split", "分", (2, 0)
    )
    b.user("left", "左", (3, 0)).user("right", "右", (3, 1)).node("inclusiveGateway", "meet", "合", (4, 0))
    b.user("look", "看", (5, 0)).node("endEvent", "gone", "办完", (6, 0)).chain("come", "draft", "split")
    b.flow("split", "left", "左", "draft.note in ['l', 'lr']").flow("split", "right", "右", "draft.note in ['r', 'lr']")
    b.chain("left", "meet", "look", "gone").chain("right", "meet")
    files = {"some/some.bpmn": b.xml().encode()}
    for note, open_ in (("l", ["left"]), ("r", ["right"]), ("lr", ["left", "right"])):
        walk = Walk.of("some", Bundle(files))
        walk.do("draft", note=note)
        for number, branch in enumerate(open_):
            assert walk.open == open_[number:]
            walk.do(branch)
        assert walk.open == ["look"]
    walk = Walk.of("some", Bundle(files))
    with pytest.raises(BadDiagram, match="分"):
        walk.do("draft", note="")
