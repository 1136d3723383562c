"""A case is given back: the task is the same at a new attempt, its doer gets it again, facts and days stay as they are."""

from __future__ import annotations

import pytest

from tests.builders.casework import at, do, fired, open_elements, row_of, timer_rows
from tests.builders.offices import TestOffice
from workflows.casework import tasks
from workflows.casework.tasks import Opened
from workflows.errors import AlreadyDone, BadAnswers, NotAllowed, NotAvailable
from workflows.store import facts
from workflows.store.facts import Owner

REASON = "材料缺页，请重新核对一遍"


def _people(house: TestOffice) -> None:
    house.person("wanglei", "王磊", "officer@SJJ")
    house.person("hejing", "何静", "officer@SJJ")
    house.person("gaoming", "高明", "manager@SJJ")


def _back(house: TestOffice, case_id: int, element: str, to: str, login: str = "wanglei", reason: str = REASON) -> None:
    row = row_of(house, case_id, element)
    tasks.send_back(house.office, Opened(row.id, row.attempt), to, reason, doer=house.doers[login])


def _accepted(house: TestOffice) -> int:
    _people(house)
    case_id = house.start("withdrawable", {}).case_id
    do(house, case_id, "examine", house.doers["hejing"], decision="yes")
    return case_id


def test_it_goes_to_whoever_did_it_with_the_reason_as_its_mark(house: TestOffice) -> None:
    """Attempt two of the same task, in the hands of its doer; a form of the first attempt fits no more."""
    case_id = _accepted(house)
    tasks.claim(house.office, row_of(house, case_id, "hear_expert").id, doer=house.doers["hejing"])
    _back(house, case_id, "hear_expert", "examine", "hejing")
    row = row_of(house, case_id, "examine")
    assert (row.attempt, row.assignee_id) == (2, house.doers["hejing"].actor.id)
    assert row.mark == f"来自 何静 退回：{REASON}"
    with pytest.raises(AlreadyDone):
        tasks.complete(house.office, Opened(row.id, 1), {"decision": "yes"}, doer=house.doers["hejing"])
    tasks.complete(house.office, Opened(row.id, 2), {"decision": "yes"}, doer=house.doers["hejing"])
    assert open_elements(house, case_id) == ["hear_expert"]
    assert row_of(house, case_id, "hear_expert").mark == ""


def test_facts_and_deadlines_stay(house: TestOffice) -> None:
    """What happened, happened: the acceptance is not undone, and its deadline keeps its day."""
    case_id = _accepted(house)
    house.clock.advance_to(at(11, 25))
    before = house.deadlines(case_id)["repair.accept"]
    with house.office.database.reading() as connection:
        known = facts.list_fact_rows(connection, Owner("case", case_id))
    _back(house, case_id, "hear_expert", "examine", "hejing")
    with house.office.database.reading() as connection:
        assert facts.list_fact_rows(connection, Owner("case", case_id)) == known
    assert house.deadlines(case_id)["repair.accept"] == before


def test_a_letter_is_not_repeated(house: TestOffice) -> None:
    """The reminder of this deadline has gone out: the same timer, waiting anew, sleeps."""
    _people(house)
    case_id = house.start("rework", {}).case_id
    do(house, case_id, "draft", house.doers["wanglei"])
    _back(house, case_id, "check", "draft", "gaoming")
    other = house.start("withdrawable", {}).case_id
    house.pass_time(at(11, 25, 10))
    assert fired(house, other).count(("before", "remind_1")) == 1
    do(house, other, "examine", house.doers["wanglei"], decision="no")
    _back(house, other, "hear_expert", "examine")
    assert [row.dormant for row in timer_rows(house, other)] in ([], ["已完成"])
    house.pass_time(at(11, 30))
    assert fired(house, other).count(("before", "remind_1")) == 1
    assert "note_reminder" in open_elements(house, other)


def test_an_act_that_stands_is_not_gone_back_over(house: TestOffice) -> None:
    """Nothing is kept of the attempt, and the person is told the way out."""
    _people(house)
    wang = house.doers["wanglei"]
    case_id = house.start("branches", {}).case_id
    for element in ("prepare", "left"):
        do(house, case_id, element, wang)
    before = house.journal(case_id)
    for element, login in (("left_again", "wanglei"), ("right", "gaoming")):
        with pytest.raises(NotAvailable, match="更正或撤销"):
            _back(house, case_id, element, "prepare", login)
    assert house.journal(case_id) == before
    assert open_elements(house, case_id) == ["left_again", "right"]


def test_open_tasks_of_the_other_branch_are_closed(house: TestOffice) -> None:
    """Back before the split: one task is open, and the journal names what was cancelled."""
    _people(house)
    case_id = house.start("branches", {}).case_id
    do(house, case_id, "prepare", house.doers["wanglei"])
    _back(house, case_id, "left", "prepare")
    assert open_elements(house, case_id) == ["prepare"]
    (entry,) = [entry for entry in house.journal(case_id) if entry.kind == "task.sent_back"]
    assert (entry.body["to"], entry.body["reason"]) == ("prepare", REASON)
    assert ["branches", "right"] in entry.body["cancelled"]


def test_out_of_a_called_process(house: TestOffice) -> None:
    """The manager gives the case back to the officer's examination, over two calls."""
    case_id = _accepted(house)
    do(house, case_id, "hear_expert", house.doers["hejing"])
    do(house, case_id, "propose", house.doers["hejing"])
    _back(house, case_id, "approve", "examine", "gaoming")
    assert open_elements(house, case_id) == ["examine"]


def test_only_the_holder_gives_back_and_says_why(house: TestOffice) -> None:
    """Ten characters at least, the right role, a task that is open."""
    case_id = _accepted(house)
    with pytest.raises(BadAnswers):
        _back(house, case_id, "hear_expert", "examine", "hejing", reason="不对")
    with pytest.raises(NotAllowed):
        _back(house, case_id, "hear_expert", "examine", "gaoming")
    opened = Opened(row_of(house, case_id, "hear_expert").id, 1)
    _back(house, case_id, "hear_expert", "examine", "hejing")
    with pytest.raises(AlreadyDone):
        tasks.send_back(house.office, opened, "examine", REASON, doer=house.doers["hejing"])


def test_who_has_left_the_role_gets_nothing_back(house: TestOffice) -> None:
    """The task goes into the pool."""
    _people(house)
    leaver = house.person("leaver", "离任", "officer@ZJJ")
    case_id = house.start("rework", {}).case_id
    stays = tasks.Doer(leaver.actor, frozenset({"officer@SJJ"}))
    do(house, case_id, "draft", stays)
    _back(house, case_id, "check", "draft", "gaoming")
    assert row_of(house, case_id, "draft").assignee_id is None
