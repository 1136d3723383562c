"""What a diagram does wrong is a person's to see: nothing ends, waits or gets lost in silence."""

from __future__ import annotations

from tests.builders.casework import at, do, incidents, open_elements, state, tell
from tests.builders.offices import TestOffice
from workflows.store import timers


def test_an_error_that_nothing_catches_is_reported(house: TestOffice) -> None:
    """The library takes the case for done; a person is asked to look."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start("broken", {}).case_id
    do(house, case_id, "choose", wang, decision="no")
    assert state(house, case_id)[1]
    (said,) = incidents(house, "uncaught")
    assert "缺口" in said


def test_a_case_that_nobody_can_move_is_reported(house: TestOffice) -> None:
    """It waits for what nobody can give."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start("broken", {}).case_id
    do(house, case_id, "choose", wang, decision="yes")
    assert (state(house, case_id)[1], open_elements(house, case_id)) == (False, [])
    assert len(incidents(house, "stuck")) == 1


def test_a_case_that_waits_is_not_stuck(house: TestOffice) -> None:
    """For a message, a day, a side case."""
    for process, answers in (("lapse", {}), ("units", {"units": ["ZJJ"]}), ("lifting", {"units": ["ZJJ"]})):
        house.start(process, answers)
    house.settle()
    assert incidents(house) == []


def test_what_is_closed_holds_no_record_and_waits_for_nothing(house: TestOffice) -> None:
    """Whether it ended by an answer or by a day."""
    answered, lapsed = house.start("lapse", {}).case_id, house.start("lapse", {}).case_id
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    tell(house, answered, "answer.given", key="a")
    do(house, answered, "look_at_answer", wang)
    house.pass_time(at(12, 9))
    assert [state(house, case_id) for case_id in (answered, lapsed)] == [("已办结", True), ("已撤回", True)]
    with house.office.database.reading() as connection:
        assert timers.next_due_at(connection) is None
