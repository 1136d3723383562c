"""A message reaches one place, or is kept: never lost, never twice, never given to somebody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.builders.casework import (
    at,
    children,
    do,
    effects,
    incidents,
    kept,
    notes,
    open_elements,
    row_of,
    state,
    tell,
)
from tests.builders.offices import TestOffice
from workflows.casework import messages
from workflows.casework.messages import Message, deliver
from workflows.errors import BadAnswers, NotAllowed, NotAvailable, NotFound

UNITS = ["SJJ", "ZJJ", "CZJ"]


def _asked(house: TestOffice) -> int:
    return house.start("units", {"units": UNITS}).case_id


def test_one_of_three_units_is_answered_alone(house: TestOffice) -> None:
    """The two others wait on, whatever the library would do."""
    case_id = _asked(house)
    tell(house, case_id, "opinion.given", "ZJJ", text="同意")
    assert open_elements(house, case_id) == []
    tell(house, case_id, "opinion.given", "SJJ", text="无意见")
    tell(house, case_id, "opinion.given", "CZJ", text="补充")
    assert open_elements(house, case_id) == ["sum_up"]
    assert incidents(house) == []


def test_nobody_waits_for_it_yet(house: TestOffice) -> None:
    """Kept without a fuss, for as long as nobody waits."""
    case_id = house.start("patient", {}).case_id
    assert tell(house, case_id, "paper.given", "first", key="early", note="早到") is None
    assert tell(house, case_id, "paper.given", "third", key="nobody's") is None
    assert (kept(house, case_id), incidents(house)) == ([("paper.given", "first"), ("paper.given", "third")], [])


def test_early_messages_are_delivered_by_the_step_that_begins_to_wait(house: TestOffice) -> None:
    """Both places in one step, each its own; what the step threw itself is not lost over it."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case = house.start("patient", {})
    for scope in ("second", "first"):
        tell(house, case.case_id, "paper.given", scope, key=scope, note=scope)
    do(house, case.case_id, "prepare_it", wang)
    names = row_of(house, case.case_id, "read_both").names
    assert (names["first"], names["second"]) == ({"note": "first"}, {"note": "second"})
    assert kept(house, case.case_id) == []
    assert len(notes(house, case.case_id, "message.early")) == 2
    (said,) = effects(house, case.case_id, "case.message")
    assert (said["name"], said["payload"]) == ("told", {"from": case.number})
    (entry,) = [entry for entry in house.journal(case.case_id) if entry.kind == "task.completed"]
    assert ["patient", "say_so"] in entry.body["passed"]
    assert ["patient", "both_there"] in entry.body["passed"]


def test_a_duplicate_of_a_delivered_message_has_no_effect(house: TestOffice) -> None:
    """The same key is the same message, also when somebody waits for its like again."""
    case_id = house.start("lapse", {}).case_id
    first = tell(house, case_id, "answer.given", key="one", note="a")
    assert tell(house, case_id, "answer.given", key="one", note="a") == first
    assert (kept(house, case_id), incidents(house)) == ([], [])
    assert [entry.kind for entry in house.journal(case_id)].count("message.delivered") == 1


def test_a_duplicate_of_a_kept_message_is_not_delivered_twice(house: TestOffice) -> None:
    """It was kept, then taken; coming again under its key it is neither kept nor delivered."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start("patient", {}).case_id
    for _ in range(2):
        assert tell(house, case_id, "paper.given", "first", key="one") is None
    do(house, case_id, "prepare_it", wang)
    assert tell(house, case_id, "paper.given", "first", key="one") is None
    assert kept(house, case_id) == []


def test_several_waiting_get_nothing_and_a_person_hears_of_it(house: TestOffice) -> None:
    """Two branches of one scope: kept and reported, once."""
    case_id = house.start("units", {"units": ["ZJJ", "ZJJ"]}).case_id
    assert tell(house, case_id, "opinion.given", "ZJJ", key="x") is None
    assert tell(house, case_id, "opinion.given", "ZJJ", key="x") is None
    assert kept(house, case_id) == [("opinion.given", "ZJJ")]
    assert len(incidents(house, "message")) == 1


def test_a_message_for_a_closed_case_is_kept_and_reported(house: TestOffice) -> None:
    """Nothing is opened again; nothing is lost."""
    case_id = house.start("lapse", {}).case_id
    house.pass_time(at(12, 9))
    assert state(house, case_id) == ("已撤回", True)
    assert tell(house, case_id, "answer.given", key="late", note="晚") is None
    assert kept(house, case_id) == [("answer.given", "")]
    (said,) = incidents(house, "message")
    assert "已办结" in said


def test_a_message_that_an_action_refuses_is_not_taken_for_early(house: TestOffice) -> None:
    """Somebody waits; what then goes wrong is a failure of the step, and the message stays with its sender."""
    case_id = _asked(house)
    with pytest.raises(BadAnswers):
        deliver(house.office, case_id, Message("opinion.given", "ZJJ", {"typename": "x"}), key="bad")
    assert kept(house, case_id) == []


def test_of_many_copies_at_once_one_is_delivered(house: TestOffice) -> None:
    """Eight workers carry the same message: one effect."""
    case_id = house.start("lapse", {}).case_id
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: tell(house, case_id, "answer.given", key="one"), range(8)))
    assert [entry.kind for entry in house.journal(case_id)].count("message.delivered") == 1
    assert kept(house, case_id) == []


def test_the_parent_waits_until_all_side_cases_have_ended(house: TestOffice) -> None:
    """One per unit, each with its own task and clock; the last one lets the parent go on."""
    zjj = house.person("z", "子", "implementer@ZJJ")
    czj = house.person("c", "财", "implementer@CZJ")
    case_id = house.start("lifting", {"units": ["ZJJ", "CZJ"]}).case_id
    house.settle()
    sides = children(house, case_id)
    assert sorted(sides) == [("lift", "CZJ"), ("lift", "ZJJ")]
    do(house, sides["lift", "ZJJ"], "confirm_lift", zjj)
    house.settle()
    assert open_elements(house, case_id) == []
    do(house, sides["lift", "CZJ"], "confirm_lift", czj)
    house.settle()
    assert open_elements(house, case_id) == ["check_lifted"]
    assert [entry.kind for entry in house.journal(case_id)].count("child.closed") == 2
    assert (kept(house, case_id), incidents(house)) == ([], [])


def test_no_side_case_at_all_is_waited_for_by_nobody(house: TestOffice) -> None:
    """All of none have ended: the case goes on in the step that would begin to wait."""
    case_id = house.start("lifting", {"units": []}).case_id
    assert open_elements(house, case_id) == ["check_lifted"]


def test_side_cases_that_have_not_been_opened_yet_are_waited_for(house: TestOffice) -> None:
    """Their openings are still in the outbox: another step of the parent must not pass them by."""
    case_id = house.start("lifting", {"units": ["ZJJ"]}).case_id
    messages.child_closed(house.office, case_id, "lift", "ZJJ", key="too early")
    assert open_elements(house, case_id) == []


def test_telling_of_an_ended_side_case_may_be_repeated(house: TestOffice) -> None:
    """The answer stays what it was, also when the parent has ended since; one that was never told says so."""
    zjj = house.person("z", "子", "implementer@ZJJ")
    wang = house.person("wanglei", "王磊", "officer@SJJ", "manager@SJJ", "credit-office@SJJ")
    case_id = house.start("lifting", {"units": ["ZJJ"]}).case_id
    house.settle()
    side = children(house, case_id)["lift", "ZJJ"]
    do(house, side, "confirm_lift", zjj)
    assert messages.child_closed(house.office, case_id, "lift", "ZJJ", key=f"{side}:closed")
    do(house, case_id, "check_lifted", wang)
    assert state(house, case_id)[1]
    assert messages.child_closed(house.office, case_id, "lift", "ZJJ", key=f"{side}:closed")
    assert not messages.child_closed(house.office, case_id, "lift", "ZJJ", key="of another")
    house.settle()
    assert [entry.kind for entry in house.journal(case_id)].count("child.closed") == 1
    assert incidents(house) == []


def test_a_person_sends_what_the_process_declares(house: TestOffice) -> None:
    """By the declared sender, with the answers of its form; nothing else may be sent."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    chen = house.person("chenjie", "陈洁", "officer@ZJJ")
    case_id = house.start("withdrawable", {}).case_id
    for refusal, name, answers, doer in (
        (NotFound, "stop", {}, wang),
        (NotAllowed, "withdrawal", {}, chen),
        (BadAnswers, "withdrawal", {"surprise": 1}, wang),
    ):
        with pytest.raises(refusal):
            messages.send(house.office, case_id, name, answers, doer=doer, key="")
    messages.send(house.office, case_id, "withdrawal", {"note": "不办了"}, doer=wang, key="w")
    assert state(house, case_id) == ("已撤回", True)
    with pytest.raises(NotAvailable):
        messages.send(house.office, case_id, "withdrawal", {}, doer=wang, key="again")


def test_a_withdrawal_that_nobody_waits_for_any_more_is_refused_to_the_person(house: TestOffice) -> None:
    """It is not kept for later: the decision has been made."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    gao = house.person("gaoming", "高明", "manager@SJJ")
    case_id = house.start("withdrawable", {}).case_id
    do(house, case_id, "examine", wang, decision="yes")
    do(house, case_id, "hear_expert", wang)
    do(house, case_id, "propose", wang)
    do(house, case_id, "approve", gao, decision="yes")
    with pytest.raises(NotAvailable):
        messages.send(house.office, case_id, "withdrawal", {}, doer=wang, key="w")
    assert kept(house, case_id) == []
