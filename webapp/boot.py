"""Puts the parts of the office together from its settings; the only place that knows all of them."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.settings import Settings
from workflows.casework.office import Office
from workflows.clock import Clock, OffsetClock, SystemClock
from workflows.documents.proofread import proofread
from workflows.store import changes
from workflows.store.database import Database


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation: its settings and its office."""

    settings: Settings
    office: Office

    @property
    def sandbox(self) -> OffsetClock | None:
        """The clock that may be moved on, in a sandbox."""
        return self.office.clock if isinstance(self.office.clock, OffsetClock) else None


def open_installation(settings: Settings) -> Installation:
    """Opens the database, brings its tables up to date, and hands out the office."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    changes.upgrade(database)
    start = settings.sandbox_start
    clock: Clock = SystemClock() if start is None else OffsetClock.starting_at(start)
    return Installation(settings, Office(database, clock, settings.data / "files", proofread=proofread))
