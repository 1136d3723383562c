"""Shows how the conditions of repair were weighed at each moment of a case, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as later

from workflows.law.eligibility import Mark

_MOMENTS = {"application": later("申请时"), "acceptance": later("受理时"), "decision": later("决定时")}
_MARKS = {mark.value: mark for mark in Mark}


@dataclass(frozen=True, slots=True)
class Weighing:
    """What one moment came to: its name, its day, the answer, and each condition's sign by name."""

    moment: str
    on: str
    spoken: str
    marks: Mapping[str, Mark]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All moments of a case; `changed` when they do not agree."""

    weighings: tuple[Weighing, ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for one in self.weighings for name in one.marks))

    @property
    def changed(self) -> bool:
        return len({one.spoken for one in self.weighings}) > 1

    def reason(self, condition: str) -> str:
        """The newest reason of a condition."""
        said = [one.reasons[condition] for one in self.weighings if one.reasons.get(condition)]
        return said[-1] if said else ""


def compare(names: Mapping[str, Any]) -> Comparison:
    """Finds the results of weighing among the data of a task, in the order of a case."""
    found = [(key.rpartition("_")[2], value) for key, value in names.items() if _is_weighing(value)]
    order = list(_MOMENTS)
    found.sort(key=lambda one: (one[1]["weighed_on"], order.index(one[0]) if one[0] in order else len(order)))
    return Comparison(tuple(_weighing(moment, value) for moment, value in found))


def _is_weighing(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("lines"), list) and "weighed_on" in value


def _weighing(moment: str, value: Mapping[str, Any]) -> Weighing:
    lines = [line for line in value["lines"] if line.get("mark") in _MARKS]
    return Weighing(
        moment=str(_MOMENTS.get(moment, moment)),
        on=str(value["weighed_on"]),
        spoken=str(value.get("spoken", "")),
        marks={line["name"]: _MARKS[line["mark"]] for line in lines},
        reasons={line["name"]: str(line.get("reason", "")) for line in lines},
    )
