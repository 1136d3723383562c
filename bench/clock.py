"""One time for many processes: the machine's, moved on by what the supervisor has written into shared memory."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workflows.clock import SystemClock


@dataclass(slots=True)
class SharedClock:
    """Ticks like the machine's clock; whoever holds it may move it on for everybody."""

    page: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 8))

    @classmethod
    def starting_at(cls, instant: datetime) -> SharedClock:
        clock = cls()
        clock.advance_to(instant)
        return clock

    def now(self) -> datetime:
        seconds: float = struct.unpack("<d", self.page[:8])[0]
        return SystemClock().now() + timedelta(seconds=seconds)

    def advance_to(self, instant: datetime) -> None:
        """Show `instant` now; a clock of the bench never goes back."""
        seconds = (instant - SystemClock().now()).total_seconds()
        self.page[:8] = struct.pack("<d", seconds)

    def advance_by(self, span: timedelta) -> None:
        self.advance_to(self.now() + span)
