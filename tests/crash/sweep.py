"""Kills a process at every statement of a walk: `python -m tests.crash.sweep URL FOLDER WALK…` answers with JSON.

The process that is started stays warm and forks one child for each place to die at.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench import audit
from tests.crash.scene import LEASE_OVER, Scene, open_scene
from tests.crash.walks import WALKS, Walk, clear
from workflows.engine.state import LiveCases
from workflows.errors import Refusal
from workflows.store.database import Database

MOST = 400
THIRD_ASKING = 4
"""At each fourth place the request comes a third time; what the second one proved needs no more."""

ENOUGH = 20
"""So many findings are a verdict; the rest of the walk is not swept any more."""


@dataclass
class Swept:
    """What came of one walk: the places where a process died, and everything that was wrong afterwards."""

    deaths: int = 0
    undone: int = 0
    done: int = 0
    wrong: list[str] = field(default_factory=list)


class Doom:
    """Counts the moments at which the database is spoken to, and dies at the chosen one."""

    def __init__(self, at: int) -> None:
        self.left = at

    def watch(self, database: Database) -> None:
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(database.engine, name, self._moment)
        # The connection comes back right after COMMIT, before anybody has been answered.
        event.listen(database.engine, "reset", self._moment)

    def _moment(self, *_: Any) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1


def sweep(scene: Scene, walk: Walk) -> Swept:
    """Tries every place to die, until a child comes through alive."""
    swept, last = Swept(), 0
    for number in range(MOST):
        token = f"{walk.name} no. {number};"
        scene.rewind()
        place = walk.begin(scene, token)
        died = _die(scene, walk, token, place, number)
        scene.reopen(scene.clock.now())
        counts = walk.counts(scene, token, place)
        swept.done += all(counts)
        swept.undone += not any(counts)
        family = scene.family(place[0])
        found = [f"after death: {said}" for said in audit.look(scene.office, family)]
        if any(count not in {0, 1} for count in counts) or sum(counts) < last:
            found.append(f"after death: happened {counts} times, {last} before")
        last = int(sum(counts))
        found += _repeat(scene, walk, token, place, number)
        swept.wrong += [f"{walk.name}, moment {number}: {said}" for said in found]
        scene.reopen(scene.clock.now())
        clear(scene, walk, scene.family(place[0]))
        if not died or len(swept.wrong) > ENOUGH:
            swept.wrong += [f"{walk.name}, in the end: {said}" for said in audit.look(scene.office)]
            return swept
        swept.deaths += 1
    swept.wrong.append(f"{walk.name} never came through")
    return swept


def _die(scene: Scene, walk: Walk, token: str, place: tuple[int, int], number: int) -> bool:
    """True when the child died at its moment; false when there was no such moment any more."""
    scene.office.database.close()
    child = os.fork()
    if child == 0:
        status = 3
        try:
            scene.office.live = LiveCases()
            Doom(number).watch(scene.office.database)
            walk.ask(scene, token, place)
            status = 0
        except BaseException:  # noqa: BLE001  a child tells everything before it ends
            traceback.print_exc()
        finally:
            os._exit(status)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status != 0:
        raise SystemExit(f"{walk.name}, moment {number}: the child ended with {status}")
    return False


def _repeat(scene: Scene, walk: Walk, token: str, place: tuple[int, int], number: int) -> list[str]:
    """Asks twice more with the same key, when every lease is over: the effect is there exactly once."""
    wrong, answers = [], []
    for again in (1, 2) if number % THIRD_ASKING == 0 else (1,):
        scene.clock.advance_by(LEASE_OVER)
        try:
            answers.append(walk.ask(scene, token, place))
        except Refusal as refusal:
            wrong.append(f"request {again}: refused with {refusal.code} {refusal}")
        counts = walk.counts(scene, token, place)
        if any(count != 1 for count in counts):
            wrong.append(f"request {again}: happened {counts} times")
    if not isinstance(answers[0] if answers else 0, int) and answers[0] != answers[-1]:
        wrong.append(f"different answers: {answers}")
    return wrong


def main(url: str, folder: str, *names: str) -> None:
    """Sweeps the named walks one after the other; those that fire timers come first."""
    scene = open_scene(url, Path(folder))
    gc.freeze()  # what is forked stays shared: the collector does not touch it
    sys.stdout.write(json.dumps({name: asdict(sweep(scene, WALKS[name])) for name in names}))


if __name__ == "__main__":
    main(*sys.argv[1:])
