"""A packed state comes back whole, and is much smaller than what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
import zstandard

from workflows.engine import packing

GOLDEN = Path(__file__).parent / "golden"
PLAIN = sorted(GOLDEN.glob("*-1-*.bin"))
"""States of the first format: the whole as compressed JSON."""


def _kept(path: Path) -> dict[str, Any]:
    whole: dict[str, Any] = orjson.loads(zstandard.ZstdDecompressor().decompress(path.read_bytes()))
    return whole


def _flows(kept: dict[str, Any]) -> list[dict[str, Any]]:
    return [kept, *kept["subprocesses"].values()]


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_what_is_packed_comes_back(path: Path) -> None:
    """Ids, order of tasks, children, data, attempts, called processes; of the instants of change their order."""
    before, after = _kept(path), packing.unpack(packing.pack(_kept(path)))
    moments: list[tuple[float, float]] = []
    for old, new in zip(_flows(before), _flows(after), strict=True):
        assert list(old["tasks"]) == list(new["tasks"])
        for task_id, task in old["tasks"].items():
            moments.append((task.pop("last_state_change"), new["tasks"][task_id].pop("last_state_change")))
    assert after == before
    assert [new for _, new in sorted(moments)] == sorted(new for _, new in moments)


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_packed_is_smaller_than_compressed(path: Path) -> None:
    """Every id stands there once, and costs its sixteen bytes."""
    assert len(packing.pack(_kept(path))) < 0.85 * path.stat().st_size
