"""Tells which rules of the law the diagrams and papers of a release name, so that none of them is taken away."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

from workflows.engine import language
from workflows.engine.lint.bundle import model_of
from workflows.engine.lint.model import Model
from workflows.engine.lint.safety_time import argument, timers

_DEADLINE = re.compile(r"([\w.\-]+)\s*(?:\(.*\))?")


def rules_used(files: Mapping[str, bytes]) -> frozenset[str]:
    """The keys of every rule that is written out in deadlines, timers, parameters of actions, and papers."""
    model = model_of(files, {}, {})
    return frozenset((*_deadlines(model), *_timers(model), *_parameters(model), *_papers(files)))


def _deadlines(model: Model) -> Iterator[str]:
    for node in model.nodes:
        found = _DEADLINE.fullmatch(node.properties.get("deadline", "none").strip())
        if found and found[1] != "none":
            yield found[1]


def _timers(model: Model) -> Iterator[str]:
    for timer in timers(model):
        rule = argument(timer.word, 0) if timer.word else None
        if rule:
            yield rule


def _parameters(model: Model) -> Iterator[str]:
    for node in model.nodes:
        said = node.operator.parameters.get("rule", "") if node.operator else ""
        if said and not language.check(said) and not language.names_used(said) and not language.calls(said):
            found = language.evaluate(said, {})
            yield from [found] if isinstance(found, str) else []


def _papers(files: Mapping[str, bytes]) -> Iterator[str]:
    """A paper that fixes the last day of a rule names it."""
    for path, content in files.items():
        if "/papers/" in path and path.endswith(".toml"):
            try:
                said = tomllib.loads(content.decode()).get("sets", ())
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                continue
            yield from (key for key in said if isinstance(key, str))
