"""A cell of a decision table is checked as the engine will read it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine

from workflows.engine import language
from workflows.engine.language import Kind

CELLS = [
    ("'a'", Kind.CELL, True),
    ("< 3", Kind.CELL, True),
    ("1 < ? < 3", Kind.CELL, True),
    ("? in [1, 5]", Kind.CELL, True),
    ("-", Kind.CELL, True),
    ("", Kind.CELL, True),
    ("== 'a' or ? == 'b'", Kind.CELL, False),
    ("? == 'a?' or ? == 'b'", Kind.CELL, True),
    ("in [1, 5]", Kind.CELL, False),
    (" in [1, 5]", Kind.CELL, True),
    ("not in [1]", Kind.CELL, False),
    ("[1..5]", Kind.CELL, False),
    ("]1..5[", Kind.CELL, False),
    ("1,2,5", Kind.CELL, False),
    ('"a","b"', Kind.CELL, False),
    (", 2", Kind.CELL, False),
    ('not("a")', Kind.CELL, False),
    ("true", Kind.CELL, False),
    ("1) or (1", Kind.CELL, False),
    ("? if", Kind.CELL, False),
    ("__import__('os')", Kind.CELL, False),
    ("().__class__", Kind.CELL, False),
    ("'a'", Kind.OUTPUT, True),
    (" 'a'", Kind.OUTPUT, False),
    ("'a', 'b'", Kind.OUTPUT, False),
    ("amount + 1", Kind.OUTPUT, True),
    ("date(1)", Kind.OUTPUT, True),
]


@pytest.mark.parametrize(("text", "kind", "sound"), CELLS)
def test_a_decision_cell_is_read_as_the_engine_will_read_it(text, kind, sound):
    """Cells of other dialects are refused at the desk, not at run time."""
    assert (language.check(text, kind) == ()) is sound


class _Reading:
    """What the engine library asks of whoever reads its texts, answered by the small language."""

    def validate(self, text: str) -> None:
        if not language.is_expression(text):
            raise SyntaxError(text)

    def evaluate(self, task: SimpleNamespace, text: str, external_context: dict[str, object] | None = None) -> object:
        return language.evaluate(text, {**task.data, **(external_context or {})})


@pytest.mark.parametrize("value", [1, 3, 5, "a", "a?", True])
@pytest.mark.parametrize(
    "text", [cell for cell, kind, sound in CELLS if sound and kind is Kind.CELL and cell not in {"", "-"}]
)
def test_our_reading_of_a_cell_is_that_of_the_engine(text, value):
    """Checked, proved complete and run, a cell means one thing."""
    task = SimpleNamespace(data={"n": value}, workflow=SimpleNamespace(script_engine=_Reading()))

    def outcome(work: Callable[[], object]) -> object:
        try:
            return bool(work())
        except language.BadExpression:
            return "refused"

    ours = outcome(lambda: language.evaluate(language.cell_text(text), {language.CELL_INPUT: value}))
    assert outcome(lambda: DMNEngine(None).evaluate("n", text, task)) == ours
