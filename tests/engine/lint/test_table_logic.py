"""Overlaps and gaps of a decision table are found by the values at which its cells change their answer."""

import pytest

from workflows.engine.lint.table_logic import Grid, gap, overlaps


def _grid(*rows: tuple[str, ...], allowed: tuple[tuple[str | bool, ...], ...] = ()) -> Grid:
    return Grid(rows, allowed or tuple(() for _ in rows[0]))


@pytest.mark.parametrize(
    "rows",
    [
        [("< 10",), (">= 10",)],
        [("< 10", "-"), ("? == 10", "-"), ("> 10", "-")],
        [("1 <= ? < 5",), ("< 1",), (">= 5",)],
        [("'a'",), ("? != 'a'",)],
        [("? in ['a', 'b']", "-"), ("? not in ['a', 'b']", "-")],
        [("True", "-"), ("False", "< 3"), ("False", ">= 3")],
        [("'a'",), ("-",)],
        [("< '2026-07-01'",), (">= '2026-07-01'",)],
    ],
)
def test_a_whole_table_has_neither_overlap_nor_gap(rows):
    """Proved complete, or closed by a row of dashes."""
    grid = _grid(*rows)
    assert list(overlaps(grid)) == []
    assert gap(grid) is None


@pytest.mark.parametrize(
    ("rows", "example"),
    [
        ([("< 10",), ("> 10",)], (10,)),
        ([("'a'",), ("'b'",)], ("",)),
        ([("< 10", "'a'"), (">= 10", "-")], (9, "")),
        ([("True",)], (False,)),
    ],
)
def test_a_gap_is_shown_by_an_example(rows, example):
    """The reader sees an input that nothing answers."""
    assert gap(_grid(*rows)) == example


@pytest.mark.parametrize(
    "rows",
    [
        [("< 10",), ("< 20",), ("-",)],
        [("'a'",), ("? in ['a', 'b']",), ("-",)],
        [("-", "'x'"), ("'a'", "-"), ("-", "-")],
        [("> limit",), ("> limit",), ("-",)],
        [("-",), ("-",), ("-",)],
    ],
)
def test_rows_that_can_both_match_are_found(rows):
    """The first two rows, never the closing one."""
    assert next(overlaps(_grid(*rows))) == (0, 1)


def test_listed_values_close_a_column():
    """Where a column lists what may come, nothing else needs a row."""
    assert gap(_grid(("'a'",), ("'b'",), allowed=(("a", "b"),))) is None
    assert gap(_grid(("True",), ("False",), allowed=((True, False),))) is None


def test_what_depends_on_other_data_is_not_proved():
    """A cell that looks elsewhere needs the closing row."""
    assert gap(_grid(("> limit",), ("<= limit",))) == ()
    assert gap(_grid(("> limit",), ("-",))) is None


def test_a_table_too_wide_to_try_is_not_proved():
    """Many columns with many values ask for the closing row."""
    rows = [tuple(f"'{row}{column}'" for column in range(9)) for row in range(9)]
    assert gap(_grid(*rows)) == ()
