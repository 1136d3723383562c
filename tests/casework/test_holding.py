"""A clock stands still no longer than the policy allows, and somebody hears of it meanwhile."""

from __future__ import annotations

from datetime import date

from tests.builders.casework import at, do, effects, incidents, notes, tell, timer_rows
from tests.builders.offices import TestOffice
from workflows.clock import day_end
from workflows.store import facts
from workflows.store.facts import Owner


def _held(house: TestOffice, kind: str) -> int:
    """A case of the office's own hold, without a side case."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start("withdrawable", {}).case_id
    if kind == "hold.expert":
        do(house, case_id, "examine", wang, decision="yes")
    else:
        tell(house, case_id, "hold.begun", kind=kind, reason="等", key="begun")
    return case_id


def _holds(house: TestOffice, case_id: int) -> list[tuple[str, date | None]]:
    with house.office.database.reading() as connection:
        return [(row.kind, row.ended_on) for row in facts.list_hold_rows(connection, Owner("case", case_id))]


def test_a_hold_ends_by_itself_at_its_maximum(house: TestOffice) -> None:
    """Thirty days of expertise from 23 November: the 23rd of December is the last that does not count."""
    case_id = _held(house, "hold.expert")
    assert {row.due_at for row in timer_rows(house, case_id, "hold") if row.moment == "ends"} == {
        day_end(date(2026, 12, 23))
    }
    house.pass_time(at(12, 24, 1))
    assert _holds(house, case_id) == [("hold.expert", date(2026, 12, 23))]
    (note,) = notes(house, case_id, "hold.over")
    assert note["on"] == "2026-12-23"
    assert house.deadlines(case_id)["repair.decide"].due_on == date(2027, 1, 7)
    assert timer_rows(house, case_id, "hold") == []
    assert [said["message"] for said in effects(house, case_id, "tell")][-1] == "hold-over"


def test_woken_late_a_hold_still_ended_on_its_day(house: TestOffice) -> None:
    """The day is that of the policy, not that of the tick."""
    case_id = _held(house, "hold.expert")
    house.clock.advance_to(at(12, 28))
    house.settle()
    assert _holds(house, case_id) == [("hold.expert", date(2026, 12, 23))]


def test_whoever_is_waited_for_is_reminded_once(house: TestOffice) -> None:
    """The rule of the longest hold says when and whom: five working days before, the officer."""
    case_id = _held(house, "hold.expert")
    house.pass_time(at(12, 17))
    assert [said["message"] for said in effects(house, case_id, "tell")] == ["hold-open"]
    tell(house, case_id, "extension.asked", rule="repair.decide", key="asked", from_case=3)
    house.pass_time(at(12, 22))
    assert [said["message"] for said in effects(house, case_id, "tell")] == ["hold-open"]


def test_a_hold_that_nobody_limited_is_asked_about_every_week(house: TestOffice) -> None:
    """Without a maximum it never ends by itself; the office is told at the opening hour, week after week."""
    case_id = _held(house, "hold.supplement")
    (row,) = timer_rows(house, case_id, "hold")
    assert (row.moment, row.due_at) == ("weekly", at(11, 30, 9))
    house.pass_time(at(12, 15))
    said = [(one["message"], one["names"]["hold"]) for one in effects(house, case_id, "tell")]
    assert said == [("hold-open", "等待企业补正")] * 3
    assert _holds(house, case_id) == [("hold.supplement", None)]


def test_an_ended_hold_is_waited_for_no_more(house: TestOffice) -> None:
    """Its rows go with it."""
    case_id = _held(house, "hold.supplement")
    tell(house, case_id, "hold.ended", kind="hold.supplement", key="ended")
    assert timer_rows(house, case_id, "hold") == []


def test_an_answer_after_the_maximum_changes_nothing(house: TestOffice) -> None:
    """The side case reports later than the hold lasted: the hold stays as it ended, and nobody is troubled."""
    case_id = house.start("waiting", {}).case_id
    tell(house, case_id, "hold.begun", kind="hold.enquiry", key="begun", from_case=7)
    house.pass_time(at(12, 8, 10))
    assert _holds(house, case_id) == [("hold.enquiry", date(2026, 12, 7))]
    assert tell(house, case_id, "hold.ended", kind="hold.enquiry", key="ended", from_case=7) is not None
    assert _holds(house, case_id) == [("hold.enquiry", date(2026, 12, 7))]
    assert incidents(house) == []


def test_a_side_case_nudges_by_its_own_task(house: TestOffice) -> None:
    """Its hold has a last day here, and no reminders besides."""
    case_id = house.start("waiting", {}).case_id
    tell(house, case_id, "hold.begun", kind="hold.enquiry", key="begun", from_case=7)
    assert [row.moment for row in timer_rows(house, case_id, "hold")] == ["ends"]
