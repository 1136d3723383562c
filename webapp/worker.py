"""Does what is due: fires timers, carries out effects; embedded beside the web server or alone on any machine."""

from __future__ import annotations

import logging
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler

from webapp.boot import Installation
from webapp.outgoing import handlers_of
from workflows.casework.due import fire_due
from workflows.casework.effects import run_effects

EVERY_SECONDS = 1
logger = logging.getLogger(__name__)


def tick(installation: Installation) -> int:
    """One round; returns how much was done. A failure is logged and the next round tries again."""
    try:
        return fire_due(installation.office) + run_effects(installation.office, handlers_of(installation))
    except Exception:
        logger.exception("tick failed")
        return 0


def start_embedded(installation: Installation) -> BackgroundScheduler:
    """The worker inside the web process: one thread, one job."""
    scheduler = BackgroundScheduler(timezone="Asia/Shanghai")
    scheduler.add_job(
        tick, "interval", seconds=EVERY_SECONDS, args=[installation], max_instances=1, coalesce=True, id="tick"
    )
    scheduler.start()
    return scheduler


def run(installation: Installation, stop: Event) -> None:
    """The worker alone: works while there is work, looks every second otherwise, ends when told."""
    while not stop.is_set():
        if tick(installation) == 0:
            stop.wait(EVERY_SECONDS)
