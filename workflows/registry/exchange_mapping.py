"""Decides what the office says of incoming records that their fields do not: class by category, unit by name; as data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workflows.law.profile import Profile
from workflows.law.reading import read_toml, refuse_findings
from workflows.store.people import UnitRow

PATH = "exchange/penalties.toml"
"""Where a release keeps it."""

_SEVERAL = re.compile(r"[;；,，、/|\n]+")


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Category of penalty → class, name of an issuer → unit, and the kind of record that a file brings."""

    kind: str = "penalty"
    classes: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    source: str = ""

    def class_of(self, categories: str, profile: Profile) -> str | None:
        """The gravest class among the categories of one penalty; None when the table knows none of them."""
        order = [row.key for row in profile.classes]
        found = [
            row.key
            for said in _SEVERAL.split(categories)
            if (row := profile.find_class(self.classes.get(said.strip(), ""))) is not None
        ]
        return max(found, key=order.index) if found else None

    def unit_of(self, name: str, units: Sequence[UnitRow]) -> UnitRow | None:
        """The unit that goes by this code, name or other name."""
        plain = _plain(name)
        code = next((code for known, code in self.units.items() if _plain(known) == plain), plain)
        return next((unit for unit in units if code in {unit.code, _plain(unit.name), _plain(unit.short_name)}), None)


def _plain(name: str) -> str:
    return "".join(name.split())


def parse(text: str, profile: Profile) -> Correspondence:
    """Reads the table. Raises BadInput with every finding, a class that no policy knows among them."""
    file = read_toml(text, "对照表")
    classes = {row.need("name"): row.need("class") for row in file.rows("category", "处罚类别")}
    units = {row.need("name"): row.need("code") for row in file.rows("unit", "单位")}
    kind = file.text("kind", "penalty")
    found = Correspondence(kind, classes, units, file.text("grade"), file.text("source"))
    file.close()
    file.findings.extend(_unknown(found, profile))
    refuse_findings(f"对照表 {PATH}", file.findings)
    return found


def _unknown(said: Correspondence, profile: Profile) -> list[str]:
    names = [
        f"处罚类别 {name}：没有分类“{value}”"
        for name, value in said.classes.items()
        if profile.find_class(value) is None
    ]
    if profile.find_record_kind(said.kind) is None:
        names.append(f"没有记录种类“{said.kind}”")
    return names
