"""What steps left in the outbox is carried out once, tried again when it failed, and given up in sight of a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from tests.builders.casework import at, children, effects, incidents
from tests.builders.offices import TestOffice
from workflows.casework import effects as outgoing
from workflows.casework.effects import WAITS, run_effects
from workflows.casework.office import Office
from workflows.store import outbox
from workflows.store.outbox import LEASE, LeasedEffect, NewEffect


def _put(house: TestOffice, *kinds: str) -> None:
    with house.office.database.writing() as connection:
        new = [NewEffect(kind, f"{number}:{kind}", {"n": number}) for number, kind in enumerate(kinds)]
        outbox.put(connection, house.office.district, None, new, house.clock.now())


class Channel:
    """A way out of the house that fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.sent: list[str] = []

    def __call__(self, _: Office, effect: LeasedEffect) -> dict[str, Any]:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("mail server down")
        self.sent.append(effect.key)
        return {"receipt": effect.key}


def test_many_workers_send_each_effect_once(house: TestOffice) -> None:
    """Leased before it is sent, marked after."""
    _put(house, *["mail"] * 20)
    channel = Channel()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: run_effects(house.office, {"mail": channel}), range(4)))
    assert sorted(channel.sent) == sorted(f"{number}:mail" for number in range(20))


def test_a_failure_waits_longer_each_time_and_is_then_given_up(house: TestOffice) -> None:
    """After the last wait a person is told; nothing is sent twice meanwhile."""
    _put(house, "mail")
    channel = Channel(failures=99)
    for wait in (timedelta(0), *WAITS):
        house.clock.advance_by(wait - timedelta(seconds=1) if wait else wait)
        if wait:
            assert run_effects(house.office, {"mail": channel}) == 0
            house.clock.advance_by(timedelta(seconds=1))
        assert run_effects(house.office, {"mail": channel}) == 1
    assert len(incidents(house, "effect")) == 1
    house.clock.advance_by(timedelta(days=3))
    assert run_effects(house.office, {"mail": channel}) == 0


def test_a_failure_that_passes_is_sent_in_the_end(house: TestOffice) -> None:
    """Nobody is troubled."""
    _put(house, "mail")
    channel = Channel(failures=2)
    for _ in range(3):
        run_effects(house.office, {"mail": channel})
        house.clock.advance_by(timedelta(minutes=1))
    assert (channel.sent, incidents(house)) == (["0:mail"], [])


def test_one_failing_effect_does_not_hold_up_the_others(house: TestOffice) -> None:
    """Also one that nobody knows how to carry out."""
    _put(house, "pigeon", "mail")
    channel = Channel()
    run_effects(house.office, {"mail": channel})
    assert channel.sent == ["1:mail"]


def test_a_worker_that_died_is_taken_over_when_its_lease_ends(house: TestOffice) -> None:
    """Not before."""
    _put(house, "mail")
    channel = Channel()
    with house.office.database.writing() as connection:
        assert len(outbox.lease(connection, house.clock.now())) == 1
    assert run_effects(house.office, {"mail": channel}) == 0
    house.clock.advance_by(LEASE + timedelta(seconds=1))
    assert run_effects(house.office, {"mail": channel}) == 1
    assert channel.sent == ["0:mail"]


def test_a_side_case_is_opened_once_though_its_worker_died_before_saying_so(house: TestOffice) -> None:
    """The opening has the key of the effect: carried out again, it is the same case."""
    case_id = house.start("lifting", {"units": ["ZJJ"]}).case_id
    with house.office.database.writing() as connection:
        (leased,) = outbox.lease(connection, house.clock.now())
    first = outgoing.BETWEEN_CASES["case.start"](house.office, leased)
    house.clock.advance_by(LEASE + timedelta(seconds=1))
    house.settle()
    assert outgoing.BETWEEN_CASES["case.start"](house.office, leased) == first
    assert list(children(house, case_id)) == [("lift", "ZJJ")]


def test_a_letter_that_was_withdrawn_between_lease_and_sending_does_not_leave(house: TestOffice) -> None:
    """Asked once more, just before."""
    case_id = house.start("lifting", {"units": ["ZJJ"]}).case_id
    with house.office.database.writing() as connection:
        new = [NewEffect("mail", "x:mail", {}, branch="b")]
        outbox.put(connection, house.office.district, case_id, new, house.clock.now())
        outbox.withdraw(connection, case_id, ["b"], house.clock.now())
    channel = Channel()
    run_effects(house.office, {**house.handlers, "mail": channel})
    assert channel.sent == []
    assert effects(house, case_id, "mail") == []
    assert house.clock.now() == at(11, 23)
