"""The small language yields JSON values or a refusal, and nothing else ever happens."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.engine import language
from workflows.engine.language import BadExpression, Call, Kind, Literal, evaluate, execute

NAMES = {
    "formal_check": {"decision": "accept", "defects": ["缺少承诺书"], "days": 3},
    "unit": "SJJ",
    "units": ["SJJ", "ZJJ"],
    "rounds": 1,
    "amount": 2.5,
    "nothing": None,
    "结果": "好",
}

ACCEPTED = [
    ("formal_check.decision == 'accept'", True),
    ("formal_check['decision'] != \"accept\"", False),
    ("formal_check.decision in ['accept', 'refuse'] and not rounds > 3", True),
    ("len(formal_check.defects) > 0 or unit is None", True),
    ("nothing is None", True),
    ("nothing is not None", False),
    ("'SJJ' if rounds < 2 else 'ZJJ'", "SJJ"),
    ("{'case': unit, 'round': rounds + 1}", {"case": "SJJ", "round": 2}),
    ("[unit, 'x']", ["SJJ", "x"]),
    ("units + ['RSJ']", ["SJJ", "ZJJ", "RSJ"]),
    ("units[0] + '/' + units[-1]", "SJJ/ZJJ"),
    ("1 < formal_check.days <= 3", True),
    ("-rounds + 2 * 3 - 1", 4),
    ("round(amount * 3, 1)", 7.5),
    ("max(1, rounds, 7) + min([4, 5])", 11),
    ("sum([1, 2, 3])", 6),
    ("any([False, rounds == 1]) and all([True])", True),
    ("sorted(['b', 'a'])", ["a", "b"]),
    ("str(rounds) + '轮'", "1轮"),
    ("int('12') + abs(-3)", 15),
    ("float('1.5') + bool(units)", 2.5),
    ("结果 + '的'", "好的"),
    ("'unit' in {'unit': 1}", True),
    ("'JJ' in unit", True),
    ("unit in ('SJJ', 'ZJJ')", True),
    ("unit not in ['RSJ']", True),
    ("\n      formal_check.decision == 'accept'\n      or unit == 'ZJJ'\n    ", True),
    ("  rounds  ", 1),
    ("'第一行\\n第二行'", "第一行\n第二行"),
]


@pytest.mark.parametrize(("text", "value"), ACCEPTED)
def test_a_realistic_expression_yields_its_value(text, value):
    """Conditions, parameters and timers as they stand in our diagrams are understood."""
    assert language.check(text) == ()
    assert evaluate(text, NAMES) == value


ATTACKS = [
    "().__class__.__base__.__subclasses__()",
    "[].__class__",
    "unit.__class__.__mro__",
    "formal_check.__class__",
    "(lambda: 1)()",
    "lambda: 1",
    "[x for x in units]",
    "{x for x in units}",
    "{x: x for x in units}",
    "any(x for x in units)",
    "[[1 for a in units] for b in units]",
    "f'{unit}'",
    "f'{unit.__class__}'",
    "'{0.__class__}'.format(unit)",
    "'%s' % unit",
    "unit.upper()",
    "units.append(1)",
    "units.pop()",
    "formal_check.items()",
    "9**9**9",
    "2 ** 3",
    "'a' * 10**10",
    "10 // 3",
    "7 % 2",
    "1 << 1000",
    "~1",
    "1 | 2",
    "__import__('os').getcwd()",
    "open('/etc/passwd').read()",
    "eval('1')",
    "exec('1')",
    "compile('1', '', 'eval')",
    "globals()",
    "locals()",
    "vars()",
    "dir()",
    "type(unit)",
    "getattr(unit, 'upper')",
    "print(1)",
    "input()",
    "(y := 1)",
    "(yield 1)",
    "await unit",
    "import os",
    "x = 1",
    "unit; units",
    "*units",
    "[*units]",
    "{**formal_check}",
    "len(*units)",
    "len(**formal_check)",
    "sorted(units, key=len)",
    "units[0:1]",
    "units[::-1]",
    "{1, 2}",
    "...",
    "b'x'",
    "1j",
    "r'x'",
    "u'x'",
    "'\\x41'",
    "'\\N{BULLET}'",
    "'\\u0041'",
    "1if 1else 2",
    "ｌｅｎ(units)",
    "ｅval('1')",
    "unit == 'a\u202e'",
    "un\u200bit",
    "unit\x00",
    "unit ＝＝ 'a'",
    "formal_check.decision == “accept”",
    "__builtins__",
    "{'__class__': 1}",
    "{'typename': 'BpmnWorkflow'}",
    "unit is 'SJJ'",
    "true",
    "null",
    "99999999999999999999",
    "9" * 5000,
    "1e999",
    "-" * 5000 + "1",
    "(" * 300 + "1" + ")" * 300,
    "[" * 100 + "]" * 100,
    "not " * 2000 + "1",
    "1" + "+1" * 4000,
    "a" + ".b" * 4000,
    "1) + (2",
    "1\n) + (2",
    "1),(2\n",
    "'a' 'b' if",
    "",
    "   ",
    "# nothing",
    "[" + "1," * 6000 + "]",
    "if True: 1",
    "assert True",
    "raise 1",
    "unit!r",
    "`unit`",
    "0777",
    "P3D",
]


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: repr(text[:40]))
def test_an_attack_by_expression_is_refused(text):
    """Nothing that reaches for Python, for memory or for time gets a value."""
    with pytest.raises(BadExpression) as caught:
        evaluate(text, NAMES)
    assert caught.value.sentence
    assert caught.value.english


def test_a_call_of_an_unknown_function_is_found_before_it_is_made():
    """With the words of the place given, a call of anything else is a problem."""
    assert language.check("date(1)", Kind.CELL, functions=()) != ()
    assert language.check("due('repair.accept')", functions={"due"}) == ()
    assert "没有名为“open”的函数" in language.check("open('x')", functions={"due"})[0].message


def test_functions_are_given_by_the_caller_and_their_answers_are_values():
    """A given function is called with plain values; wrong arguments and strange answers are refusals."""
    words: dict[str, language.Function] = {
        "due": lambda rule, scope="": {"rule": rule, "scope": scope},
        "odd": lambda: {1, 2},
    }
    assert evaluate("due('repair.decide', scope=unit)", NAMES, words) == {"rule": "repair.decide", "scope": "SJJ"}
    for text in ("due()", "due('a', 'b', 'c')", "due(rule='a', other=1)", "odd()", "due == 1"):
        with pytest.raises(BadExpression):
            evaluate(text, NAMES, words)


def test_a_failure_of_our_own_function_is_not_mistaken_for_bad_input():
    """A bug in a given function stays visible as what it is."""
    with pytest.raises(ZeroDivisionError):
        evaluate("broken()", {}, {"broken": lambda: 1 // 0})


def test_names_and_calls_of_a_text_are_known_without_running_it():
    """The linter learns what is read, set and called."""
    assert language.names_used("due('x') == a.b and c[d] and len(e)") == {"a", "c", "d", "e"}
    assert language.names_used("a = b\nc += 1", Kind.SCRIPT) == {"b", "c"}
    assert language.names_assigned("a = b\nif x:\n    c += 1") == {"a", "c"}
    assert language.calls("before('lift.confirm', 'remind_1', unit)") == (
        Call("before", (Literal("lift.confirm"), Literal("remind_1"), None)),
    )
    assert language.names_used("? > limit", Kind.CELL) == {"limit"}
    assert language.is_expression("v < 3")
    assert not language.is_expression("< 3")


def test_what_is_kept_is_plain():
    """Values for a case are copied as JSON types; the key that bricks a case is refused at any depth."""
    assert language.fit_to_keep({"a": [1, None, "x"]}) == {"a": [1, None, "x"]}
    for bad in ({"a": [{"typename": "x"}]}, {1: 2}, (1,), float("nan"), {"a": b""}, 2**60):
        with pytest.raises(BadExpression):
            language.fit_to_keep(bad)


PIECES = st.sampled_from(
    [*["unit", "units", "rounds", "formal_check", "nothing", ".", "[", "]", "(", ")", "{", "}", ":", ",", "==", "<", "in", "not", "and", "or", "if", "else", "+", "-", "*", "**", "'a'", "1", "2.5", "None", "True"],
     *["len", "max", "sorted", "str", "lambda", "for", "import", "__class__", "=", "#", "?", "九", "'", "\\", "f'"], "\n  "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=14).map(" ".join), st.text(max_size=30)))
def test_any_text_yields_a_json_value_or_a_refusal(text):
    """Whatever is written, the answer is a value that JSON can carry, or BadExpression."""
    for work in (lambda: evaluate(text, NAMES), lambda: execute(text, NAMES)):
        with contextlib.suppress(BadExpression):
            json.dumps(work(), allow_nan=False)
    assert all(problem.sentence for problem in language.check(text, Kind.CELL))
