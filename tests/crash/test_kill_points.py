"""A process may die at every statement: everything of its step is there, or nothing, and asking again does it once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.databases import KINDS, fresh_place

ROOT = Path(__file__).resolve().parents[2]
PERSONS = ("nudge", "due", "start", "complete", "close", "api", "withdraw")
WORKERS = ("side case", "early message", "awaited message", "mail", "abandon")
MANY = 15
"""A walk with fewer places to die at is not the walk that it says."""


def _sweep(kind: str, *walks: str) -> dict[str, dict[str, Any]]:
    with fresh_place(kind) as (url, folder):
        command = [sys.executable, "-m", "tests.crash.sweep", url, str(folder), *walks]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.crash
@pytest.mark.parametrize("walks", [PERSONS, WORKERS], ids=["persons", "workers"])
@pytest.mark.parametrize("kind", KINDS)
def test_whoever_dies_at_any_statement_leaves_a_whole_office(kind: str, walks: tuple[str, ...]) -> None:
    """Every place of every walk: whole afterwards, and repeated with the same key it has happened exactly once."""
    for name, swept in _sweep(kind, *walks).items():
        assert swept["wrong"] == [], name
        assert swept["deaths"] >= MANY, name
        assert swept["undone"] > 0, name
        assert swept["done"] > 1, name


@pytest.mark.crash
@pytest.mark.parametrize("walk", ["start without a key", "mail marked first"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_sweep_finds_what_is_done_wrong(kind: str, walk: str) -> None:
    """A request without a key happens twice, an effect marked before it is sent gets lost: both are noticed."""
    assert _sweep(kind, walk)[walk]["wrong"] != []
