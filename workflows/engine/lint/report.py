"""Decides how findings are told: as one JSON document for tools, as lines for people."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, TypedDict

from workflows.engine.lint.findings import Finding, Level


class Told(TypedDict):
    """One finding as tools read it."""

    level: str
    rule: str
    file: str
    element: str
    name: str
    message: str
    hint: str


class Report(TypedDict):
    """The answer of `xinfu check --json`."""

    verdict: Literal["accept", "refuse"]
    findings: list[Told]


def is_refused(findings: Collection[Finding]) -> bool:
    return any(found.level is Level.ERROR for found in findings)


def report_json(findings: Collection[Finding], lang: str = "zh") -> Report:
    """Verdict and findings, ready for JSON."""
    return {
        "verdict": "refuse" if is_refused(findings) else "accept",
        "findings": [_told(found, lang) for found in findings],
    }


def report_text(findings: Collection[Finding], lang: str = "zh") -> str:
    """The findings file by file, each with its place, sentence and hint, and a line that sums up."""
    lines = [line for found in findings for line in _lines(found, lang)]
    errors = sum(found.level is Level.ERROR for found in findings)
    rest = len(findings) - errors
    if lang.lower().startswith("en"):
        verdict = "refused" if errors else "accepted"
        return "\n".join([*lines, f"{verdict}: {errors} errors, {rest} warnings"])
    return "\n".join([*lines, f"{'不通过' if errors else '通过'}：{errors} 个错误，{rest} 个提示"])


def _told(found: Finding, lang: str) -> Told:
    message, hint = found.said_in(lang)
    return {
        "level": found.level.value,
        "rule": found.rule,
        "file": found.file,
        "element": found.element,
        "name": found.name,
        "message": message,
        "hint": hint,
    }


def _lines(found: Finding, lang: str) -> Iterator[str]:
    message, hint = found.said_in(lang)
    english = lang.lower().startswith("en")
    level = found.level.value if english else found.level.label
    place = " ".join(part for part in (found.file, found.element, found.name) if part)
    yield f"{level}  {place}  [{found.rule}]"
    yield f"    {message}"
    yield f"    → {hint}"
