"""Decides whether rows of a decision table overlap or leave something out, by trying the values at which cells change their answer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise, product
from math import prod
from operator import and_

from workflows.engine import language
from workflows.engine.language import CELL_INPUT, BadExpression, Kind, cell_text

MOST_COMBINATIONS = 20_000
MOST_TRIES = 50_000
OTHER = "（其他）"
"""Stands for any text that no cell mentions."""
Sample = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Grid:
    """The input cells of a table, row by row, and the values that a column allows when it says so."""

    rows: tuple[tuple[str, ...], ...]
    allowed: tuple[tuple[Sample, ...], ...]
    """Per column; empty where anything may come."""


def is_any(cell: str) -> bool:
    return cell.strip() in {"", "-"}


def ends_with_all(grid: Grid) -> bool:
    """Whether the last row is a row of dashes."""
    return bool(grid.rows) and all(is_any(cell) for cell in grid.rows[-1])


def overlaps(grid: Grid) -> Iterator[tuple[int, int]]:
    """Pairs of rows (from 0) that one input can match both; the closing row of dashes is meant to."""
    last = len(grid.rows) - (1 if ends_with_all(grid) else 0)
    columns = [_companions(grid, number) for number in range(len(grid.allowed))]
    for one in range(last):
        together = reduce(and_, (column[one] for column in columns))
        yield from ((one, other) for other in range(one + 1, last) if together >> other & 1)


def gap(grid: Grid) -> tuple[Sample, ...] | None:
    """An input that no row matches; an empty one when that could not be worked out; None when there is no gap."""
    if ends_with_all(grid):
        return None
    columns = [samples(grid, number) for number in range(len(grid.allowed))]
    if any(not _is_plain(cell) for row in grid.rows for cell in row) or not all(columns):
        return ()
    if prod(map(len, columns)) > MOST_COMBINATIONS:
        return ()
    answers = [[(value, _matching(grid, number, value)) for value in column] for number, column in enumerate(columns)]
    for inputs in product(*answers):
        if not reduce(and_, (rows for _, rows in inputs)):
            return tuple(value for value, _ in inputs)
    return None


def _companions(grid: Grid, column: int) -> list[int]:
    """For each row the rows that a value of this column can match together with it, as bits."""
    cells = [row[column] for row in grid.rows]
    found = [0] * len(cells)
    for value in samples(grid, column):
        rows = _matching(grid, column, value)
        found = [mask | rows if rows >> number & 1 else mask for number, mask in enumerate(found)]
    for number, cell in enumerate(cells):
        # A cell that looks elsewhere is known to share only with the same words, and with a dash.
        twins = sum(1 << other for other, text in enumerate(cells) if text.strip() == cell.strip() or is_any(text))
        found[number] |= twins if not is_any(cell) else (1 << len(cells)) - 1
    return found


def _matching(grid: Grid, column: int, value: Sample) -> int:
    """The rows whose cell in this column matches the value, as bits."""
    return sum(
        1 << number for number, row in enumerate(grid.rows) if _is_plain(row[column]) and matches(row[column], value)
    )


def samples(grid: Grid, column: int) -> tuple[Sample, ...]:
    """Values of a column between which no cell changes its answer; none when there are too many to try."""
    if grid.allowed[column]:
        return grid.allowed[column]
    found = {(type(v).__name__, v) for row in grid.rows for v in _literals(row[column])}
    values = [value for _, value in sorted(found, key=str)]
    numbers = sorted(v for v in values if isinstance(v, int | float) and not isinstance(v, bool))
    texts = sorted(v for v in values if isinstance(v, str))
    chosen: list[Sample] = [None] if None in values else []
    if any(isinstance(v, bool) for v in values):
        chosen += [True, False]
    if numbers:
        between = [(a + b) / 2 for a, b in pairwise(numbers)]
        chosen += [numbers[0] - 1, *numbers, *between, numbers[-1] + 1]
    if texts or not chosen:
        chosen += ["", *texts, *(text + "!" for text in texts), OTHER]
    return tuple(chosen) if len(chosen) * len(grid.rows) <= MOST_TRIES else ()


@lru_cache(maxsize=4096)
def matches(cell: str, value: Sample) -> bool:
    if is_any(cell):
        return True
    try:
        return bool(language.evaluate(cell_text(cell), {CELL_INPUT: value}))
    except BadExpression:
        return False


@lru_cache(maxsize=1024)
def _is_plain(cell: str) -> bool:
    """Whether the cell looks at nothing but its own input."""
    if is_any(cell):
        return True
    return not language.check(cell, Kind.CELL) and not language.names_used(cell, Kind.CELL)


def _literals(cell: str) -> Iterator[Sample]:
    if not is_any(cell):
        for node in language.nodes(cell, Kind.CELL):
            if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, str | int | float)):
                yield node.value
