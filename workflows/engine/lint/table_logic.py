"""Decides whether rows of a decision table overlap or leave something out, by trying the values at which cells change their answer."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise, product
from math import prod

from workflows.engine import language
from workflows.engine.language import CELL_INPUT, BadExpression, Kind, cell_text

MOST_COMBINATIONS = 20_000
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
    columns = [samples(grid, number) for number in range(len(grid.allowed))]
    for (one, a), (other, b) in combinations(enumerate(grid.rows[:last]), 2):
        if all(_share(a[number], b[number], values) for number, values in enumerate(columns)):
            yield one, other


def gap(grid: Grid) -> tuple[Sample, ...] | None:
    """An input that no row matches; an empty one when that could not be worked out; None when there is no gap."""
    if ends_with_all(grid):
        return None
    columns = [samples(grid, number) for number in range(len(grid.allowed))]
    if any(not _is_plain(cell) for row in grid.rows for cell in row) or prod(map(len, columns)) > MOST_COMBINATIONS:
        return ()
    for inputs in product(*columns):
        if not any(all(matches(cell, value) for cell, value in zip(row, inputs, strict=True)) for row in grid.rows):
            return inputs
    return None


def samples(grid: Grid, column: int) -> tuple[Sample, ...]:
    """Values of a column between which no cell changes its answer."""
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
    return tuple(chosen)


@lru_cache(maxsize=4096)
def matches(cell: str, value: Sample) -> bool:
    if is_any(cell):
        return True
    try:
        return bool(language.evaluate(cell_text(cell), {CELL_INPUT: value}))
    except BadExpression:
        return False


def _share(one: str, other: str, values: Sequence[Sample]) -> bool:
    if not _is_plain(one) or not _is_plain(other):
        return one.strip() == other.strip()
    return any(matches(one, value) and matches(other, value) for value in values)


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
