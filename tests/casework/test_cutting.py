"""What a cut-off path had under way ends with it; what a case had under way ends with the case."""

from __future__ import annotations

from datetime import date

from tests.builders.casework import (
    at,
    children,
    do,
    effects,
    incidents,
    notes,
    open_elements,
    record,
    state,
    tell,
    timer_rows,
)
from tests.builders.offices import TestOffice
from workflows.casework import messages, tasks
from workflows.casework.effects import run_effects
from workflows.casework.start import Opening, start_case
from workflows.casework.tasks import Opened
from workflows.store import facts, outbox
from workflows.store.facts import Owner


def _withdraw(house: TestOffice, case_id: int) -> None:
    messages.send(house.office, case_id, "withdrawal", {}, doer=house.doers["wanglei"], key=f"w{case_id}")


def _at(house: TestOffice, element: str) -> int:
    """A case that stands at this task."""
    if "wanglei" not in house.doers:
        house.person("wanglei", "王磊", "officer@SJJ")
        house.person("gaoming", "高明", "manager@SJJ")
    case_id = house.start("withdrawable", {}).case_id
    for step, answers in (("examine", {"decision": "yes"}), ("hear_expert", {}), ("propose", {})):
        if element == step:
            break
        do(house, case_id, step, house.doers["wanglei"], **answers)
    return case_id


def _open_holds(house: TestOffice, case_id: int) -> list[str]:
    with house.office.database.reading() as connection:
        rows = facts.list_hold_rows(connection, Owner("case", case_id))
    return [row.kind for row in rows if row.ended_on is None]


def test_a_withdrawal_at_every_task_leaves_nothing_over(house: TestOffice) -> None:
    """No task, no timer, no hold, no side case, no effect, no incident."""
    for element in ("examine", "hear_expert", "propose", "approve"):
        case_id = _at(house, element)
        house.settle()
        assert element in open_elements(house, case_id)
        _withdraw(house, case_id)
        house.settle()
        assert state(house, case_id) == ("已撤回", True)
        assert open_elements(house, case_id) == []
        for kind in ("engine", "nudge", "ladder", "hold"):
            assert timer_rows(house, case_id, kind) == []
        assert _open_holds(house, case_id) == []
        assert [state(house, child)[1] for child in children(house, case_id).values()] in ([], [True])
    assert incidents(house) == []


def test_the_clock_of_a_withdrawn_case_is_not_left_standing(house: TestOffice) -> None:
    """The hold that the cut-off path began ends on that day."""
    case_id = _at(house, "hear_expert")
    assert _open_holds(house, case_id) == ["hold.expert"]
    house.clock.advance_to(at(11, 26))
    _withdraw(house, case_id)
    with house.office.database.reading() as connection:
        (row,) = facts.list_hold_rows(connection, Owner("case", case_id))
    assert row.ended_on == date(2026, 11, 26)
    assert notes(house, case_id, "hold.ended")


def test_what_was_not_sent_yet_is_taken_back(house: TestOffice) -> None:
    """The side case had not been opened when the application was withdrawn: it never is."""
    case_id = _at(house, "propose")
    assert len(effects(house, case_id, "case.start")) == 1
    _withdraw(house, case_id)
    assert effects(house, case_id, "case.start") == []
    house.settle()
    assert children(house, case_id) == {}
    (entry,) = [entry for entry in house.journal(case_id) if entry.kind == "message.sent"]
    assert len(entry.body["unsent"]) == 1


def test_a_side_case_under_way_ends_in_a_step_of_its_own(house: TestOffice) -> None:
    """Closed with its reason, its own tasks and timers gone; the parent is not troubled by it."""
    case_id = _at(house, "propose")
    house.settle()
    side = children(house, case_id)["lift", "CZJ"]
    assert open_elements(house, side) == ["confirm_lift"]
    _withdraw(house, case_id)
    assert state(house, side)[1] is False
    house.settle()
    assert state(house, side) == ("已终止", True)
    assert (open_elements(house, side), timer_rows(house, side)) == ([], [])
    assert house.journal(side)[-1].body["because"] == "主案已不再办理这一部分"
    assert incidents(house) == []


def test_a_side_case_that_a_worker_is_opening_just_then_is_not_opened(house: TestOffice) -> None:
    """It is asked again under the lock of the parent."""
    case_id = _at(house, "propose")
    with house.office.database.writing() as connection:
        (leased,) = outbox.lease(connection, house.clock.now())
    assert leased.kind == "case.start"
    _withdraw(house, case_id)
    assert house.handlers["case.start"](house.office, leased) == {"unsent": "主案已不再办理这一部分"}
    assert children(house, case_id) == {}


def test_an_effect_that_was_taken_back_does_not_leave(house: TestOffice) -> None:
    """The worker asks once more, just before."""
    case_id = _at(house, "propose")
    _withdraw(house, case_id)
    assert run_effects(house.office, house.handlers) == 0
    assert [effect.kind for effect in house.left] == []
    assert children(house, case_id) == {}


def test_a_closed_case_leaves_no_side_case_behind(house: TestOffice) -> None:
    """What a person opened beside it, too; what a date opened goes its own way."""
    case_id = _at(house, "examine")
    wang = house.doers["wanglei"].actor
    asked = start_case(house.office, Opening("rework", "SJJ", None, {}, scope="x", parent_id=case_id), wang)
    dated = start_case(house.office, Opening("promise-check", "SJJ", None, {}, scope="7", parent_id=case_id), wang)
    _withdraw(house, case_id)
    house.settle()
    assert state(house, asked.case_id) == ("已终止", True)
    assert state(house, dated.case_id) == ("待核对", False)
    do(house, dated.case_id, "look_into", house.doers["wanglei"])
    house.settle()
    assert incidents(house) == []


def test_what_ended_before_it_was_told_to_stays_as_it_ended(house: TestOffice) -> None:
    """The side case was done in the moment in which the parent was withdrawn."""
    czj = house.person("c", "财", "implementer@CZJ")
    case_id = _at(house, "propose")
    house.settle()
    side = children(house, case_id)["lift", "CZJ"]
    _withdraw(house, case_id)
    do(house, side, "confirm_lift", czj)
    house.settle()
    assert state(house, side) == ("已办结", True)
    assert incidents(house) == []


def test_going_back_over_a_hold_ends_it(house: TestOffice) -> None:
    """Else the path that begins anew could not begin its hold again."""
    case_id = _at(house, "hear_expert")
    wang = house.doers["wanglei"]
    task = house.task(case_id, "hear_expert")
    tasks.send_back(house.office, Opened(task.id, 1), "examine", "材料需要重新核对一遍", doer=wang)
    assert _open_holds(house, case_id) == []
    do(house, case_id, "examine", wang, decision="yes")
    assert _open_holds(house, case_id) == ["hold.expert"]


def test_holds_of_side_cases_outlive_a_path_that_is_cut_off_elsewhere(house: TestOffice) -> None:
    """Only what the cut-off path itself began ends with it."""
    case_id = house.start("units", {"units": ["ZJJ"]}).case_id
    record(house, case_id, "application.accepted")
    tell(house, case_id, "hold.begun", kind="hold.expert", key="b", from_case=9)
    tell(house, case_id, "opinion.given", "ZJJ", text="")
    assert _open_holds(house, case_id) == ["hold.expert"]
