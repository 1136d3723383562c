"""Time passes through every due instant in order, and nothing that is stuck holds it up."""

from __future__ import annotations

from datetime import timedelta

from tests.builders.casework import at, effects, fired, open_elements, record
from tests.builders.offices import TestOffice
from workflows.clock import CHINA
from workflows.store import outbox


def test_each_moment_happens_at_its_own_instant(house: TestOffice) -> None:
    """The journal dates every step at the moment it was due, whatever jump was asked for."""
    case = house.start()
    house.pass_time(at(12, 4))
    entries = [entry for entry in house.journal(case.case_id) if entry.kind == "timer.fired"]
    assert [entry.at.astimezone(CHINA).strftime("%m-%d %H:%M") for entry in entries] == [
        "11-25 09:00",
        "11-26 09:00",
        "11-27 00:00",
        "11-27 09:00",
        "12-01 09:00",
        "12-03 09:00",
    ]
    assert house.clock.now() == at(12, 4)


def test_what_a_moment_causes_is_carried_out_before_time_goes_on(house: TestOffice) -> None:
    """The letters of a day have left before the next day begins."""
    house.person("wanglei", "王磊", "officer@SJJ")
    case = house.start()
    house.pass_time(at(11, 25, 9))
    assert len(house.left) == len(effects(house, case.case_id, "tell")) == 1


def test_passing_no_time_still_settles(house: TestOffice) -> None:
    """What is due now is done."""
    case_id = house.start("lifting", {"units": ["ZJJ"]}).case_id
    assert house.pass_time(house.clock.now()) >= 1
    assert open_elements(house, case_id) == []


def test_time_does_not_wait_for_an_effect_that_somebody_else_holds(house: TestOffice) -> None:
    """A worker died with its lease: the sandbox goes on, through every other moment, and carries it out later."""
    case_id = house.start("waiting", {}).case_id
    record(house, case_id, "application.accepted")
    house.start("lifting", {"units": ["ZJJ"]})
    with house.office.database.writing() as connection:
        (held,) = outbox.lease(connection, house.clock.now())
    house.pass_time(house.clock.now() + timedelta(seconds=30))
    house.pass_time(at(12, 3))
    assert ("before", "remind_1") in fired(house, case_id)
    with house.office.database.reading() as connection:
        assert outbox.next_due(connection) is None
    assert held.kind == "case.start"
