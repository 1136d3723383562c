"""Everything a diagram evaluates goes through the small language, and a refusal stays a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.walks import Walk
from tests.engine.lint.builder import Build, caught
from workflows.engine.definition import Bundle
from workflows.engine.language import BadExpression
from workflows.errors import BadDiagram, NotEligible

ATTACK = "().__class__.__base__.__subclasses__()"


def _automatic(kind: str, inner: str, **more: Any) -> Bundle:
    b = Build("auto", "自动", lanes=("经办人",), before='<message id="said" name="said"/>')
    b.node("startEvent", "come", "收到", (0, 0)).node(kind, "act", "做", (1, 0), inner, **more)
    b.user("look", "查看", (2, 0)).node("endEvent", "gone", "办完", (3, 0)).chain("come", "act", "look", "gone")
    return Bundle({"auto/auto.bpmn": b.xml().encode()})


def _service(**parameters: str) -> Bundle:
    b = Build("auto", "自动", lanes=("经办人",)).node("startEvent", "come", "收到", (0, 0))
    b.service("act", "做", (1, 0), "some.act", **parameters)
    b.user("look", "查看", (2, 0)).node("endEvent", "gone", "办完", (3, 0)).chain("come", "act", "look", "gone")
    return Bundle({"auto/auto.bpmn": b.xml().encode()})


@pytest.mark.parametrize(
    "given",
    [
        _automatic("scriptTask", f"<script>x = {ATTACK}</script>"),
        _automatic("scriptTask", "<script>import os</script>"),
        _service(kind=ATTACK),
        _automatic(
            "intermediateCatchEvent",
            f'<timerEventDefinition id="t"><timeDuration>{ATTACK}</timeDuration></timerEventDefinition>',
        ),
        _automatic(
            "userTask",
            f"<multiInstanceLoopCharacteristics><loopCardinality>{ATTACK}</loopCardinality></multiInstanceLoopCharacteristics>",
        ),
        _automatic(
            "userTask",
            "<extensionElements><spiffworkflow:preScript xmlns:spiffworkflow="
            f'"http://spiffworkflow.org/bpmn/schema/1.0/core">x = {ATTACK}</spiffworkflow:preScript></extensionElements>',
        ),
    ],
    ids=["script", "import", "parameter", "timer", "cardinality", "pre-script"],
)
def test_no_text_of_a_diagram_reaches_python(given: Bundle):
    """Scripts, parameters, timers, cardinalities: all are read by the small language, which has no attributes."""
    with pytest.raises(BadExpression):
        Walk.of("auto", given)


def test_a_decision_table_is_worked_out_by_the_same_language():
    """Bare operators, values and question marks in cells mean what the linter says they mean."""
    assert Walk.of("classify").open == ["heavy"]
    assert Walk.of("classify", start={"amount": 1}).open == ["light"]


def test_a_table_that_cannot_be_worked_out_refuses_the_step():
    """The library wraps what goes wrong inside a table; the refusal comes out again."""
    with pytest.raises(BadExpression, match="运算"):
        Walk.of("classify", start={"amount": "vielleicht"})


def test_a_script_sees_the_data_and_adds_to_it():
    """Values keep their kinds."""
    assert Walk.of("classify").task("heavy").names["doubled"] is True


def test_an_action_is_told_where_it_is_called():
    """Task, process, element and branch: what it leaves behind can be found again when the branch is cut off."""
    walk = Walk.of("withdrawable")
    (place,) = walk.actions.places
    assert (place.process, place.element) == ("handling", "note_begun")
    (branch,) = [str(key) for key in walk.state.workflow.subprocesses]
    assert place.branch == branch
    assert Walk.of("handling").actions.places[0].branch == ""


def test_parameters_are_worked_out_and_the_answer_lands_under_its_variable():
    """The action gets values, never texts."""
    walk = Walk.of("auto", _service(kind="'x' + 'y'", n="case.id + 1"))
    assert walk.actions.calls == [("some.act", {"kind": "xy", "n": 2})]
    assert walk.task("look").names["act_result"] == {"done": "some.act"}


def test_what_an_action_refuses_is_refused_as_it_is():
    """The library would turn it into a NameError."""

    def refuse(_: str) -> Any:
        raise NotEligible("最短公示期尚未届满")

    given = Walk.of("branches")
    given.actions.answer = refuse
    given.do("prepare")
    with pytest.raises(NotEligible, match="最短公示期"):
        given.do("left")


def test_a_bug_in_an_action_stays_a_bug():
    """It is neither swallowed nor dressed up as a refusal."""

    def fail(_: str) -> Any:
        raise ZeroDivisionError

    given = Walk.of("branches")
    given.actions.answer = fail
    given.do("prepare")
    with pytest.raises(ZeroDivisionError):
        given.do("left")


@pytest.mark.parametrize("answer", [{"typename": "x"}, {"n": float("nan")}, {"deep": [{"typename": 1}]}, 2**70])
def test_what_an_action_answers_must_fit_into_the_case(answer: Any):
    """Data that could not be restored never gets in."""
    given = Walk.of("branches")
    given.actions.answer = lambda _: answer
    given.do("prepare")
    with pytest.raises(BadExpression):
        given.do("left")


def test_nothing_is_called_outside_a_step():
    """The engine holds the actions for the length of one step only."""
    walk = Walk.of("receipt")
    assert walk.state.engine.actions is None
    with pytest.raises(RuntimeError, match="outside a step"):
        walk.state.engine.call_service(walk.state.workflow.last_task, operation_name="x", operation_params={})


def test_a_thrown_message_leaves_the_case_by_its_outcome():
    """It is not given to whoever happens to wait in the same case."""
    thrown = Walk.of(
        "auto",
        _automatic(
            "intermediateThrowEvent",
            caught("act", "said").replace(
                "</extensionElements>",
                "<spiffworkflow:messagePayload>{'who': case.unit}</spiffworkflow:messagePayload></extensionElements>",
            ),
        ),
    )
    assert [(m.name, m.payload) for m in thrown.outcome.thrown] == [("said", {"who": "SJJ"})]


def test_a_diagram_that_cannot_go_on_says_where():
    """No branch of a gateway is true, an input is missing: the refusal names the place, not the library's class."""
    with pytest.raises(BadDiagram, match="征求单位意见"):
        Walk.of("units", start={"units": ["A"]}, unit="taken")
