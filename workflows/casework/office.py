"""The office: its database, its clock, its settings, and the releases and law it works by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from threading import Lock

from workflows.actions.catalogue import Law, Proofread, nothing_to_object
from workflows.clock import Clock
from workflows.engine.definition import Bundle, Definition
from workflows.engine.state import LiveCases
from workflows.errors import NotAvailable
from workflows.law.calendar import Calendar
from workflows.law.policy import Policies
from workflows.store import releases
from workflows.store.database import Database, Open


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The hours of the office: when letters leave, when its day ends, how long a late click is still in time,
    and how often the office is asked about a hold that nobody limited."""

    opens: time = time(9, 0)
    closes: time = time(17, 30)
    grace: timedelta = timedelta(minutes=5)
    patience: timedelta = timedelta(weeks=1)


@dataclass(slots=True)
class Office:
    """Everything a step needs besides the case; one per process, shared by its threads."""

    database: Database
    clock: Clock
    files: Path
    district: str = "xinbei"
    layers: tuple[str, ...] | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)
    live: LiveCases = field(default_factory=LiveCases)
    proofread: Proofread = nothing_to_object
    _bundles: dict[int, Bundle] = field(default_factory=dict)
    _laws: dict[int, Law] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def bundle(self, connection: Open, release_id: int) -> Bundle:
        """The parsed files of a release; parsed once per process."""
        with self._lock:
            if release_id not in self._bundles:
                self._bundles[release_id] = Bundle(releases.get_files(connection, release_id))
            return self._bundles[release_id]

    def know_bundle(self, release_id: int, bundle: Bundle) -> None:
        """Hands in a bundle that was parsed before, so that many offices share it."""
        with self._lock:
            self._bundles[release_id] = bundle

    def definition(self, connection: Open, release_id: int, process: str) -> Definition:
        return self.bundle(connection, release_id).definition(process)

    def live_release(self, connection: Open, now: datetime) -> int:
        """The release that new cases begin with. Raises NotAvailable when nothing was published yet."""
        found = releases.find_live(connection, now)
        if found is None:
            raise NotAvailable(
                "还没有发布任何流程，请先运行 ./xinfu release bpmn", english="Nothing has been released yet."
            )
        return found

    def law(self, connection: Open, edition: int | None = None) -> Law:
        """The policies and calendars recorded last; read again when a newer edition was recorded.

        `edition` is the number of the newest one, for whom has just asked.
        """
        if edition is None:
            edition = releases.latest_edition(connection)
        with self._lock:
            if edition not in self._laws:
                self._laws.clear()
                self._laws[edition] = self._read_law(connection)
            return self._laws[edition]

    def _read_law(self, connection: Open) -> Law:
        policies = releases.current_law(connection, "policy")
        calendars = releases.current_law(connection, "calendar")
        return Law(Policies.of(policies.values(), self.layers), Calendar.of(calendars.values()))
