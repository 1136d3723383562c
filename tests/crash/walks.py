"""The walks that are killed at every statement: how each begins, what it asks for, how often that has happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import orjson

from bench import data
from bench.audit import rows
from bench.sink import Sink
from workflows.casework import due, effects, passing, tasks
from workflows.casework.effects import BETWEEN_CASES, Handler
from workflows.casework.office import Office
from workflows.casework.start import Opening, start_case
from workflows.casework.tasks import Doer, Opened
from workflows.clock import CHINA, StoppedClock
from workflows.engine.state import LiveCases
from workflows.law.roles import Role
from workflows.store import outbox
from workflows.store.database import Database

LEASE_OVER = timedelta(minutes=3)


@dataclass
class Scene:
    """The office as one process sees it; opened anew after every death."""

    folder: Path
    office: Office
    clock: StoppedClock
    officer: Doer
    manager: Doer

    @property
    def sink(self) -> Sink:
        return Sink(self.folder / "sent")

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {**BETWEEN_CASES, "tell": self.sink.send}

    def reopen(self, at: datetime) -> None:
        """What a new process finds: no connection, no live case; only what never changes is still parsed."""
        self.office.database.close()
        self.rewind(at)

    def rewind(self, at: datetime = data.MONDAY) -> None:
        """Nothing remembered, and the clock set anew."""
        self.office.live = LiveCases()
        self.clock = self.office.clock = StoppedClock(at)

    def ask(self, sql: str) -> list[tuple]:
        with self.office.database.reading() as connection:
            return rows(connection, sql)

    def settle(self) -> None:
        passing.settle(self.office, self.handlers)

    def pass_time(self, until: datetime) -> None:
        passing.pass_time(self.office, self.clock, until, self.handlers)

    def start(self, token: str) -> int:
        """A new errand whose side case is still to be opened."""
        opening = Opening("errand", data.UNIT, None, {"matter": token})
        return start_case(self.office, opening, self.officer.actor, key=f"start {token}").case_id

    def family(self, case_id: int) -> list[int]:
        """A case with its parent and side cases; of nothing the errand that was begun last."""
        newest = "SELECT max(id) FROM cases WHERE parent_id IS NULL"
        sql = f"""SELECT c.id FROM cases c, cases o WHERE o.id = {case_id or f"({newest})"}
            AND (c.id = o.id OR c.parent_id = o.id OR c.id = o.parent_id OR c.parent_id = o.parent_id) ORDER BY c.id"""
        return [row[0] for row in self.ask(sql)]

    def task(self, case_id: int, element: str) -> int:
        return self.ask(f"SELECT id FROM tasks WHERE case_id = {case_id} AND element = '{element}'")[0][0]

    def child(self, case_id: int) -> int:
        return self.ask(f"SELECT id FROM cases WHERE parent_id = {case_id}")[0][0]

    def complete(self, task_id: int, answers: dict, key: str = "", doer: Doer | None = None) -> object:
        return tasks.complete(self.office, Opened(task_id, 1), answers, doer=doer or self.officer, key=key)

    def carry_out(self, most: int = 100) -> int:
        return effects.run_effects(self.office, self.handlers, most)

    def said(self, kind: str, token: str) -> int:
        """How many journal entries of that kind say the token."""
        found = self.ask(f"SELECT body FROM journal WHERE kind = '{kind}'")
        return sum(token in _text(body) for (body,) in found)


def _text(body: object) -> str:
    return body if isinstance(body, str) else orjson.dumps(body).decode()


@dataclass(frozen=True)
class Walk:
    """One request: `begin` makes the place for it, `ask` asks for it with the same key every time."""

    name: str
    begin: Callable[[Scene, str], tuple[int, int]]
    ask: Callable[[Scene, str, tuple[int, int]], object]
    counts: Callable[[Scene, str, tuple[int, int]], tuple[int, ...]]
    fires: bool = False


def _entries(scene: Scene, case_id: int, kind: str) -> int:
    return scene.ask(f"SELECT count(*) FROM journal WHERE case_id = {case_id} AND kind = '{kind}'")[0][0]


def _open_errand(scene: Scene, token: str) -> tuple[int, int]:
    case_id = scene.start(token)
    scene.settle()
    return case_id, scene.task(case_id, "review")


def _complete_review(scene: Scene, token: str, place: tuple[int, int]) -> object:
    return scene.complete(place[1], {"decision": "accept", "opinion": token}, key=token)


def _reviewed(scene: Scene, token: str, place: tuple[int, int]) -> tuple[int, ...]:
    told = scene.ask(f"SELECT count(*) FROM outbox WHERE case_id = {place[0]} AND kind = 'tell'")[0][0]
    facts = f"SELECT count(*) FROM facts WHERE owner_id = {place[0]} AND kind = 'application.accepted'"
    return scene.said("task.completed", token), told, scene.ask(facts)[0][0]


def _open_visit(scene: Scene, token: str) -> tuple[int, int]:
    visit = scene.child(_open_errand(scene, token)[0])
    return visit, scene.task(visit, "look")


def _looked(scene: Scene, token: str, place: tuple[int, int]) -> tuple[int, ...]:
    sql = "SELECT count(*) FROM outbox WHERE case_id = {} AND kind = '{}'"
    kinds = ("case.message", "child.closed")
    return scene.said("task.completed", token), *(scene.ask(sql.format(place[0], kind))[0][0] for kind in kinds)


def _open_until(day: int, hour: int) -> Callable[[Scene, str], tuple[int, int]]:
    """An errand left alone until that hour of November, everything due before done."""

    def begin(scene: Scene, token: str) -> tuple[int, int]:
        place = _open_errand(scene, token)
        until = datetime(2026, 11, day, hour, tzinfo=CHINA)
        scene.pass_time(until - timedelta(minutes=1))
        scene.clock.advance_to(until)
        return place

    return begin


def _fired(moment: str) -> Callable[[Scene, str, tuple[int, int]], tuple[int, ...]]:
    def count(scene: Scene, _: str, place: tuple[int, int]) -> tuple[int, ...]:
        sql = f"SELECT count(*) FROM occurrences WHERE owner_id = {place[0]} AND moment LIKE '{moment}%%'"
        keyed = "nudge" if moment.startswith("nudge") else "late"
        told = f"SELECT count(*) FROM outbox WHERE case_id = {place[0]} AND key LIKE '%%:{keyed}:%%'"
        people = max(1, data.OFFICERS if keyed == "nudge" else 1)
        return scene.ask(sql)[0][0], scene.ask(told)[0][0] / people

    return count


def _visit_done(scene: Scene, token: str, *, accepted: bool) -> tuple[int, int]:
    case_id, review = _open_errand(scene, token)
    if accepted:
        scene.complete(review, {"decision": "accept"})
        scene.settle()
    scene.complete(scene.task(scene.child(case_id), "look"), {"found": token})
    return case_id, review


def _kept(scene: Scene, _: str, place: tuple[int, int]) -> tuple[int, ...]:
    sql = f"SELECT count(*) FROM inbound_messages WHERE case_id = {place[0]} AND name = 'visit.reported'"
    return (scene.ask(sql)[0][0],)


def _delivered(scene: Scene, _: str, place: tuple[int, int]) -> tuple[int, ...]:
    opened = scene.ask(f"SELECT count(*) FROM tasks WHERE case_id = {place[0]} AND element = 'decide'")[0][0]
    return _entries(scene, place[0], "message.delivered"), _entries(scene, place[0], "child.closed"), opened


def _tell(scene: Scene, token: str) -> tuple[int, int]:
    place = _open_errand(scene, token)
    _complete_review(scene, token, place)
    return place


def _sent(scene: Scene, _: str, place: tuple[int, int]) -> tuple[int, ...]:
    """Sent once or once more under the same Message-ID; marked done once."""
    keys = [row[0] for row in scene.ask(f"SELECT key FROM outbox WHERE case_id = {place[0]} AND kind = 'tell'")]
    ids = {message_id for key, message_id in scene.sink.sent() if key in keys}
    done = f"SELECT count(*) FROM outbox WHERE case_id = {place[0]} AND kind = 'tell' AND done_at IS NOT NULL"
    return len(ids), scene.ask(done)[0][0]


def _started(scene: Scene, token: str, _: tuple[int, int]) -> tuple[int, ...]:
    return (scene.said("case.opened", token),)


def _start_carelessly(scene: Scene, token: str, _: tuple[int, int]) -> None:
    """What the office never does: a request that no key names."""
    start_case(scene.office, Opening("errand", data.UNIT, None, {"matter": token}), scene.officer.actor)


def _mark_first(scene: Scene, _: str, place: tuple[int, int]) -> None:
    """What the office never does: an effect marked done before it is carried out."""
    now = scene.clock.now()
    with scene.office.database.writing() as connection:
        leased = outbox.lease(connection, now)
        for effect in leased:
            outbox.mark_done(connection, effect.id, now, {})
    for effect in leased:
        scene.sink.send(scene.office, effect)


WALKS = {
    walk.name: walk
    for walk in (
        Walk(
            "start",
            lambda *_: (0, 0),
            lambda scene, token, _: scene.start(token),
            _started,
        ),
        Walk("complete", _open_errand, _complete_review, _reviewed),
        Walk(
            "close",
            _open_visit,
            lambda scene, token, place: scene.complete(place[1], {"found": token}, key=token),
            _looked,
        ),
        Walk("nudge", _open_until(25, 9), lambda scene, *_: due.fire_due(scene.office), _fired("nudge:0"), True),
        Walk("due", _open_until(27, 0), lambda scene, *_: due.fire_due(scene.office), _fired("due:"), True),
        Walk(
            "side case",
            lambda scene, token: (scene.start(token), 0),
            lambda scene, *_: scene.carry_out(),
            lambda scene, _, place: (scene.ask(f"SELECT count(*) FROM cases WHERE parent_id = {place[0]}")[0][0],),
        ),
        Walk(
            "early message",
            lambda scene, token: _visit_done(scene, token, accepted=False),
            lambda scene, *_: scene.carry_out(),
            _kept,
        ),
        Walk(
            "awaited message",
            lambda scene, token: _visit_done(scene, token, accepted=True),
            lambda scene, *_: scene.carry_out(),
            _delivered,
        ),
        Walk("mail", _tell, lambda scene, *_: scene.carry_out(), _sent),
        Walk("start without a key", lambda *_: (0, 0), _start_carelessly, _started),
        Walk("mail marked first", _tell, _mark_first, _sent),
    )
}


def open_scene(url: str, folder: Path) -> Scene:
    """An office made for the walks."""
    clock = StoppedClock(data.MONDAY)
    return scene_of(data.make_office(Database(url), clock, folder), clock, folder)


def scene_of(office: Office, clock: StoppedClock, folder: Path) -> Scene:
    """The scene in an office that stands already."""
    officer, manager = data.list_doers(office, Role.OFFICER)[0], data.list_doers(office, Role.MANAGER)[0]
    return Scene(folder, office, clock, officer, manager)


def clear(scene: Scene, walk: Walk, family: list[int]) -> None:
    """Nothing is left that the next walk could meet: no effect, and where timers are fired no case that waits."""
    scene.settle()
    for _ in range(3 if walk.fires else 0):
        found = scene.ask(f"SELECT id, element FROM tasks WHERE case_id IN ({', '.join(map(str, family))})")
        for task_id, element in found:
            scene.complete(task_id, {"review": {"decision": "refuse"}, "look": {"found": ""}}[element])
        scene.settle()
