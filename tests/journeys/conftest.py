"""Decides what every journey over the pages gets: a town, on each kind of database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders.town import Town, open_town
from workflows.store.database import Database


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """The town at 10 o'clock on Monday 2026-11-23, in which nothing has happened yet."""
    return open_town(database, tmp_path)
