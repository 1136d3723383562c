"""The walks that are killed at every statement: how each begins, what it asks for, how often that has happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench import data
from tests.crash.scene import Scene
from workflows.casework import due, messages
from workflows.casework.start import Opening, start_case
from workflows.clock import CHINA
from workflows.store import outbox


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


def _call_review(scene: Scene, token: str, place: tuple[int, int]) -> str:
    said = {"answers": {"decision": "accept", "opinion": token}}
    page = scene.machine.call(f"/api/v1/tasks/{place[1]}/complete", said, token.replace(" ", "-"))
    assert page.is_shown, page.text
    return page.text


def _open_for_machine(scene: Scene, token: str) -> tuple[int, int]:
    assert scene.machine.token  # the web is warm before anybody dies
    return _open_errand(scene, token)


def _withdraw(scene: Scene, token: str, place: tuple[int, int]) -> object:
    doer = scene.enterprise[1]
    return messages.send(scene.office, place[0], "withdrawal", {"reason": token}, doer=doer, key=token)


def _withdrawn(scene: Scene, token: str, place: tuple[int, int]) -> tuple[int, ...]:
    ends = f"SELECT count(*) FROM outbox WHERE case_id = {place[0]} AND kind = 'case.abandon'"
    return scene.said("message.sent", token), scene.ask(ends)[0][0], _closed(scene, place[0])


def _open_withdrawn(scene: Scene, token: str) -> tuple[int, int]:
    """A visit whose errand was withdrawn; that it ends with it, is still in the outbox."""
    case_id, _review = place = _open_errand(scene, token)
    visit = scene.child(case_id)
    _withdraw(scene, token, place)
    return visit, case_id


def _abandoned(scene: Scene, _: str, place: tuple[int, int]) -> tuple[int, ...]:
    return _entries(scene, place[0], "case.abandoned"), _closed(scene, place[0])


def _closed(scene: Scene, case_id: int) -> int:
    return scene.ask(f"SELECT count(*) FROM cases WHERE id = {case_id} AND closed_at IS NOT NULL")[0][0]


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
        Walk("api", _open_for_machine, _call_review, _reviewed),
        Walk("withdraw", _open_errand, _withdraw, _withdrawn),
        Walk("abandon", _open_withdrawn, lambda scene, *_: scene.carry_out(), _abandoned),
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


def clear(scene: Scene, walk: Walk, family: list[int]) -> None:
    """Nothing is left that the next walk could meet: no effect, and where timers are fired no case that waits."""
    scene.settle()
    for _ in range(3 if walk.fires else 0):
        found = scene.ask(f"SELECT id, element FROM tasks WHERE case_id IN ({', '.join(map(str, family))})")
        for task_id, element in found:
            scene.complete(task_id, {"review": {"decision": "refuse"}, "look": {"found": ""}}[element])
        scene.settle()
