"""Kills the processes of an office again and again, lets it come to rest, and counts what was lost or happened twice."""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask

from bench import data
from bench.audit import rows
from bench.clock import SharedClock
from bench.databases import fresh_place
from bench.fate import Fate, MortalDatabase, Point
from bench.hands import WAITING, Act, Hands, Place, Waiting, Writer, call, visit, work
from bench.machine import Machine
from bench.tally import Tally, count
from bench.web import Visitor, listen, make_app, serve
from workflows.casework import passing
from workflows.store.base import milliseconds

WRITERS, WORKERS = 2, 2
VISITOR, MACHINE = "visitor", "machine"
AT_THE_DOOR = (VISITOR, MACHINE)
_STEPS = frozenset({Point.BEGUN, Point.BEFORE_COMMIT, Point.AFTER_COMMIT})
_COMES_TO = {"writer": _STEPS, "web": _STEPS, "worker": _STEPS | {Point.AFTER_SENDING}}
HANDS = Hands(WRITERS, len(AT_THE_DOOR))
DECK = (
    *[Point.BEGUN] * 7,
    *[Point.BEFORE_COMMIT] * 7,
    *[Point.AFTER_COMMIT] * 2,
    *[Point.AFTER_SENDING] * 2,
    *[Point.NOWHERE] * 2,
)
"""The points in the proportion in which they are drawn: seven of ten deaths find a transaction open."""

DAYS = 14
"""So many days pass between the first death and the last."""

AN_ERRAND = 3
"""So many errands may be opened by each writer for a death."""

PATIENCE = 0.5
"""Seconds in which a process comes to its point; then anybody may, and in the end one is killed wherever it is."""

LAST_WORDS = 0.1
"""Seconds in which whoever was still told to die does so."""

REST = 120.0
"""Seconds in which an office without deaths comes to rest."""


@dataclass(frozen=True, slots=True)
class Death:
    """One process that was killed: which, where, and what it left open."""

    role: str
    point: Point
    in_transaction: bool
    in_request: bool


@dataclass(slots=True)
class Child:
    """A process of the office."""

    role: str
    number: int
    fate: Fate
    pid: int = 0


@dataclass(frozen=True, slots=True)
class Chaos:
    """What came of it."""

    deaths: tuple[Death, ...]
    tally: Tally
    seconds: float

    @property
    def is_clean(self) -> bool:
        return not self.tally.faults

    def figures(self) -> Mapping[str, float]:
        """Everything as numbers, for tools."""
        faults = Counter(fault.name.lower() for fault, _ in self.tally.faults)
        places = Counter(f"killed {death.role} {death.point.name.lower()}" for death in self.deaths)
        return {
            "kills": len(self.deaths),
            "in_open_transaction": sum(death.in_transaction for death in self.deaths),
            "in_open_request": sum(death.in_request for death in self.deaths),
            "lost": faults["lost"],
            "doubled": faults["doubled"],
            "phantom": faults["phantom"],
            "torn": faults["torn"],
            "chain_breaks": faults["broken"],
            **self.tally.figures,
            **dict(sorted(places.items())),
            "seconds": round(self.seconds, 1),
        }


def run(kind: str, kills: int, seed: int = 0) -> Chaos:
    """A whole play on a database of its own."""
    began = time.monotonic()
    with fresh_place(kind) as (url, folder):
        database, clock = MortalDatabase(url), SharedClock.starting_at(data.MONDAY)
        place = Place(data.make_office(database, clock, folder), database, folder, clock)
        Writer.at(place, Fate.new(), 0, Hands(1)).rehearse()
        dice = random.Random(seed)  # noqa: S311  no secret
        troupe = Troupe(place, make_app(place.office, folder), listen(), 10 + kills * AN_ERRAND, dice)
        try:
            deaths = troupe.play(kills)
            troupe.come_to_rest()
        finally:
            troupe.dismiss()
        clients = [*(f"writer{number}" for number in range(WRITERS)), *AT_THE_DOOR]
        tally = count(place.office, [place.ledger(name) for name in clients], place.sink)
        database.close()
    return Chaos(tuple(deaths), tally, time.monotonic() - began)


@dataclass(slots=True)
class Troupe:
    """The processes, and whoever kills and replaces them."""

    place: Place
    app: Flask
    door: socket.socket
    quota: int
    dice: random.Random
    children: list[Child] = field(default_factory=list)
    deck: list[Point] = field(default_factory=list)

    def play(self, kills: int) -> list[Death]:
        roles = [*[("writer", n) for n in range(WRITERS)], *[("worker", n) for n in range(WORKERS)], ("web", 0)]
        persons = [(name, WRITERS + number) for number, name in enumerate(AT_THE_DOOR)]
        for role, number in [*roles, *persons]:
            self.children.append(Child(role, number, Fate.new()))
            self._start(self.children[-1])
        deaths: list[Death] = []
        day = 0
        while len(deaths) < kills:
            if len(deaths) * DAYS // kills > day:
                day += 1
                self.place.clock.advance_by(timedelta(days=1))
            deaths += self._kill()
        time.sleep(LAST_WORDS)
        return deaths + [self._bury(child) for child in self._mortals() if _has_died(child)]

    def come_to_rest(self) -> None:
        """Nobody dies any more; days pass, leases of the dead end, and everything is finished that was begun."""
        self.place.turn_to(Act.FINISHING)
        until = time.monotonic() + REST
        while not self._rests() and time.monotonic() < until:
            time.sleep(0.3)
            self.place.clock.advance_by(timedelta(days=5))
        self.place.turn_to(Act.OVER)
        for child in self.children:
            if child.role != "web":
                self._expect_end(child)
        passing.settle(self.place.enter(Fate.new()), self.place.handlers)

    def dismiss(self) -> None:
        """Whatever went wrong, no process stays behind."""
        for child in self.children:
            if child.pid:
                os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)
        self.children.clear()

    def _rests(self) -> bool:
        now = milliseconds(self.place.clock.now())
        with self.place.database.reading() as connection:
            effects = rows(connection, "SELECT count(*) FROM outbox WHERE done_at IS NULL AND given_up_at IS NULL")
            timers = rows(connection, f"SELECT count(*) FROM timers WHERE due_at <= {now}")  # noqa: S608
            tasks = [Waiting(*row) for row in rows(connection, WAITING)]
        return effects[0][0] == 0 and timers[0][0] == 0 and all(task.is_forgotten for task in tasks)

    def _start(self, child: Child) -> None:
        child.fate = Fate.new()
        self.place.database.close()
        child.pid = os.fork()
        if child.pid == 0:
            _live(lambda: self._act(child))

    def _act(self, child: Child) -> None:
        """The life of a process; only servers leave the door open."""
        if child.role == "web":
            self.place.enter(child.fate)
            serve(self.app, self.door, child.fate)
        address = self.door.getsockname()
        self.door.close()
        if child.role == "worker":
            work(self.place, child.fate)
        elif child.role == VISITOR:
            visit(self.place, Visitor.at(address, self.place.ledger(VISITOR)), child.number, HANDS)
        elif child.role == MACHINE:
            call(self.place, Machine.at(address, self.place.ledger(MACHINE)), child.number, HANDS)
        else:
            Writer.at(self.place, child.fate, child.number, HANDS).write(self.quota)

    def _kill(self) -> list[Death]:
        """One death at a point that the dice choose, of whoever comes to it first; two may come at once."""
        late = [self._bury(child) for child in self._mortals() if _has_died(child)]
        if late:
            return late
        if not self.deck:
            self.deck = self.dice.sample(DECK, len(DECK))
        point = self.deck.pop()
        if point is Point.NOWHERE:
            return [self._kill_anywhere()]
        role = self.dice.choice(sorted({child.role for child in self._mortals() if point in _COMES_TO[child.role]}))
        chosen = [child for child in self._mortals() if child.role == role]
        dead = self._wait_for_death(point, chosen) or self._wait_for_death(point, self._mortals())
        return [self._bury(child) for child in dead] or [self._kill_anywhere()]

    def _wait_for_death(self, point: Point, of: list[Child]) -> list[Child]:
        """Those who died when the order was given to all of them."""
        for child in of:
            child.fate.order(point, after=self.dice.randrange(3))
        until = time.monotonic() + PATIENCE
        dead: list[Child] = []
        while not dead and time.monotonic() < until:
            time.sleep(0.001)
            dead = [child for child in of if _has_died(child)]
        for child in of:
            child.fate.order(Point.NOWHERE)
        return dead + [child for child in of if child not in dead and _has_died(child)]

    def _kill_anywhere(self) -> Death:
        child = self.dice.choice(self._mortals())
        time.sleep(self.dice.random() * 0.05)
        os.kill(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)
        return self._bury(child)

    def _mortals(self) -> list[Child]:
        """Everybody but those at the door: who asks waits in front of the machines that fail."""
        return [child for child in self.children if child.role not in AT_THE_DOOR]

    def _bury(self, child: Child) -> Death:
        """Writes down what the dead left open, and puts another process in its place."""
        death = Death(child.role, child.fate.died_at, child.fate.left_open, child.fate.left_asked)
        self._start(child)
        return death

    def _expect_end(self, child: Child) -> None:
        status = os.waitpid(child.pid, 0)[1]
        child.pid = 0
        if status != 0:
            raise RuntimeError(f"{child.role} {child.number} ended with {status}")


def _has_died(child: Child) -> bool:
    """True when it killed itself; a process that ended otherwise is a fault of the bench and ends it."""
    pid, status = os.waitpid(child.pid, os.WNOHANG)
    if pid == 0:
        return False
    if not os.WIFSIGNALED(status):
        child.pid = 0
        raise RuntimeError(f"{child.role} {child.number} ended with {status}")
    return True


def _live(act: Callable[[], None]) -> None:
    """The life of a forked process: it never returns into the program of its parent."""
    status = 3
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        act()
        status = 0
    except BaseException:  # noqa: BLE001  whatever it was, it is told and the process ends
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)
