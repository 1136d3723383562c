"""Whatever a sound text works out to stays within the budget and can be kept."""

import pytest

from workflows.engine.language import BadExpression, evaluate, execute

NAMES = {
    "formal_check": {"decision": "accept", "defects": ["缺少承诺书"], "days": 3},
    "unit": "SJJ",
    "units": ["SJJ", "ZJJ"],
    "rounds": 1,
    "amount": 2.5,
    "nothing": None,
    "结果": "好",
}

GREEDY = [
    "'x' * 3",
    "units * 1000",
    "big + big",
    "[wide, wide, wide, wide, wide, wide, wide, wide, wide, wide, wide, wide]",
    "str([wide, wide])",
    "sorted([[1], [2]])",
    "9007199254740992 + 1",
    "9007199254740991 * 9007199254740991",
    "round(1.5, 10000)",
    "round(3, -1000000000)",
    "int('9' * 3)",
    "int('9999999999999999999999')",
    "int(1e300)",
    "float('inf')",
    "float('nan')",
    "1e308 * 10",
    "max([])",
    "max(units, 1)",
    "sum(units)",
    "len(1)",
    "len()",
    "units[9]",
    "units['a']",
    "units[True]",
    "unit.name",
    "formal_check.missing",
    "missing",
    "1 < 'a'",
    "None < 1",
    "unit + 1",
    "-unit",
    "1 in 2",
    "{1: 2}",
    "len == 1",
    "tied",
    "strange",
    "{'a': strange}",
    "keyed",
    "due('x')",
]


@pytest.mark.parametrize("text", GREEDY)
def test_a_value_that_cannot_be_kept_or_made_is_refused(text):
    """Sizes, kinds, missing names and self-reference end in a refusal, never in another exception."""
    tied: list[object] = []
    tied.append(tied)
    names = {
        **NAMES,
        "big": "x" * 90_000,
        "wide": [0] * 9_000,
        "tied": tied,
        "strange": {1, 2},
        "keyed": {"a": [{1: 2}]},
    }
    with pytest.raises(BadExpression):
        evaluate(text, names)


def test_equal_parts_met_again_and_again_use_up_the_budget():
    """A value that doubles by sharing is refused before it grows."""
    script = "\n".join(["x = [1, 2]"] + ["x = [x, x]"] * 30)
    with pytest.raises(BadExpression):
        execute(script, {})


def test_what_is_not_needed_is_not_worked_out():
    """The branch not taken and the operand after the decision cost nothing and cannot fail."""
    assert evaluate("1 if True else missing", {}) == 1
    assert evaluate("False and missing", {}) is False
    assert evaluate("True or missing", {}) is True
    assert evaluate("2 < 1 < missing", {"missing": 1}) is False
