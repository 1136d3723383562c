"""Lets time pass in a sandbox: through every due instant in order, each fact dated at its instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from workflows.casework.due import fire_due
from workflows.casework.effects import Handler, run_effects
from workflows.casework.office import Office
from workflows.store import outbox, timers


class MovableClock(Protocol):
    """A clock that can be told what time it is."""

    def now(self) -> datetime: ...

    def advance_to(self, instant: datetime) -> None: ...


def settle(office: Office, handlers: Mapping[str, Handler]) -> int:
    """Fires and carries out everything that is due now, until nothing is; returns how much was done."""
    done = 0
    while True:
        step = run_effects(office, handlers) + fire_due(office)
        if step == 0:
            return done
        done += step


def pass_time(office: Office, clock: MovableClock, until: datetime, handlers: Mapping[str, Handler]) -> int:
    """Moves the clock on to `until`, stopping at every instant at which something is due."""
    done = settle(office, handlers)
    while (due_at := _next_instant(office)) is not None and due_at <= until:
        clock.advance_to(due_at)
        done += settle(office, handlers)
    if until > clock.now():
        clock.advance_to(until)
    return done + settle(office, handlers)


def _next_instant(office: Office) -> datetime | None:
    """The next instant to stop at. What was due before and did not go is held by somebody; time does not wait for it."""
    with office.database.reading() as connection:
        found = (timers.next_due_at(connection), outbox.next_due(connection))
    return min((at for at in found if at is not None and at > office.clock.now()), default=None)
