"""What belongs to the small language is decided before anything is worked out, with the place of the mistake."""

from workflows.engine import language
from workflows.engine.functions import BUILT_INS
from workflows.engine.grammar import BUILT_IN
from workflows.engine.language import Kind


def test_a_problem_says_in_chinese_where_it_is():
    """The sentence names line and column as the writer counts them."""
    found = language.check("\n  unit == 'a'\n  and [x for x in units]\n")[0]
    assert (found.line, found.column) == (3, 7)
    assert found.sentence == "不能使用推导式（第 3 行第 7 列）"
    assert language.check("\n    a = 1\n    for b in c:\n        d = 1", Kind.SCRIPT)[0].sentence.endswith(
        "（第 3 行第 5 列）"
    )
    assert "全角标点" in language.check("unit == ‘a’")[0].message


def test_the_checker_and_the_interpreter_know_the_same_functions():
    """A function that passes the check exists when it is called."""
    assert set(BUILT_INS) == BUILT_IN
