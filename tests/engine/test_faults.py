"""Every fault of a text can be said in both languages with the same details."""

from string import Formatter

import pytest

from workflows.engine.faults import Fault, Problem, said


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_is_said_in_both_languages(fault):
    """The English sentence needs nothing that the Chinese one does not."""
    assert _places(fault.english) <= _places(fault.chinese)
    assert "{" not in said(fault, dict.fromkeys(_places(fault.chinese), "x"))


def test_a_problem_names_its_place():
    """Line and column stand at the end of the sentence."""
    assert Problem("写法不对", 2, 7).sentence == "写法不对（第 2 行第 7 列）"
