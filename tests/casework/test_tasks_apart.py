"""Four eyes at every verb: claimed, handed over, given by itself, sent back, completed; nobody gets round them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders.casework import do, row_of
from tests.builders.offices import PROCESSES, TestOffice, open_office
from workflows.actions.catalogue import Actor
from workflows.casework import tasks
from workflows.casework.tasks import Doer, Opened
from workflows.errors import NotAllowed
from workflows.store.database import Database


def _proposed(house: TestOffice) -> int:
    """李红 has proposed and holds the post of those who approve; so do 张敏 and 高明."""
    house.person("lihong", "李红", "officer@SJJ", "manager@SJJ")
    house.person("zhangmin", "张敏", "manager@SJJ")
    house.person("gaoming", "高明", "manager@SJJ")
    case_id = house.start("deciding", {}).case_id
    do(house, case_id, "propose", house.doers["lihong"], decision="yes")
    return case_id


def _standing_in(house: TestOffice, login: str, absent: str) -> Doer:
    """Somebody with the rights of an absent colleague."""
    who, gone = house.doers[login], house.doers[absent]
    actor = Actor(who.actor.id, who.actor.name, who.actor.unit, gone.actor.id, gone.actor.name)
    return replace(who, actor=actor, groups=who.groups | gone.groups)


def test_no_verb_of_the_barred_moves_the_case(house: TestOffice) -> None:
    """Claiming, completing and sending back are refused with why and who can, and leave the task where it was."""
    case_id = _proposed(house)
    row, li = row_of(house, case_id, "approve"), house.doers["lihong"]
    opened = Opened(row.id, 1)
    for attempt in (
        lambda: tasks.claim(house.office, row.id, doer=li),
        lambda: tasks.complete(house.office, opened, {"decision": "yes"}, doer=li),
        lambda: tasks.send_back(house.office, opened, "propose", "请把事实和理由写得更清楚一些", doer=li),
    ):
        with pytest.raises(NotAllowed) as refused:
            attempt()
        assert refused.value.sentence == "你是本件经办人，按双人审核规则不能审批。可由 张敏、高明 审批。"
    assert row_of(house, case_id, "approve") == row


def test_nothing_is_handed_to_the_barred(house: TestOffice) -> None:
    """Whoever holds the task cannot give it to the drafter; the sentence names who could take it."""
    case_id = _proposed(house)
    row, zhang = row_of(house, case_id, "approve"), house.doers["zhangmin"]
    tasks.claim(house.office, row.id, doer=zhang)
    with pytest.raises(NotAllowed, match=r"李红 办理过本件的前一环节.*可以接办：张敏、高明"):
        tasks.hand_over(house.office, row.id, house.doers["lihong"].actor.id, doer=zhang)
    assert row_of(house, case_id, "approve").assignee_id == zhang.actor.id
    tasks.hand_over(house.office, row.id, house.doers["gaoming"].actor.id, doer=zhang)
    assert row_of(house, case_id, "approve").assignee_id == house.doers["gaoming"].actor.id


def test_a_substitute_is_barred_with_whom_they_stand_for(house: TestOffice) -> None:
    """In the name of the drafter nobody approves; in that of another manager somebody may, and both took part then."""
    case_id = _proposed(house)
    house.person("wanglei", "王磊", "officer@SJJ")
    row = row_of(house, case_id, "approve")
    with pytest.raises(NotAllowed, match="你所代的 李红 是本件经办人"):
        tasks.claim(house.office, row.id, doer=_standing_in(house, "wanglei", "lihong"))
    with pytest.raises(NotAllowed, match="你是本件经办人"):
        tasks.claim(house.office, row.id, doer=_standing_in(house, "lihong", "zhangmin"))
    do(house, case_id, "approve", _standing_in(house, "wanglei", "zhangmin"), decision="yes")
    entry = house.journal(case_id)[-1]
    assert (entry.kind, entry.actor, entry.on_behalf) == ("task.completed", "王磊", "张敏")


@pytest.fixture
def one_lane(database: Database, tmp_path: Path) -> TestOffice:
    """The office with a process in which officers both draft and check."""
    shutil.copytree(PROCESSES / "rework", tmp_path / "processes" / "rework")
    drawing = tmp_path / "processes" / "rework" / "rework.bpmn"
    text = drawing.read_text(encoding="utf-8")
    drawing.write_text(text.replace('id="lane_1" name="审批人"', 'id="lane_1" name="经办人"'), encoding="utf-8")
    return open_office(database, tmp_path / "files", processes=tmp_path / "processes")


def test_a_task_does_not_go_by_itself_to_the_barred(one_lane: TestOffice) -> None:
    """The handler of the case drafted, so the check waits for the others of the post; nobody holds it."""
    wang = one_lane.person("wanglei", "王磊", "officer@SJJ")
    he = one_lane.person("hejing", "何静", "officer@SJJ")
    case_id = one_lane.start("rework", {}).case_id
    do(one_lane, case_id, "draft", wang, decision="yes")
    row = row_of(one_lane, case_id, "check")
    assert row.assignee_id is None
    assert [one.id for one in one_lane.pool("officer@SJJ")] == [row.id]
    do(one_lane, case_id, "check", he, decision="no")
    assert row_of(one_lane, case_id, "draft").assignee_id == he.actor.id
