"""The built-in functions take plain values and say no to anything else."""

import pytest

from workflows.engine.functions import BUILT_INS, Wrong

TABLE = [
    ("len", [["a", "b"]], 2),
    ("len", ["三个字"], 3),
    ("len", [{"a": 1}], 1),
    ("min", [3, 1, 2], 1),
    ("max", [["a", "b"]], "b"),
    ("sum", [[1, 2.5]], 3.5),
    ("any", [[0, 1]], True),
    ("all", [[0, 1]], False),
    ("abs", [-2], 2),
    ("round", [2.6], 3),
    ("round", [2.345, 1], 2.3),
    ("str", [7], "7"),
    ("int", ["12"], 12),
    ("float", ["1.5"], 1.5),
    ("bool", [[]], False),
    ("sorted", [[3, 1]], [1, 3]),
]

WRONG = [
    ("len", [1]),
    ("len", []),
    ("min", [[]]),
    ("max", [[1, "a"]]),
    ("min", [1]),
    ("sum", [["a"]]),
    ("any", ["abc"]),
    ("all", [1, 2]),
    ("abs", ["a"]),
    ("round", ["a"]),
    ("round", [1, 2, 3]),
    ("round", [1.5, 1000]),
    ("str", [["a"]]),
    ("int", ["x"]),
    ("int", ["1" * 30]),
    ("int", [float("inf")]),
    ("float", ["x"]),
    ("float", ["1" * 50]),
    ("sorted", ["abc"]),
    ("sorted", [[[1], [2]]]),
]


@pytest.mark.parametrize(("name", "arguments", "value"), TABLE)
def test_a_built_in_function_gives_its_value(name, arguments, value):
    """Each function does what its name says."""
    assert BUILT_INS[name](arguments) == value


@pytest.mark.parametrize(("name", "arguments"), WRONG)
def test_wrong_arguments_are_refused(name, arguments):
    """Arguments that do not fit are named as wrong, never tried."""
    with pytest.raises(Wrong):
        BUILT_INS[name](arguments)
