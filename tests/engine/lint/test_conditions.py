"""Conditions of one gateway are compared by what they say, not how."""

import pytest

from workflows.engine.lint.conditions import are_disjoint, comparison, numbers


@pytest.mark.parametrize(
    "conditions",
    [
        ["a.b == 'x'", "a.b == 'y'"],
        ["'x' == a", "a in ['y', 'z']"],
        ["a == 'x' or a == 'y'", "a == 'z'"],
        ["a", "not a"],
        ["a == True", "a == 1"],
        ["a['b'] == 'x'"],
        ["(a == 'x')", "\n  a == 'y'\n"],
    ],
)
def test_different_literals_of_one_variable_exclude_each_other(conditions):
    """Only one branch can be taken."""
    assert are_disjoint(conditions)


@pytest.mark.parametrize(
    "conditions",
    [
        ["a == 'x'", "b == 'y'"],
        ["a == 'x'", "a == 'x'"],
        ["a == 'x'", "a in ['x', 'y']"],
        ["a == 'x'", "a != 'y'"],
        ["a > 1", "a < 5"],
        ["a == b"],
        ["a == 'x' and c"],
        ["len(a) == 1"],
        ["a == ["],
    ],
)
def test_anything_else_may_hold_at_once(conditions):
    """What cannot be told from the text is not taken for granted."""
    assert not are_disjoint(conditions)


def test_a_comparison_names_its_variable_and_values():
    """The variable is written as in the text."""
    found = comparison("a.b in ('x', 2)")
    assert found is not None
    assert found.variable == "a.b"
    assert found.values == {("str", "x"), ("int", 2)}


def test_numbers_beside_a_counter_are_seen():
    """A bound that comes from the policy is a name, not a number."""
    assert numbers("rounds < 3 and other > 7", "rounds") == {3}
    assert numbers("3 <= rounds", "rounds") == {3}
    assert numbers("rounds < limit", "rounds") == set()
