"""What the engine library lets pass in silence and we do not: findings over all files of a bundle."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from workflows.engine.lint import (
    drawing,
    house_flow,
    house_names,
    house_time,
    safety_calls,
    safety_data,
    safety_elements,
    safety_engine,
    safety_files,
    safety_flow,
    safety_tasks,
    safety_time,
    tables,
)
from workflows.engine.lint.bundle import model_of
from workflows.engine.lint.findings import Finding, Level, Rule, Severity, finding
from workflows.engine.lint.model import Action, LegalRule
from workflows.engine.lint.report import is_refused, report_json, report_text

__all__ = [
    "RULES",
    "Action",
    "Finding",
    "LegalRule",
    "Level",
    "Rule",
    "Severity",
    "is_refused",
    "lint",
    "report_json",
    "report_text",
]

RULES: tuple[Rule, ...] = (
    *safety_files.RULES,
    *safety_elements.RULES,
    *safety_flow.RULES,
    *safety_calls.RULES,
    *safety_tasks.RULES,
    *safety_time.RULES,
    *safety_data.RULES,
    *tables.RULES,
    *safety_engine.RULES,
    *house_time.RULES,
    *house_flow.RULES,
    *house_names.RULES,
    *drawing.RULES,
)


def lint(
    files: Mapping[str, bytes],
    known_actions: Mapping[str, Action],
    known_rules: Mapping[str, LegalRule],
    facts: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Everything there is to say about a bundle, file by file, errors first.

    `facts` are the kinds of fact that something outside the diagrams records (opening a case, imports, deliveries); with it
    a rule that can never start is found.
    """
    model = model_of(files, known_actions, known_rules, facts)
    found = {finding(rule, hit, model.folder(hit.place).is_house) for rule in RULES for hit in rule.check(model)}
    if any(f.level is Level.ERROR and f.rule != safety_engine.LAST for f in found):
        # The engine's own words are only for what no rule of ours has explained.
        found = {f for f in found if f.rule != safety_engine.LAST}
    return tuple(sorted(found, key=lambda f: (f.file, f.level is not Level.ERROR, f.rule, f.element, f.message)))
