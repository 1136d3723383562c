"""Decides where a process dies: its supervisor names the point, the process kills itself there and leaves word what was open."""

from __future__ import annotations

import mmap
import os
import signal
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

from workflows.store.database import Database, Open


class Point(IntEnum):
    """Where a process may be told to die."""

    NOWHERE = 0
    BEGUN = 1
    BEFORE_COMMIT = 2
    AFTER_COMMIT = 3
    AFTER_SENDING = 4

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Point.NOWHERE: "随机时刻",
    Point.BEGUN: "事务开始后",
    Point.BEFORE_COMMIT: "提交前",
    Point.AFTER_COMMIT: "提交后、答复前",
    Point.AFTER_SENDING: "发出后、登记前",
}

_ORDER, _LEFT, _OPEN, _ASKED, _DIED_AT = 0, 2, 4, 8, 12


@dataclass(frozen=True, slots=True)
class Fate:
    """A page of memory that a process and its supervisor share; it outlives the process."""

    page: mmap.mmap

    @classmethod
    def new(cls) -> Fate:
        return cls(mmap.mmap(-1, 16))

    def order(self, point: Point, after: int = 0) -> None:
        """The process shall die when it comes to the point once more than `after` times."""
        struct.pack_into("<HH", self.page, _ORDER, point, after)

    def at(self, point: Point) -> None:
        """The process is at this point; it may not come further."""
        wanted, left = struct.unpack_from("<HH", self.page, _ORDER)
        if wanted != point:
            return
        if left == 0:
            struct.pack_into("<H", self.page, _DIED_AT, point)
            os.kill(os.getpid(), signal.SIGKILL)
        struct.pack_into("<H", self.page, _LEFT, left - 1)  # the order itself is the supervisor's

    @contextmanager
    def asked(self) -> Iterator[None]:
        """A request is under way: begun and not yet answered."""
        self._count(_ASKED, 1)
        try:
            yield
        finally:
            self._count(_ASKED, -1)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """A transaction that writes is open."""
        self._count(_OPEN, 1)
        try:
            yield
        finally:
            self._count(_OPEN, -1)

    @property
    def died_at(self) -> Point:
        """The point at which the process killed itself, or nowhere."""
        return Point(struct.unpack_from("<H", self.page, _DIED_AT)[0])

    @property
    def left_open(self) -> bool:
        """True when a transaction was open at the end of the process."""
        return bool(struct.unpack_from("<i", self.page, _OPEN)[0])

    @property
    def left_asked(self) -> bool:
        """True when a request was not answered at the end of the process."""
        return bool(struct.unpack_from("<i", self.page, _ASKED)[0])

    def _count(self, place: int, by: int) -> None:
        struct.pack_into("<i", self.page, place, struct.unpack_from("<i", self.page, place)[0] + by)


class MortalDatabase(Database):
    """The database as a process sees it that may die at each of its points; `fate` is set anew after a fork."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.fate = Fate.new()

    @contextmanager
    def writing(self) -> Iterator[Open]:
        with super().writing() as connection:
            connection.exec_driver_sql("SELECT 1")  # the driver begins with the first statement only
            with self.fate.opened():
                self.fate.at(Point.BEGUN)
                yield connection
                self.fate.at(Point.BEFORE_COMMIT)
        self.fate.at(Point.AFTER_COMMIT)
