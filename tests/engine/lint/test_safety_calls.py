"""Whatever a diagram names exists, and whatever it throws is caught."""

import pytest

from tests.engine.lint.judging import assert_judged, changed, rules
from tests.engine.lint.pairs import CALLS


@pytest.mark.parametrize("pair", CALLS, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)


def test_an_error_may_be_caught_further_out():
    """A boundary on what calls the caller is enough; one that catches everything is, too."""
    anything = (
        '<errorEventDefinition id="not_served_error" errorRef="unserved"/>',
        '<errorEventDefinition id="not_served_error"/>',
    )
    assert "error-uncaught" not in rules(changed("paper", anything))


def test_an_error_that_only_one_of_two_callers_catches_is_uncaught():
    """Every way in needs its way out."""
    second = (
        '<endEvent id="served"',
        '<callActivity id="serve_copy" name="送达副本" calledElement="service"/><endEvent id="served"',
    )
    assert "error-uncaught" in rules(changed("paper", second))


def test_an_error_in_a_process_that_nobody_calls_is_uncaught():
    """At the top nobody is left to catch it."""
    assert "error-uncaught" in rules(changed("paper", ('calledElement="service"', 'calledElement="deliver"')))


def test_a_circle_through_embedded_subprocesses_is_a_circle():
    """However deep the call stands."""
    call = '<callActivity id="again" name="再来" calledElement="repair"/><endEvent id="inner_end"'
    assert "call-circle" in rules(changed("embedded", ('<endEvent id="inner_end"', call)))
