"""Decides how a cell of a decision table is read, which follows the engine library's way of gluing texts together."""

from __future__ import annotations

import ast
import re

from workflows.engine.faults import Fault, Problem, problem
from workflows.engine.grammar import parsed

LONGEST_CELL = 1_000
CELL_INPUT = "dmninputexpr"
"""The name under which the engine library hands the value of the column to a cell that says `?`."""
_FEEL = re.compile(r"^\s*[\[\]()]\s*[^\[\]()]*\.\.|\bdate\s+and\s+time\s*\(|\bnot\s*\(\s*['\"]")
_PLACE = re.compile(r"(\?)(?=(?:[^'\"]|['\"][^'\"]*['\"])*$)")


def cell_text(text: str) -> str:
    """The condition that an input cell stands for, with `?` or the bare operator made explicit (engine library's reading)."""
    if text.strip() == "-":
        return "True"
    if len(text) > LONGEST_CELL:
        return ""
    replaced = _PLACE.sub(CELL_INPUT, text)
    if replaced != text:
        return replaced
    alone = parsed(text)
    return f"{CELL_INPUT} == ({text.strip()})" if alone.is_sound else f"{CELL_INPUT} {text.strip()}"


def cell_problems(text: str) -> tuple[Problem, ...]:
    """What is wrong with an input cell, including what only the engine library's way of gluing texts makes wrong."""
    if text.strip() in {"", "-"}:
        return ()
    if len(text) > LONGEST_CELL:
        return (problem(Fault.TOO_LONG, limit=LONGEST_CELL),)
    if _FEEL.search(text):
        return (problem(Fault.RANGE),)
    word = re.match(r"(in|not|is|and|or|if)\b", text)
    if word and not parsed(text).is_sound:
        return (problem(Fault.RUN_TOGETHER, shown=word.group(1)),)
    begins_with_sign = re.match(r"[<>=!?]|(in|not|is|and|or)\b", text.strip()) or CELL_INPUT in cell_text(text)
    reading = parsed(cell_text(text)) if begins_with_sign else parsed(text)
    if _is_bare_list(text) or isinstance(reading.value, ast.Tuple):
        return (problem(Fault.RANGE),)
    return tuple(Problem(p.message, p.line, 1, p.english) for p in reading.problems)


def output_problems(text: str) -> tuple[Problem, ...]:
    """What is wrong with an output cell; the library reads it as it stands, so blanks around it matter."""
    if text != text.strip():
        return (problem(Fault.INDENTED),)
    if len(text) > LONGEST_CELL:
        return (problem(Fault.TOO_LONG, limit=LONGEST_CELL),)
    return (problem(Fault.RANGE),) if _FEEL.search(text) or _is_bare_list(text) else parsed(text).problems


def _is_bare_list(text: str) -> bool:
    """Whether it is `1, 2`, which other tables take for alternatives and Python for one tuple that nothing equals."""
    return isinstance(parsed(text).value, ast.Tuple)
