"""States that earlier programs stored are read for ever: each is restored and its case finished."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from tests.builders.walks import Remembered, Walk
from tests.engine.golden import write
from workflows.engine import advance, state
from workflows.engine.definition import Bundle
from workflows.engine.events import Look
from workflows.engine.folder import read_folder

STORED = sorted(write.HERE.glob("*.bin"))


@cache
def _bundle() -> Bundle:
    return Bundle(read_folder(write.HERE / "processes"))


def test_today_s_format_is_among_the_stored():
    """Whoever raises the format or the library adds states of it."""
    today = {path.name for path in STORED if path.stem.endswith(f"-{state.FORMAT}-{state.LIBRARY}")}
    assert len(today) == len(write.PATHS)


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_stored_case_can_be_finished(path: Path):
    """It stands where it stood, and goes on from there to its end."""
    said = json.loads(path.with_suffix(".json").read_text())
    definition, actions = _bundle().definition(said["process"]), Remembered()
    kept = state.restore(definition, said["format"], path.read_bytes())
    walk = Walk(said["process"], _bundle(), kept, actions, advance.advance(definition, kept, Look(), actions))
    assert walk.open == said["open"]
    for move in said["rest"]:
        write.step(walk, move)
        walk = walk.restored()
    assert walk.outcome.ended
