"""Puts a release live: kept as proposed, approved by a second person, used by new cases from then on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

from workflows.casework.office import Office
from workflows.engine.definition import fingerprint
from workflows.store import releases
from workflows.store.database import Open


def propose(office: Office, files: Mapping[str, bytes], *, by: str, note: str) -> int:
    """Keeps the files under their fingerprint; proposing the same files again is the same proposal."""
    with office.database.writing() as connection:
        return releases.propose(connection, fingerprint(files), files, by=by, note=note, now=office.clock.now())


def approve(office: Office, release_id: int, *, by: str, live_from: datetime) -> None:
    """A second person puts the release live; its policies and calendars become the office's.

    Raises NotAllowed when it is the same person, Conflict when it was approved before.
    """
    with office.database.writing() as connection:
        releases.approve(connection, release_id, by=by, live_from=live_from)
        _publish_law(connection, release_id, releases.get_files(connection, release_id), office.clock.now())


def _publish_law(connection: Open, release_id: int, files: Mapping[str, bytes], now: datetime) -> None:
    for kind, folder in (("policy", "policies"), ("calendar", "calendars")):
        for path, content in sorted(files.items()):
            place = PurePosixPath(path)
            if place.parent.name == folder and place.suffix == ".toml":
                key = place.stem
                releases.append_edition(connection, kind, key, content.decode(), release_id=release_id, now=now)
