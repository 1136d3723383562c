"""What measured times say, and whether a figure keeps its budget (the table of budgets: docs/reference/performance.md)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


def quantile(values: Iterable[float], part: float) -> float:
    """The value below which that part of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def spread(seconds: Iterable[float]) -> dict[str, float]:
    """Middle, nearly all and almost all, in milliseconds."""
    values = list(seconds)
    return {f"p{part}_ms": round(quantile(values, part / 100) * 1000, 3) for part in (50, 95, 99)}


@dataclass(frozen=True, slots=True)
class Budget:
    """A bound that a figure has to keep."""

    figure: str
    bound: float
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def said(self, value: float) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "达到" if self.is_met(value) else "未达到"
        return f"{self.figure:<34} {value:>10g}  预算 {sign} {self.bound:g}  {verdict}"


def judged(figures: Mapping[str, float], budgets: Iterable[Budget]) -> dict[str, float]:
    """For tools: each budget beside its figure, and 1 when it is kept."""
    found: dict[str, float] = {}
    for budget in budgets:
        if budget.figure in figures:
            kept = budget.is_met(figures[budget.figure])
            found |= {f"{budget.figure}.budget": budget.bound, f"{budget.figure}.met": int(kept)}
    return found


def said_of(figures: Mapping[str, float], budgets: Iterable[Budget]) -> list[str]:
    """For people: a line for each budget."""
    return [budget.said(figures[budget.figure]) for budget in budgets if budget.figure in figures]


def process_cpu(pid: int) -> float:
    """Processor seconds that a process has spent, all its threads together."""
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return 0.0
    fields = path.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
