"""Decides what the proofs by killing are given: an office of the bench on a clean database of each kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import data
from tests.crash.scene import Scene, scene_of
from workflows.clock import StoppedClock
from workflows.store.database import Database


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Scene:
    """At 10 o'clock on a Monday, with officers, a manager and the two processes of the bench."""
    clock = StoppedClock(data.MONDAY)
    return scene_of(data.make_office(database, clock, tmp_path), clock, tmp_path)
