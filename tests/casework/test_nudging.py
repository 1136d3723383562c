"""Nudges and the ladder come from the rule, once each, to the right people, and end with their task."""

from __future__ import annotations

from typing import Any

from tests.builders.casework import at, do, effects, fired, record, tell, timer_rows
from tests.builders.offices import TestOffice
from workflows.casework import tasks


def _told(house: TestOffice, case_id: int) -> list[tuple[str, int, int]]:
    letters = [said for said in effects(house, case_id, "tell") if "level" in said["names"]]
    return [(said["message"], said["names"]["level"], said["person_id"]) for said in letters]


def _people(house: TestOffice) -> dict[str, int]:
    house.person("wanglei", "王磊", "officer@SJJ")
    house.person("hejing", "何静", "officer@SJJ")
    house.person("gaoming", "高明", "manager@SJJ")
    house.person("juzhang", "局长", "head@SJJ")
    house.person("chenjie", "陈洁", "officer@ZJJ", "manager@ZJJ", "head@ZJJ")
    house.person("wuhao", "吴昊", "credit-office@CZJ")
    return {login: doer.actor.id for login, doer in house.doers.items()}


def test_each_level_tells_whom_the_rule_names(house: TestOffice) -> None:
    """The holder first, then the roles of the unit, and the credit office wherever it stands; strangers never."""
    ids = _people(house)
    case = house.start()
    tasks.claim(house.office, house.task(case.case_id, "review").id, doer=house.doers["wanglei"])
    house.pass_time(at(12, 4))
    # Three working days from Monday 23 November: due on Thursday 26.
    assert _told(house, case.case_id) == [
        ("nudge", 0, ids["wanglei"]),
        ("nudge", 0, ids["wanglei"]),
        ("nudge", 0, ids["gaoming"]),
        ("escalation", 1, ids["wanglei"]),
        ("escalation", 1, ids["wuhao"]),
        ("escalation", 2, ids["wanglei"]),
        ("escalation", 2, ids["juzhang"]),
        ("escalation", 3, ids["wanglei"]),
        ("escalation", 3, ids["juzhang"]),
        ("escalation", 3, ids["wuhao"]),
    ]
    house.settle()
    assert len(_told(house, case.case_id)) == 10


def test_a_task_in_the_pool_nudges_the_whole_pool(house: TestOffice) -> None:
    """Whoever may take it is told; the letter says what is due when."""
    ids = _people(house)
    case = house.start()
    house.pass_time(at(11, 25, 12))
    assert [said[2] for said in _told(house, case.case_id)] == [ids["wanglei"], ids["hejing"]]
    (first, _) = effects(house, case.case_id, "tell")
    assert first["code"] == "nudge"
    names: dict[str, Any] = first["names"]
    assert (names["case_no"], names["task"]) == (case.number, "审查申请材料")
    assert names["due"] == "2026-11-26"


def test_a_held_clock_nudges_nobody(house: TestOffice) -> None:
    """While the office waits for others nobody is pressed; afterwards the moments count from the new day."""
    _people(house)
    case = house.start()
    tell(house, case.case_id, "hold.begun", kind="hold.supplement", key="begun", from_case=3)
    house.pass_time(at(12, 1))
    assert _told(house, case.case_id) == []
    tell(house, case.case_id, "hold.ended", kind="hold.supplement", key="ended", from_case=3)
    house.pass_time(at(12, 3, 12))
    assert len(_told(house, case.case_id)) == 2


def test_a_done_task_nudges_nobody(house: TestOffice) -> None:
    """Its rows go with it."""
    _people(house)
    case = house.start()
    do(house, case.case_id, "review", house.doers["wanglei"], decision="accept")
    house.pass_time(at(12, 10))
    assert _told(house, case.case_id) == []
    assert timer_rows(house, case.case_id, "nudge") == timer_rows(house, case.case_id, "ladder") == []


def test_a_task_that_is_opened_late_is_not_nudged_for_what_is_over(house: TestOffice) -> None:
    """Who gets the task on its last afternoon knows that it is due; the ladder after the day still climbs."""
    _people(house)
    case_id = house.start("waiting", {}).case_id
    house.clock.advance_to(at(12, 7, 14))
    record(house, case_id, "application.accepted", sets={"repair.decide": "2026-12-08"})
    house.clock.advance_to(at(12, 8, 14))
    other = house.start("waiting", {}).case_id
    record(house, other, "application.accepted", sets={"repair.decide": "2026-12-08"})
    assert {row.dormant for row in timer_rows(house, other, "nudge")} == {"不适用"}
    house.pass_time(at(12, 9, 12))
    assert ("offset", "1") in fired(house, other)
    assert [said[0] for said in _told(house, other)] == ["escalation"] * len(_told(house, other)) != []


def test_a_case_without_anybody_in_the_role_goes_on(house: TestOffice) -> None:
    """Nobody to tell is no failure; the journal says that nobody was told."""
    case = house.start()
    house.pass_time(at(11, 25, 12))
    (entry,) = [entry for entry in house.journal(case.case_id) if entry.kind == "timer.fired"]
    assert entry.body["told"] == []
