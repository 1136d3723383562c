"""A token is never lost, never split in silence and never stands for ever."""

import pytest

from tests.engine.lint.judging import assert_judged, changed, rules
from tests.engine.lint.pairs import FLOW


@pytest.mark.parametrize("pair", FLOW, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)


def test_a_start_may_fork_and_a_gateway_may_split():
    """Only activities and other events split in silence."""
    more = (
        '<sequenceFlow id="more" sourceRef="received" targetRef="propose"/><sequenceFlow id="received_to_formal_check"'
    )
    assert "implicit-split" not in rules(changed("spine", ('<sequenceFlow id="received_to_formal_check"', more)))


def test_a_condition_on_a_default_or_a_single_branch_is_no_mistake():
    """A gateway that only joins needs neither."""
    only = ('sourceRef="is_accepted" targetRef="refused"', 'sourceRef="formal_check" targetRef="refused"')
    assert not {"no-default", "branch-without-condition"} & rules(
        changed("spine", only, (' default="is_accepted_to_refused"', ""))
    )


def test_an_embedded_subprocess_is_judged_inside():
    """A dead end in it is a dead end."""
    inner = ('<sequenceFlow id="i2" sourceRef="rest" targetRef="inner_end"/>', "")
    assert {"dead-end", "unreachable"} <= rules(changed("embedded", inner))


def test_a_choice_inside_one_branch_does_not_starve_the_join():
    """Doing it again before the join is not taking another branch."""
    again = (
        '<userTask id="ask_court"',
        '<exclusiveGateway id="is_clear" name="是否清楚？" default="clear"/>'
        '<sequenceFlow id="clear" name="清楚" sourceRef="is_clear" targetRef="all_in"/>'
        '<sequenceFlow id="unclear" name="不清楚" sourceRef="is_clear" targetRef="ask_court"><conditionExpression>ask_court.decision == \'x\''
        '</conditionExpression></sequenceFlow><userTask id="ask_court"',
    )
    into = ('sourceRef="ask_court" targetRef="all_in"', 'sourceRef="ask_court" targetRef="is_clear"')
    assert "starved-join" not in rules(changed("fork", again, into))
