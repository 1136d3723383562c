"""A case begins with its number, its records and its first step, all at once or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, update

from tests.builders.casework import do, incidents, open_elements, row_of, state
from tests.builders.offices import TestOffice
from tests.builders.registry import a_record, a_subject
from workflows.actions.catalogue import SYSTEM
from workflows.casework.start import Opening, start_case
from workflows.casework.step import CaseClosed
from workflows.errors import BadAnswers, BadDiagram
from workflows.store import cases
from workflows.store.schema import Case, PersonRole


def _numbers(house: TestOffice) -> list[str]:
    with house.office.database.reading() as connection:
        return list(connection.execute(select(Case.number).order_by(Case.id)).scalars())


def test_numbers_have_no_gaps(house: TestOffice) -> None:
    """A case that was refused gives its number back; letters count for themselves."""
    house.start()
    with pytest.raises(BadAnswers):
        house.start(answers={"matter": "x"})
    house.start()
    assert _numbers(house) == ["XF2026-X-000001", "XF2026-X-000002"]


def test_many_cases_at_once_have_numbers_of_their_own(house: TestOffice) -> None:
    """Eight at a time, each its own."""
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: house.start().number, range(16)))
    assert sorted(taken) == [f"XF2026-X-{number:06d}" for number in range(1, 17)]


def test_the_same_key_opens_one_case(house: TestOffice) -> None:
    """A double click on submit has one receipt."""
    first = house.start(key="wizard-1")
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: house.start(key="wizard-1"), range(4))) == {first}
    assert len(_numbers(house)) == 1


def test_wrong_answers_open_nothing(house: TestOffice) -> None:
    """The start form is checked like any other."""
    with pytest.raises(BadAnswers) as refusal:
        house.start(answers={})
    assert refusal.value.details["fields"] == {"matter": "请填写“事项”"}
    assert _numbers(house) == []


def test_an_unknown_process_opens_nothing(house: TestOffice) -> None:
    """There is nothing to begin with."""
    with pytest.raises(BadDiagram):
        house.start("nothing", {})
    assert _numbers(house) == []


def test_a_case_knows_what_it_is_about(house: TestOffice) -> None:
    """Number, unit, subject, scope and day stand in its data; names from outside cannot pretend to be them."""
    with house.office.database.writing() as connection:
        subject_id = a_subject(connection)
    names = {"unit": "CZJ", "case": {"unit": "FAKE"}, "start": "fake"}
    taken = start_case(house.office, Opening("lift", "CZJ", subject_id, {}, scope="CZJ", names=names), SYSTEM)
    given = row_of(house, taken.case_id, "confirm_lift").names
    assert given["case"] == {
        "id": taken.case_id,
        "number": taken.number,
        "unit": "CZJ",
        "subject": subject_id,
        "process": "lift",
        "scope": "CZJ",
        "opened_on": "2026-11-23",
    }
    assert given["start"] == {}
    assert row_of(house, taken.case_id, "confirm_lift").role_group == "implementer@CZJ"


def test_records_are_tied_to_their_case(house: TestOffice) -> None:
    """And may be tied to several, unless the process keeps them for itself."""
    with house.office.database.writing() as connection:
        record = a_record(connection)
    first = house.start("rework", {}, records=(record.id,))
    second = house.start("rework", {}, records=(record.id,))
    with house.office.database.reading() as connection:
        assert cases.list_records(connection, first.case_id) == cases.list_records(connection, second.case_id)


def test_a_side_case_of_a_closed_case_is_not_opened(house: TestOffice) -> None:
    """Nobody would wait for it."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start().case_id
    do(house, case_id, "review", wang, decision="refuse")
    with pytest.raises(CaseClosed):
        start_case(house.office, Opening("rework", "SJJ", None, {}, parent_id=case_id), wang.actor)
    assert incidents(house) == []


def test_a_foreign_process_is_worked_through_at_once(house: TestOffice) -> None:
    """No settings, no form to begin with, lanes by their names: three tasks, three people, literal days."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    taken = house.start("foreign", {})
    do(house, taken.case_id, "one", wang)
    do(house, taken.case_id, "two", wang)
    assert open_elements(house, taken.case_id) == []
    house.pass_time(house.clock.now().replace(year=2027, month=1, day=4))
    assert open_elements(house, taken.case_id) == ["three"]
    do(house, taken.case_id, "three", wang)
    assert state(house, taken.case_id)[1]


def test_a_credit_office_task_goes_to_the_credit_office(house: TestOffice) -> None:
    """It is one for the district, wherever its people stand."""
    house.person("wuhao", "吴昊", "credit-office@ZJJ")
    taken = start_case(house.office, Opening("lift", "CZJ", None, {}, names={"unit": "CZJ"}), SYSTEM)
    house.pass_time(house.clock.now().replace(day=30, hour=10))
    assert row_of(house, taken.case_id, "press_lift").role_group == "credit-office@ZJJ"


@pytest.mark.parametrize(("groups", "holder"), [(("officer@SJJ",), "王磊"), ((), None)])
def test_who_handles_a_case_handles_what_stands_beside_it(
    house: TestOffice, groups: tuple[str, ...], holder: str | None
) -> None:
    """As long as they are an officer of the unit; otherwise the side case waits for the post."""
    wang, main = house.person("wanglei", "王磊", "officer@SJJ"), house.start()
    with house.office.database.writing() as connection:
        connection.execute(update(Case).values(handler_id=wang.actor.id))
        if not groups:
            connection.execute(delete(PersonRole).where(PersonRole.person_id == wang.actor.id))
    beside = start_case(
        house.office, Opening("receipt", "SJJ", None, {"matter": "延期"}, parent_id=main.case_id), SYSTEM
    )
    assert house.page(beside.number).handler == holder
