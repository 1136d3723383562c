"""One event in, one transaction: everything recorded or nothing, once for a key, and no live case that a failure touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.builders.casework import FactRecorded, at, do, open_elements, record, row_of, state, timer_rows
from tests.builders.offices import TestOffice
from workflows.actions.catalogue import SYSTEM
from workflows.casework import tasks
from workflows.casework.event import CaseEvent, Step
from workflows.casework.step import CaseClosed, take_step
from workflows.casework.tasks import Opened
from workflows.errors import Conflict, NotFound
from workflows.store import facts, journal
from workflows.store.facts import Owner
from workflows.store.schema import Case, CaseState


def _rows(house: TestOffice, case_id: int) -> list[Any]:
    """Everything that a step may change."""
    with house.office.database.reading() as connection:
        case = connection.execute(select(Case.__table__).where(Case.id == case_id)).one()
        body = connection.execute(select(CaseState.body).where(CaseState.case_id == case_id)).scalar_one()
        known = facts.list_fact_rows(connection, Owner("case", case_id))
        assert journal.verify(connection, case_id) is None
    waiting = [timer_rows(house, case_id, kind) for kind in ("engine", "nudge", "ladder", "hold")]
    return [tuple(case), body, known, waiting, open_elements(house, case_id), house.journal(case_id)]


@dataclass(frozen=True, slots=True)
class Failing(CaseEvent):
    """Changes something and then fails."""

    kind: str = "test.failing"

    def prepare(self, step: Step) -> None:
        FactRecorded("duty.performed", step.desk.today).prepare(step)
        raise ZeroDivisionError


def test_a_step_that_fails_leaves_nothing(house: TestOffice) -> None:
    """Case, state, facts, timers, tasks, journal: as before."""
    case_id = house.start().case_id
    before = _rows(house, case_id)
    with pytest.raises(ZeroDivisionError):
        take_step(house.office, case_id, Failing(), SYSTEM)
    assert _rows(house, case_id) == before


def _refused_by_an_action(house: TestOffice) -> int:
    """A case in which the next step calls an action that refuses: the clock that it would hold is held already."""
    house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start("withdrawable", {}).case_id
    with house.office.database.writing() as connection:
        owner, today = Owner("case", case_id), house.clock.now().date()
        facts.begin_hold(connection, owner, "hold.expert", on=today, reason="已中止")
    return case_id


def test_a_case_whose_action_failed_is_not_kept_alive(house: TestOffice) -> None:
    """In memory the task is done already: the dirty object is dropped, and the second try begins from the bytes."""
    case_id = _refused_by_an_action(house)
    task, before = row_of(house, case_id, "examine"), _rows(house, case_id)
    for _ in range(2):
        with pytest.raises(Conflict, match="尚未结束"):
            do(house, case_id, "examine", house.doers["wanglei"], decision="yes")
        assert house.office.live.take(case_id, 1) is None
        assert _rows(house, case_id) == before
    with house.office.database.writing() as connection:
        (hold,) = facts.list_hold_rows(connection, Owner("case", case_id))
        facts.end_hold(connection, hold.id, hold.begun_on)
    tasks.complete(house.office, Opened(task.id, 1), {"decision": "yes"}, doer=house.doers["wanglei"])
    assert open_elements(house, case_id) == ["hear_expert"]


def test_the_live_case_is_used_and_moved_on(house: TestOffice) -> None:
    """After a step it is at the new revision, after a claim too; another revision is not trusted."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start().case_id
    tasks.claim(house.office, row_of(house, case_id, "review").id, doer=wang)
    kept = house.office.live.take(case_id, 2)
    assert kept is not None
    house.office.live.keep(case_id, 2, kept)
    do(house, case_id, "review", wang, decision="accept")
    assert house.office.live.take(case_id, 3) is kept


def test_a_stale_live_case_is_read_again(house: TestOffice) -> None:
    """Another process has moved the case meanwhile: the bytes count."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start("rework", {}).case_id
    stale = house.office.live.take(case_id, 1)
    assert stale is not None
    do(house, case_id, "draft", wang)
    house.office.live.keep(case_id, 1, stale)
    do(house, case_id, "check", house.person("gaoming", "高明", "manager@SJJ"), decision="yes")
    assert state(house, case_id) == ("已办结", True)


def test_a_closed_case_takes_no_step(house: TestOffice) -> None:
    """Whatever comes is told so."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start().case_id
    do(house, case_id, "review", wang, decision="accept")
    with pytest.raises(CaseClosed):
        record(house, case_id, "duty.performed")
    with pytest.raises(NotFound):
        take_step(house.office, case_id + 99, Failing(), SYSTEM)


def test_a_step_with_the_same_key_is_taken_once(house: TestOffice) -> None:
    """The second gets the first one's answer."""
    case_id = house.start().case_id
    event = FactRecorded("duty.performed", at(11, 2).date())
    first = take_step(house.office, case_id, event, SYSTEM, key="k")
    assert take_step(house.office, case_id, event, SYSTEM, key="k") == first
    with house.office.database.reading() as connection:
        rows = facts.list_fact_rows(connection, Owner("case", case_id))
    assert [row.kind for row in rows].count("duty.performed") == 1


def test_a_deadlock_repeats_the_whole_step(house: TestOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three times, each from the bytes; then it is a failure."""
    case_id = house.start().case_id
    tries: list[int] = []
    writing = house.office.database.writing

    @contextmanager
    def torn() -> Iterator[Any]:
        with writing() as connection:
            yield connection
            tries.append(1)
            if len(tries) < 3:
                raise OperationalError("COMMIT", None, Deadlock("database is locked"))

    monkeypatch.setattr(house.office.database, "writing", torn)
    take_step(house.office, case_id, FactRecorded("duty.performed", at(11, 2).date()), SYSTEM)
    monkeypatch.undo()
    assert len(tries) == 3
    assert [entry.kind for entry in house.journal(case_id)].count("test.fact") == 1


class Deadlock(Exception):
    """What either database says when two steps stood in each other's way."""

    sqlstate = "40P01"


def test_the_state_of_a_case_is_what_it_passed_or_entered_last(house: TestOffice) -> None:
    """The innermost place that says one; another branch that was open before does not say it again."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    house.person("gaoming", "高明", "manager@SJJ")
    case_id = house.start("withdrawable", {}).case_id
    seen = [state(house, case_id)[0]]
    for element, answers in (("examine", {"decision": "yes"}), ("hear_expert", {}), ("propose", {})):
        do(house, case_id, element, wang, **answers)
        seen.append(state(house, case_id)[0])
    do(house, case_id, "approve", house.doers["gaoming"], decision="yes")
    seen.append(state(house, case_id)[0])
    do(house, case_id, "archive", wang)
    assert [*seen, state(house, case_id)[0]] == ["已提交", "已提交", "待审批", "待审批", "待归档", "已办结"]
