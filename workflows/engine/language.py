"""Decides what a condition, script, timer or decision cell yields: JSON values or a refusal, and nothing else ever happens.

There is no attribute, import, loop, lambda or comprehension; `a.b` means the entry b of the dict a. A text is read once and kept.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workflows.engine.cells import CELL_INPUT, cell_problems, cell_text, output_problems
from workflows.engine.faults import Fault, Problem, problem, said
from workflows.engine.grammar import BUILT_IN, Kind, Parsed, parsed
from workflows.engine.interpreter import Function, Json, Stop, Walk
from workflows.errors import Refusal

__all__ = [
    "BUILT_IN",
    "CELL_INPUT",
    "BadExpression",
    "Call",
    "Function",
    "Json",
    "Kind",
    "Literal",
    "Problem",
    "calls",
    "cell_text",
    "check",
    "evaluate",
    "execute",
    "fit_to_keep",
    "is_expression",
    "names_assigned",
    "names_used",
    "nodes",
]
_NO_FUNCTIONS: Mapping[str, Function] = {}


class BadExpression(Refusal):
    """A text of a diagram cannot be read, or cannot be worked out with the data at hand."""

    code = "bad_expression"
    default_sentence = "表达式无法计算"
    default_english = "The expression cannot be evaluated."


@dataclass(frozen=True, slots=True)
class Literal:
    """An argument written out in the text, in contrast to one that has to be worked out."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Call:
    """A function called in a text; an argument is None when it is not a literal."""

    name: str
    arguments: tuple[Literal | None, ...]


def check(text: str, kind: Kind = Kind.EXPRESSION, functions: Collection[str] | None = None) -> tuple[Problem, ...]:
    """What is wrong with a text; with `functions` given, also calls of functions that are neither there nor built in."""
    if kind is Kind.CELL:
        found = cell_problems(text)
    elif kind is Kind.OUTPUT:
        found = output_problems(text)
    else:
        found = parsed(text, kind is Kind.SCRIPT).problems
    if found or functions is None or (kind is Kind.CELL and text.strip() in {"", "-"}):
        return found
    known = BUILT_IN | set(functions)
    return tuple(problem(Fault.UNKNOWN_FUNCTION, shown=c.name) for c in calls(text, kind) if c.name not in known)


def is_expression(text: str) -> bool:
    """Whether a text stands for a value by itself (the engine library asks this of decision cells)."""
    return parsed(text).is_sound


def evaluate(text: str, names: Mapping[str, object], functions: Mapping[str, Function] = _NO_FUNCTIONS) -> Json:
    """The value of an expression under these names; BadExpression when it has none."""
    node = _sound(parsed(text)).value
    walk = Walk(names, functions)
    try:
        return walk.settled(walk.value(node), node) if node else None
    except Stop as stop:
        raise _refusal(stop) from None


def execute(
    text: str, names: Mapping[str, object], functions: Mapping[str, Function] = _NO_FUNCTIONS
) -> dict[str, object]:
    """All names after a script; the names given stay as they are, whether it succeeds or not."""
    statements = _sound(parsed(text, script=True)).statements
    after = dict(names)
    try:
        Walk(after, functions).run(statements, after)
    except Stop as stop:
        raise _refusal(stop) from None
    return after


def fit_to_keep(value: object) -> Json:
    """A copy of a value that can be kept in a case: JSON types only, finite, bounded, no key that harms the engine library."""
    try:
        return Walk({}, {}).settled(value)
    except Stop as stop:
        raise _refusal(stop) from None


def names_used(text: str, kind: Kind = Kind.EXPRESSION) -> frozenset[str]:
    """The variables a text reads; nothing for a text that cannot be read."""
    called = {id(node.func) for node in nodes(text, kind) if isinstance(node, ast.Call)}
    read = {
        n.id
        for n in nodes(text, kind)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in called
    }
    grown = {n.target.id for n in nodes(text, kind) if isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name)}
    return frozenset((read | grown) - {CELL_INPUT})


def names_assigned(text: str) -> frozenset[str]:
    """The variables a script sets."""
    stored = (n for n in nodes(text, Kind.SCRIPT) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return frozenset(n.id for n in stored)


def calls(text: str, kind: Kind = Kind.EXPRESSION) -> tuple[Call, ...]:
    """The functions a text calls, with the arguments that are written out."""
    found = (n for n in nodes(text, kind) if isinstance(n, ast.Call))
    return tuple(Call(n.func.id, tuple(_literal(a) for a in n.args)) for n in found if isinstance(n.func, ast.Name))


def nodes(text: str, kind: Kind = Kind.EXPRESSION) -> tuple[ast.AST, ...]:
    """All nodes of a text for those who must look into it (the linter), outermost first; none when it cannot be read."""
    reading = parsed(cell_text(text) if kind is Kind.CELL else text, kind is Kind.SCRIPT)
    roots: tuple[ast.AST, ...] = reading.statements if reading.value is None else (reading.value,)
    return tuple(node for root in roots for node in ast.walk(root))


def _literal(node: ast.expr) -> Literal | None:
    match node:
        case ast.Constant(value=str() | int() | float() | None as value):
            return Literal(value)
    return None


def _sound(reading: Parsed) -> Parsed:
    if not reading.is_sound:
        raise BadExpression(reading.problems[0].sentence, english=reading.problems[0].english)
    return reading


def _refusal(stop: Stop) -> BadExpression:
    english = stop.fault.english.format(**stop.details)
    return BadExpression(said(stop.fault, stop.details), english=english, fault=stop.fault.name)
