"""A registry object needs no running case: when its day comes, the tick opens the process that is drawn for it, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from tests.builders.casework import do, incidents, open_elements, row_of
from tests.builders.circumstances import on
from tests.builders.offices import TestOffice
from tests.builders.registry import a_subject, new_record
from workflows.casework import due, registry_time
from workflows.clock import CHINA, day_end
from workflows.registry import commitments, records
from workflows.registry import due as registry_due
from workflows.registry.commitments import Signed
from workflows.store import cases, registry, timers
from workflows.store.facts import Owner
from workflows.store.registry import NewRecord
from workflows.store.schema import Case, CaseRecord
from workflows.store.schema import Timer as TimerTable

ENDS = date(2027, 6, 1)
AFTER = datetime(2027, 6, 2, 8, tzinfo=CHINA)


def _record(house: TestOffice, **over: object) -> int:
    """A record whose publicity of one year ends on 1 June 2027."""
    with house.office.database.writing() as connection:
        new: NewRecord = new_record(a_subject(connection), **over)
        (entered,) = records.enter(connection, [new], on())
        registry_due.begin(connection, house.office.district, "record", [entered.record_id], on())
    return entered.record_id


def _cases(house: TestOffice, process: str) -> list[tuple[Any, ...]]:
    query = select(Case.id, Case.scope, Case.unit, Case.parent_id).where(Case.process == process).order_by(Case.id)
    with house.office.database.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_the_end_of_publicity_opens_its_case(house: TestOffice) -> None:
    """About the record, in its unit, on the day after its last; not a minute before."""
    house.person("wanglei", "王磊", "officer@SJJ")
    record_id = _record(house)
    house.pass_time(day_end(ENDS).replace(microsecond=0) - (day_end(ENDS) - day_end(date(2027, 5, 31))) / 2)
    assert _cases(house, "term-over") == []
    house.pass_time(AFTER)
    ((case_id, scope, unit, parent),) = _cases(house, "term-over")
    assert (scope, unit, parent) == (str(record_id), "SJJ", None)
    with house.office.database.reading() as connection:
        assert cases.list_records(connection, case_id) == (record_id,)
    names = row_of(house, case_id, "look_into").names
    assert names["owner"] == {"kind": "record", "id": record_id, "rule": "publicity.max", "promise": ""}
    assert names["case"]["scope"] == str(record_id)


def test_a_day_opens_one_case_however_often_it_is_tried(house: TestOffice) -> None:
    """Eight workers at once, a second tick, a recount: one case."""
    record_id = _record(house)
    house.clock.advance_to(AFTER)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: due.fire_due(house.office), range(8)))
    house.settle()
    with house.office.database.writing() as connection:
        circumstances = replace(on(), now=house.clock.now())
        registry_due.recount(connection, house.office.district, Owner("record", record_id), circumstances)
    house.settle()
    assert len(_cases(house, "term-over")) == 1
    assert incidents(house) == []


def test_a_day_that_moved_meanwhile_is_not_acted_upon(house: TestOffice) -> None:
    """The row is looked at again under its lock."""
    record_id = _record(house)
    house.clock.advance_to(AFTER)
    with house.office.database.reading() as connection:
        seen = timers.find_due_start(connection, house.clock.now())
    assert seen is not None
    with house.office.database.writing() as connection:
        record = registry.get_record(connection, record_id)
        new = new_record(record.subject_id, document_number=record.document_number, decided_on=date(2026, 9, 1))
        records.accept(connection, record_id, new, on())
        registry_due.recount(connection, house.office.district, Owner("record", record_id), on())
    assert due.fire_due(house.office) == 0
    assert _cases(house, "term-over") == []
    house.pass_time(datetime(2027, 9, 2, 8, tzinfo=CHINA))
    assert len(_cases(house, "term-over")) == 1


def test_a_promise_is_checked_beside_the_case_that_took_it(house: TestOffice) -> None:
    """The case of the promise has ended long ago: the check is linked to it and troubles it no more."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    record_id = _record(house)
    taken = house.start("rework", {})
    with house.office.database.writing() as connection:
        record = registry.get_record(connection, record_id)
        signed = Signed("2026-1", "许建国", date(2026, 11, 2))
        (number,) = commitments.register(connection, taken.case_id, [record], signed, on())
        registry_due.recount(connection, house.office.district, Owner("commitment", number), on())
    do(house, taken.case_id, "draft", wang)
    do(house, taken.case_id, "check", house.person("gaoming", "高明", "manager@SJJ"), decision="yes")
    house.pass_time(datetime(2027, 5, 4, 8, tzinfo=CHINA))
    ((case_id, scope, unit, parent),) = _cases(house, "promise-check")
    assert (scope, unit, parent) == (str(number), "SJJ", taken.case_id)
    do(house, case_id, "look_into", wang)
    house.settle()
    assert incidents(house) == []
    assert [entry.kind for entry in house.journal(taken.case_id)][-1] == "task.completed"


def test_a_rule_that_no_process_is_drawn_for_waits_for_a_person(house: TestOffice) -> None:
    """An incident and a later try; everything else that is due goes on."""
    record_id = _record(house)
    with house.office.database.writing() as connection:
        connection.execute(update(TimerTable).values(rule="measure.end"))
    other = _record(house)
    house.clock.advance_to(AFTER)
    due.fire_due(house.office)
    assert len(incidents(house, "timer")) == 1
    assert [row[1] for row in _cases(house, "term-over")] == [str(other)]
    with house.office.database.reading() as connection:
        (row,) = timers.list_timers(connection, "record", record_id)
    assert row.due_at is not None
    assert row.due_at > house.clock.now()
    assert row.attempts == 1


def test_the_process_is_the_one_that_names_the_rule(house: TestOffice) -> None:
    """And, where it says so, the kind of object."""
    with house.office.database.reading() as connection:
        assert registry_time.process_for(house.office, connection, "publicity.max", "record") == "term-over"
        assert registry_time.process_for(house.office, connection, "publicity.max", "measure") is None
        assert registry_time.process_for(house.office, connection, "repair.accept", "record") is None


def test_two_records_of_one_subject_do_not_keep_each_other_waiting(house: TestOffice) -> None:
    """Dates of records share the record with other cases."""
    first, second = _record(house), _record(house)
    house.pass_time(AFTER)
    assert sorted(row[1] for row in _cases(house, "term-over")) == sorted([str(first), str(second)])
    with house.office.database.reading() as connection:
        assert not any(connection.execute(select(CaseRecord.exclusive)).scalars())
    assert open_elements(house, _cases(house, "term-over")[0][0]) == ["look_into"]
