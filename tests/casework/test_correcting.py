"""A wrong fact is superseded by a person who saw what it moves; one that counts for a deadline needs a second person."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.casework import at, incidents, record, timer
from tests.builders.offices import TestOffice
from workflows.casework import correcting
from workflows.casework.correcting import Correction, Shift
from workflows.clock import day_end
from workflows.errors import BadAnswers, Conflict, NotAllowed, NotFound
from workflows.store import facts
from workflows.store.facts import FactRow, Owner

ACCEPTED = "application.accepted"
REASON = "受理通知书的日期登记错了一天"


def _case(house: TestOffice) -> int:
    house.person("wanglei", "王磊", "officer@SJJ")
    house.person("gaoming", "高明", "manager@SJJ")
    house.person("chenjie", "陈洁", "manager@ZJJ")
    return house.start("waiting", {}).case_id


def _facts(house: TestOffice, case_id: int) -> list[FactRow]:
    with house.office.database.reading() as connection:
        return list(facts.list_fact_rows(connection, Owner("case", case_id)))


def test_the_effect_is_shown_before_anything_is_done(house: TestOffice) -> None:
    """Old day and new day of each deadline; nothing is changed by looking."""
    case_id = _case(house)
    fact_id = record(house, case_id, ACCEPTED)
    house.clock.advance_to(at(11, 25))
    correction = Correction(fact_id, date(2026, 11, 20), REASON)
    seen = correcting.preview(house.office, case_id, correction, doer=house.doers["wanglei"])
    assert seen.needs_second
    by_rule = {shift.rule: shift for shift in seen.shifts}
    assert by_rule["repair.decide"] == Shift(
        "repair.decide", "作出修复决定", "", date(2026, 12, 7), date(2026, 12, 4), "进行中", "进行中"
    )
    assert len(_facts(house, case_id)) == 1
    gone = correcting.preview(house.office, case_id, Correction(fact_id, None, REASON), doer=house.doers["wanglei"])
    assert {(shift.new, shift.new_state) for shift in gone.shifts} == {(None, "")}


def test_a_second_person_decides_when_a_deadline_is_concerned(house: TestOffice) -> None:
    """Proposed, then agreed to by another: both facts stay, the deadline moves, the journal names both."""
    case_id = _case(house)
    fact_id = record(house, case_id, ACCEPTED)
    house.clock.advance_to(at(11, 25))
    wang, gao = house.doers["wanglei"], house.doers["gaoming"]
    correction = Correction(fact_id, date(2026, 11, 20), REASON, {"document": "收文登记簿"})
    correcting.correct_fact(house.office, case_id, correction, doer=wang)
    assert timer(house, case_id, "due") == (day_end(date(2026, 12, 7)), "")
    with pytest.raises(Conflict):
        correcting.correct_fact(house.office, case_id, correction, doer=gao)
    with pytest.raises(NotAllowed):
        correcting.decide_correction(house.office, case_id, fact_id, doer=wang)
    correcting.decide_correction(house.office, case_id, fact_id, doer=gao)
    wrong, right = _facts(house, case_id)
    assert (wrong.superseded, right.supersedes_id, right.on) == (True, fact_id, date(2026, 11, 20))
    assert right.recorded_by == "王磊、高明"
    assert (right.evidence["reason"], right.evidence["document"]) == (REASON, "收文登记簿")
    assert timer(house, case_id, "due") == (day_end(date(2026, 12, 4)), "")
    proposed, decided = house.journal(case_id)[-2:]
    assert (proposed.kind, proposed.actor, proposed.body["waits_for_second"]) == ("fact.corrected", "王磊", True)
    assert (decided.kind, decided.actor, decided.body["by"]) == ("fact.correction_decided", "高明", "王磊")
    with pytest.raises(NotFound):
        correcting.decide_correction(house.office, case_id, fact_id, doer=gao)


def test_a_correction_that_is_turned_down_changes_nothing(house: TestOffice) -> None:
    """And can be proposed anew."""
    case_id = _case(house)
    fact_id = record(house, case_id, ACCEPTED)
    correction = Correction(fact_id, date(2026, 11, 20), REASON)
    correcting.correct_fact(house.office, case_id, correction, doer=house.doers["wanglei"])
    correcting.decide_correction(house.office, case_id, fact_id, doer=house.doers["gaoming"], agrees=False)
    assert timer(house, case_id, "due") == (day_end(date(2026, 12, 7)), "")
    correcting.correct_fact(house.office, case_id, correction, doer=house.doers["wanglei"])


def test_a_fact_that_no_deadline_counts_from_is_corrected_at_once(house: TestOffice) -> None:
    """One person is enough for what moves nothing."""
    case_id = _case(house)
    fact_id = record(house, case_id, "duty.performed")
    wang = house.doers["wanglei"]
    correction = Correction(fact_id, date(2026, 11, 2), REASON)
    assert not correcting.preview(house.office, case_id, correction, doer=wang).needs_second
    correcting.correct_fact(house.office, case_id, correction, doer=wang)
    assert [fact.on for fact in _facts(house, case_id)] == [date(2026, 11, 23), date(2026, 11, 2)]


def test_what_went_out_too_early_is_reported_by_the_correction(house: TestOffice) -> None:
    """更正已发文书: the end of the term had fired; by the right day it should not have."""
    case_id = _case(house)
    fact_id = record(house, case_id, ACCEPTED)
    house.pass_time(at(12, 8, 1))
    correcting.correct_fact(
        house.office, case_id, Correction(fact_id, date(2026, 11, 30), REASON), doer=house.doers["wanglei"]
    )
    assert incidents(house, "premature") == []
    correcting.decide_correction(house.office, case_id, fact_id, doer=house.doers["gaoming"])
    assert len(incidents(house, "premature")) == 2


def test_a_correction_into_the_past_does_not_strike_by_itself(house: TestOffice) -> None:
    """The right day is so early that the term is over: known too late, so a person is asked."""
    case_id = _case(house)
    fact_id = record(house, case_id, ACCEPTED)
    correcting.correct_fact(
        house.office, case_id, Correction(fact_id, date(2026, 11, 2), REASON), doer=house.doers["wanglei"]
    )
    correcting.decide_correction(house.office, case_id, fact_id, doer=house.doers["gaoming"])
    assert timer(house, case_id, "due") == (None, "逾期后补录")
    assert incidents(house, "late-knowledge")


def test_the_days_that_a_paper_set_follow_its_service(house: TestOffice) -> None:
    """Without the paper at hand the day that it named stays."""
    case_id = _case(house)
    fact_id = record(house, case_id, "supplement.served", sets={"repair.supplement": "2026-12-04"}, variant="x")
    correcting.correct_fact(
        house.office, case_id, Correction(fact_id, date(2026, 11, 20), REASON), doer=house.doers["wanglei"]
    )
    correcting.decide_correction(house.office, case_id, fact_id, doer=house.doers["gaoming"])
    evidence = _facts(house, case_id)[-1].evidence
    assert (evidence["sets"], evidence["variant"]) == ({"repair.supplement": "2026-12-04"}, "x")


@pytest.mark.parametrize(
    ("on", "reason", "login", "refusal"),
    [
        (date(2026, 11, 20), "错了", "wanglei", BadAnswers),
        (date(2026, 11, 24), REASON, "wanglei", BadAnswers),
        (date(2026, 11, 23), REASON, "wanglei", BadAnswers),
        (date(2026, 11, 20), REASON, "chenjie", NotAllowed),
    ],
    ids=["no reason", "a day to come", "the same day", "another unit"],
)
def test_a_correction_needs_reason_day_and_right(
    house: TestOffice, on: date, reason: str, login: str, refusal: type[Exception]
) -> None:
    """Asked already when it is only looked at."""
    case_id = _case(house)
    correction = Correction(record(house, case_id, ACCEPTED), on, reason)
    with pytest.raises(refusal):
        correcting.preview(house.office, case_id, correction, doer=house.doers[login])
    with pytest.raises(refusal):
        correcting.correct_fact(house.office, case_id, correction, doer=house.doers[login])


def test_a_fact_of_another_case_or_a_corrected_one_is_refused(house: TestOffice) -> None:
    """Each fact is corrected once; the correction itself can be corrected."""
    case_id, other = _case(house), house.start("waiting", {}).case_id
    wang, strange = house.doers["wanglei"], record(house, other, "duty.performed")
    with pytest.raises(NotFound):
        correcting.correct_fact(house.office, case_id, Correction(strange, date(2026, 11, 2), REASON), doer=wang)
    fact_id = record(house, case_id, "duty.performed")
    correcting.correct_fact(house.office, case_id, Correction(fact_id, date(2026, 11, 2), REASON), doer=wang)
    with pytest.raises(Conflict):
        correcting.correct_fact(house.office, case_id, Correction(fact_id, date(2026, 11, 3), REASON), doer=wang)
    newest = _facts(house, case_id)[-1].id
    correcting.correct_fact(house.office, case_id, Correction(newest, date(2026, 11, 3), REASON), doer=wang)
    assert [fact.superseded for fact in _facts(house, case_id)] == [True, True, False]
