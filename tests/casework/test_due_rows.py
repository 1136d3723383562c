"""Rows of timers: literals of foreign diagrams, rows that stayed behind, and the order of what is overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from tests.builders.casework import at, do, fired, incidents, open_elements, record, timer_rows
from tests.builders.offices import TestOffice
from workflows.casework import due
from workflows.clock import china_instant
from workflows.store import timers
from workflows.store.schema import Timer
from workflows.store.timers import NewTimer


def test_literals_become_due_once_from_their_entry(house: TestOffice) -> None:
    """Three days from now, and a day of China: whatever else happens to the case, the instants stay."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start("foreign", {}).case_id
    (row,) = timer_rows(house, case_id)
    assert (row.moment, row.due_at) == ("literal", at(11, 26))
    house.clock.advance_to(at(11, 25))
    record(house, case_id, "duty.performed")
    assert timer_rows(house, case_id) == [row]
    house.pass_time(at(11, 26, 12))
    assert open_elements(house, case_id) == ["one", "press_one"]
    do(house, case_id, "one", wang)
    do(house, case_id, "two", wang)
    (row,) = timer_rows(house, case_id)
    assert row.due_at == china_instant(date(2026, 12, 24))


def test_rounds_come_one_by_one_and_never_in_a_burst(house: TestOffice) -> None:
    """Each round has a row of its own; woken a week late, one round comes, and the next a day later."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start("foreign", {}).case_id
    do(house, case_id, "one", wang)
    house.clock.advance_to(at(11, 30))
    house.settle()
    assert open_elements(house, case_id).count("press_two") == 1
    assert [row.due_at for row in timer_rows(house, case_id)] == [at(12, 1)]
    house.pass_time(at(12, 10))
    assert open_elements(house, case_id).count("press_two") == 3
    assert timer_rows(house, case_id) == []


def test_a_row_that_nothing_waits_for_is_taken_away(house: TestOffice) -> None:
    """It would come up for ever; the others go on."""
    case_id = house.start("waiting", {}).case_id
    record(house, case_id, "application.accepted")
    with house.office.database.writing() as connection:
        stray = "00000000-0000-4000-8000-000000000000"
        new = NewTimer(
            house.office.district, "case", case_id, "engine", stray, "literal", due_at=at(11, 24), dormant=""
        )
        timers.add_timers(connection, [new])
    house.pass_time(at(12, 3))
    assert stray not in {row.engine_task for row in timer_rows(house, case_id)}
    assert (fired(house, case_id), incidents(house)) == ([("before", "remind_1")], [])


def test_a_row_of_a_closed_case_is_taken_away(house: TestOffice) -> None:
    """Whatever left it there."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start().case_id
    do(house, case_id, "review", wang, decision="accept")
    with house.office.database.writing() as connection:
        new = NewTimer(house.office.district, "case", case_id, "engine", "x", "literal", due_at=at(11, 24), dormant="")
        timers.add_timers(connection, [new])
    house.clock.advance_to(at(11, 25))
    assert due.fire_due(house.office) == 1
    assert due.fire_due(house.office) == 0
    assert (timer_rows(house, case_id), incidents(house)) == ([], [])


def test_two_overdue_timers_of_one_task_are_two_steps_earliest_first(house: TestOffice) -> None:
    """The escalation does not swallow the reminder, and doing something else fires neither."""
    case_id = house.start("waiting", {}).case_id
    record(house, case_id, "application.accepted")
    house.clock.advance_to(at(12, 20))
    record(house, case_id, "duty.performed")
    assert fired(house, case_id) == []
    house.settle()
    engine = [moment for moment in fired(house, case_id) if moment[0] != "offset"]
    assert engine == [("before", "remind_1"), ("due", ""), ("after", "overdue")]
    assert open_elements(house, case_id) == ["after_nearly", "after_over", "after_overdue", "wait"]


def test_a_failed_firing_is_tried_again_later(house: TestOffice) -> None:
    """The row waits, longer each time, with one incident; put right, it fires."""
    case_id = house.start("waiting", {}).case_id
    record(house, case_id, "application.accepted", sets={"repair.decide": "2026-11-24"})
    (row,) = [row for row in timer_rows(house, case_id) if (row.moment, row.rule) == ("due", "repair.decide")]
    good = replace(row)
    with house.office.database.writing() as connection:
        connection.execute(update(Timer).where(Timer.id == row.id).values(engine_task="not a number"))
    house.clock.advance_to(at(11, 25, 0))
    due.fire_due(house.office)
    with house.office.database.reading() as connection:
        later, attempts = connection.execute(select(Timer.due_at, Timer.attempts).where(Timer.id == row.id)).one()
    assert (later, attempts) == (at(11, 25, 0, 5), 1)
    assert len(incidents(house, "timer")) == 1
    with house.office.database.writing() as connection:
        connection.execute(update(Timer).where(Timer.id == row.id).values(engine_task=good.engine_task))
    house.pass_time(at(11, 25, 1))
    assert "after_over" in open_elements(house, case_id)
    assert len(incidents(house, "timer")) == 1
