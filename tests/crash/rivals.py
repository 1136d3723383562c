"""A worker in a process of its own: `python -m tests.crash.rivals URL FOLDER INSTANT` does what is due until nothing is."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path

from bench import data
from tests.crash.scene import scene_of
from workflows.casework import due, effects
from workflows.clock import StoppedClock
from workflows.store.database import Database

PATIENCE = 40
"""So many looks at an empty office, 10 ms apart: what a rival holds may fall back to us."""


def main(url: str, folder: str, instant: str) -> None:
    """Waits for the sign to begin, so that rivals begin together."""
    clock = StoppedClock(datetime.fromisoformat(instant))
    scene = scene_of(data.join_office(Database(url), clock, Path(folder)), clock, Path(folder))
    (scene.folder / f"ready.{time.monotonic_ns()}").touch()
    while not (scene.folder / "go").exists():
        time.sleep(0.001)
    fired = sent = idle = 0
    while idle < PATIENCE:
        now_fired = due.fire_due(scene.office, limit=3)
        now_sent = effects.run_effects(scene.office, scene.handlers, limit=3)
        fired, sent = fired + now_fired, sent + now_sent
        idle = 0 if now_fired + now_sent else idle + 1
        time.sleep(0.01 if idle else 0.002)  # who never lets go leaves the rival nothing
    sys.stdout.write(json.dumps({"fired": fired, "sent": sent}))


if __name__ == "__main__":
    main(*sys.argv[1:])
