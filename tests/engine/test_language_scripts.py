"""A script of the small language assigns whole names, or is refused without a trace."""

import pytest

from workflows.engine.language import BadExpression, execute


def test_a_script_assigns_whole_names_and_leaves_the_given_ones_alone():
    """A script yields new names; what it was given stays as it was."""
    names = {"n": 1, "rows": [{"a": 1}]}
    after = execute(
        "    n += 1\n    if n > 1 and rows[0].a == 1:\n        m = rows + [n]\n    else:\n        m = []\n", names
    )
    assert after == {"n": 2, "rows": [{"a": 1}], "m": [{"a": 1}, 2]}
    assert names == {"n": 1, "rows": [{"a": 1}]}
    rows, copied = names["rows"], after["m"]
    assert isinstance(rows, list)
    assert isinstance(copied, list)
    assert copied[0] is not rows[0]


def test_a_script_that_fails_leaves_no_trace():
    """What was assigned before the failure is not seen."""
    names = {"n": 1}
    with pytest.raises(BadExpression):
        execute("n = 2\nm = missing", names)
    assert names == {"n": 1}


SCRIPTS = [
    "import os",
    "from os import path",
    "for x in units:\n    y = x",
    "while True:\n    y = 1",
    "def f():\n    return 1",
    "class A:\n    x = 1",
    "with unit:\n    x = 1",
    "try:\n    x = 1\nexcept Exception:\n    x = 2",
    "del unit",
    "global unit",
    "assert unit",
    "raise unit",
    "return 1",
    "x[0] = x",
    "formal_check['decision'] = 'x'",
    "formal_check.decision = 'x'",
    "units[0] += 1",
    "a, b = 1, 2",
    "[a] = [1]",
    "a = b = 1",
    "a: int = 1",
    "len(units)",
    "unit",
    "len = 1",
    "__x__ = 1",
    "typename = 1",
    "x = {'a': {'typename': 1}}",
    "x = units * 2",
    "x **= 2",
    "x = lambda: 1",
    "x = open('a')",
    "pass",
    "# only a remark",
    "match unit:\n    case 'a':\n        x = 1",
    "async def f():\n    await g()",
    "print('x')",
    "  x = 1\n y = 2",
    "if True:\n" + "".join("  " * n + "if True:\n" for n in range(1, 70)) + "  " * 70 + "x = 1",
]


@pytest.mark.parametrize("text", SCRIPTS, ids=lambda text: repr(text[:40]))
def test_an_attack_by_script_is_refused(text):
    """A script has assignments and if, nothing more."""
    with pytest.raises(BadExpression):
        execute(text, {"unit": "SJJ", "units": ["SJJ"], "formal_check": {"decision": "accept"}, "x": [1]})
