"""Tests of a store run on both databases; the few that do not are listed with their reason."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LISTED = ROOT / "tests" / "one_database.toml"
MOST = 10
_ONE_KIND = re.compile(r"""Database\(f?"(?:sqlite|postgresql)|fresh_place\("(?:sqlite|postgres)"\)""")


def _on_one_database() -> set[str]:
    """The test files that open a database of one kind by themselves; `conftest` of all tests opens both."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if path.parent != ROOT / "tests" and any(_opens_one(line) for line in path.read_text("utf-8").splitlines())
    }


def _opens_one(line: str) -> bool:
    return _ONE_KIND.search(line) is not None and not ("sqlite" in line and "postgresql" in line)


def test_every_test_on_one_database_is_listed_with_its_reason():
    """No more than ten, and none that is not there any more."""
    listed = tomllib.loads(LISTED.read_text("utf-8"))["file"]
    assert _on_one_database() == {one["path"] for one in listed}
    assert len(listed) <= MOST
    assert all(len(one["reason"]) > 20 for one in listed)
