"""Decides what a condition of a branch compares, and whether two conditions can hold at once."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

from workflows.engine import language

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One variable that must be one of these literals."""

    variable: str
    values: frozenset[tuple[str, Value]]


def comparison(text: str) -> Comparison | None:
    """What a condition compares, when it compares one variable with literals and nothing else."""
    found = language.nodes(text)
    return _comparison(found[0]) if found else None


def are_disjoint(conditions: Collection[str]) -> bool:
    """Whether the conditions compare one variable with literals of which none comes twice."""
    found = [comparison(text) for text in conditions]
    seen: set[tuple[str, Value]] = set()
    for one in found:
        if one is None or found[0] is None or one.variable != found[0].variable or seen & one.values:
            return False
        seen |= one.values
    return True


def numbers(text: str, variable: str) -> frozenset[int | float]:
    """The numbers that a text compares this variable with."""
    found: set[int | float] = set()
    for node in language.nodes(text):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(part, ast.Name) and part.id == variable for side in sides for part in ast.walk(side)):
                values = [s.value for s in sides if isinstance(s, ast.Constant)]
                found |= {v for v in values if isinstance(v, int | float) and not isinstance(v, bool)}
    return frozenset(found)


def _comparison(node: ast.AST) -> Comparison | None:
    match node:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            return _one(left, [right]) or _one(right, [left])
        case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.List(elts=items) | ast.Tuple(elts=items)]):
            return _one(left, items)
        case ast.BoolOp(op=ast.Or(), values=parts):
            return _joined([_comparison(part) for part in parts])
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return _one(node, [ast.Constant(True)])
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _one(inner, [ast.Constant(False)])
    return None


def _joined(parts: list[Comparison | None]) -> Comparison | None:
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts) or len({part.variable for part in whole}) != 1:
        return None
    return Comparison(whole[0].variable, frozenset().union(*(part.values for part in whole)))


def _one(left: ast.expr, right: Collection[ast.expr]) -> Comparison | None:
    if not isinstance(left, ast.Name | ast.Attribute | ast.Subscript):
        return None
    values = [item.value for item in right if isinstance(item, ast.Constant)]
    kept = [value for value in values if value is None or isinstance(value, str | int | float)]
    if len(kept) < len(right):
        return None
    # The kind goes with the value: True is not 1 here.
    return Comparison(ast.unparse(left), frozenset((type(value).__name__, value) for value in kept))
