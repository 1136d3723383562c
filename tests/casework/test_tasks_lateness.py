"""Who is too late, and who only seems to be: judged by the deadline, and only by law that binds a subject."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.builders.casework import at, do, record, row_of, state, tell
from tests.builders.offices import TestOffice
from tests.builders.registry import a_record, a_subject
from workflows.actions.catalogue import Actor
from workflows.casework import tasks
from workflows.casework.tasks import Doer, Opened
from workflows.errors import NotAllowed, TooLate

SERVED = "supplement.served"


def _supplement(house: TestOffice, **evidence: Any) -> tuple[int, Doer]:
    """A case that waits for its subject, served on 23 November."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    with house.office.database.writing() as connection:
        subject_id = a_subject(connection)
    case_id = house.start("waiting", {}, subject_id=subject_id).case_id
    do(house, case_id, "wait", wang)
    record(house, case_id, SERVED, **evidence)
    return case_id, Doer(Actor(999, "沈芳"), frozenset({f"subject@{subject_id}"}))


def _hand_in(house: TestOffice, case_id: int, doer: Doer, **more: Any) -> bool:
    row = row_of(house, case_id, "hand_in")
    return tasks.complete(house.office, Opened(row.id, row.attempt), {}, doer=doer, **more).closed


def test_after_the_day_that_the_paper_set_it_is_too_late(house: TestOffice) -> None:
    """A date that the deciding unit set in a served paper binds."""
    case_id, subject = _supplement(house, sets={"repair.supplement": "2026-12-04"})
    assert row_of(house, case_id, "hand_in").due_at == at(12, 5, 0)
    house.clock.advance_to(at(12, 5, 0))
    with pytest.raises(TooLate):
        _hand_in(house, case_id, subject)


def test_a_request_that_came_in_time_is_in_time(house: TestOffice) -> None:
    """However long it took to be worked on, and whether or not a timer has fired."""
    case_id, subject = _supplement(house, sets={"repair.supplement": "2026-12-04"})
    house.pass_time(at(12, 5, 0, 4))
    assert _hand_in(house, case_id, subject, received_at=at(12, 5, 0) - timedelta(seconds=1))


def test_an_internal_target_refuses_nobody(house: TestOffice) -> None:
    """内部目标 only nudges: the hand-in is accepted and marked late."""
    case_id, subject = _supplement(house)
    house.clock.advance_to(at(12, 20))
    assert _hand_in(house, case_id, subject)
    assert house.journal(case_id)[-1].body["late"] is True


def test_where_the_diagram_says_so_late_is_only_marked(house: TestOffice) -> None:
    """after_due = accept: handed in after the day that the paper set, accepted and flagged 逾期提交."""
    with house.office.database.writing() as connection:
        subject_id = a_subject(connection)
    case_id = house.start("remark", {}, subject_id=subject_id).case_id
    record(house, case_id, SERVED, sets={"repair.supplement": "2026-12-04"})
    house.clock.advance_to(at(12, 8))
    assert do(house, case_id, "remark_it", Doer(Actor(999, "沈芳"), frozenset({f"subject@{subject_id}"}))).closed
    assert house.journal(case_id)[-1].body["late"] is True


def test_while_an_extension_is_undecided_nobody_is_too_late(house: TestOffice) -> None:
    """Asked in time: the consequence waits for the decision."""
    case_id, subject = _supplement(house, sets={"repair.supplement": "2026-12-04"})
    tell(house, case_id, "extension.asked", rule="repair.supplement", key="a", from_case=9)
    house.clock.advance_to(at(12, 8))
    assert _hand_in(house, case_id, subject)


def test_a_second_round_is_not_measured_by_the_first(house: TestOffice) -> None:
    """The old round was answered; the new one has not been served yet: no day, no lateness."""
    case_id, subject = _supplement(house, sets={"repair.supplement": "2026-12-04"})
    record(house, case_id, "supplement.received")
    house.clock.advance_to(at(12, 10))
    assert _hand_in(house, case_id, subject)


def test_an_officer_is_never_refused_for_being_late(house: TestOffice) -> None:
    """The deadline says that it was late; the work is done all the same."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case_id = house.start().case_id
    house.clock.advance_to(at(12, 20))
    do(house, case_id, "review", wang, decision="accept")
    assert state(house, case_id) == ("已受理", True)


def test_four_eyes_reach_over_to_other_cases_on_the_record(house: TestOffice) -> None:
    """Who proposed about a record in one case does not approve about it in another; for somebody else neither."""
    both = house.person("both", "双", "officer@SJJ", "manager@SJJ")
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    with house.office.database.writing() as connection:
        record_id, other_id = a_record(connection).id, a_record(connection).id

    def approving(about: int) -> int:
        return house.start("deciding", {}, records=(about,)).case_id

    first = approving(record_id)
    do(house, first, "propose", both)
    with pytest.raises(NotAllowed, match="本件"):
        do(house, first, "approve", both)
    second, third = approving(record_id), approving(other_id)
    for case_id in (second, third):
        do(house, case_id, "propose", wang)
    with pytest.raises(NotAllowed, match="同一记录"):
        do(house, second, "approve", both)
    deputy = Doer(Actor(both.actor.id + 100, "代", "SJJ", both.actor.id, "双"), frozenset({"manager@SJJ"}))
    with pytest.raises(NotAllowed):
        do(house, second, "approve", deputy)
    do(house, third, "approve", both, decision="yes")
