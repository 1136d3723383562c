"""A cell of a decision table is checked as the engine will read it."""

import pytest

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
