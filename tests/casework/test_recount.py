"""Deadlines follow the facts, and every waiting row follows its deadline: armed, moved, put to sleep, each for a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders.casework import (
    at,
    do,
    fired,
    incidents,
    notes,
    open_elements,
    opening,
    record,
    row_of,
    tell,
    timer,
    timer_rows,
)
from tests.builders.offices import TestOffice
from workflows.casework import due, newlaw
from workflows.clock import day_end
from workflows.errors import NotAllowed, NotAvailable
from workflows.store import facts, releases
from workflows.store.base import FAR
from workflows.store.facts import NewFact, Owner

ACCEPTED = "application.accepted"
DUE = date(2026, 12, 7)
"""Ten working days after Monday 23 November."""


def _waiting(house: TestOffice) -> int:
    return house.start("waiting", {}).case_id


def _supersede(house: TestOffice, case_id: int, fact_id: int, on: date, **evidence: bool) -> None:
    """As a person's correction does, without the person."""
    with house.office.database.writing() as connection:
        new = NewFact(Owner("case", case_id), ACCEPTED, on, house.clock.now(), "测试", evidence=evidence)
        facts.supersede(connection, fact_id, new)
    newlaw.recount_cases(house.office)


def test_what_has_not_begun_sleeps(house: TestOffice) -> None:
    """Without its first fact a timer has no instant, and a task no last day."""
    case_id = _waiting(house)
    assert timer(house, case_id, "due") == (None, "未起算")
    assert row_of(house, case_id, "wait").due_at == FAR


def test_the_first_fact_arms_every_moment(house: TestOffice) -> None:
    """The end of the last day, and the opening hours of the days that the rule names; the task ends at closing time."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    assert timer(house, case_id, "due") == (day_end(DUE), "")
    assert timer(house, case_id, "before") == (opening(date(2026, 12, 2)), "")
    assert timer(house, case_id, "after") == (opening(date(2026, 12, 8)), "")
    assert row_of(house, case_id, "wait").due_at == at(12, 7, 17, 30)
    (moved,) = [note for note in notes(house, case_id, "timer") if note["moment"] == "due"]
    assert (moved["old"], moved["new"]) == ("未起算", day_end(DUE).isoformat())


def test_a_rule_without_a_length_never_arms(house: TestOffice) -> None:
    """未设定: the timer stays where it is and says why."""
    case_id = _waiting(house)
    record(house, case_id, "false.statement")
    assert timer(house, case_id, "due", "repair.reapply") == (None, "未设定")


def test_a_moment_on_or_before_the_first_day_does_not_apply(house: TestOffice) -> None:
    """A reminder three days before the end of a term that began yesterday makes no sense."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED, sets={"repair.decide": "2026-11-25"})
    assert timer(house, case_id, "due") == (day_end(date(2026, 11, 25)), "")
    assert timer(house, case_id, "before") == (None, "不适用")


def test_a_hold_puts_everything_to_sleep_and_its_end_moves_it(house: TestOffice) -> None:
    """The days between the two acts do not count, nudges included."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    house.clock.advance_to(at(11, 25))
    tell(house, case_id, "hold.begun", kind="hold.expert", reason="论证", key="begun")
    assert {timer(house, case_id, moment) for moment in ("before", "due", "after")} == {(None, "已暂停")}
    assert {row.dormant for row in timer_rows(house, case_id, "nudge")} == {"已暂停"}
    assert row_of(house, case_id, "wait").due_at == FAR
    house.clock.advance_to(at(11, 30))
    tell(house, case_id, "hold.ended", kind="hold.expert", key="ended")
    # Thursday, Friday and Monday were held: three working days.
    assert timer(house, case_id, "due") == (day_end(date(2026, 12, 10)), "")
    assert row_of(house, case_id, "wait").due_at == at(12, 10, 17, 30)


def test_a_granted_extension_counts_from_the_old_last_day(house: TestOffice) -> None:
    """The new day is ten working days after the old one."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    tell(house, case_id, "extension.asked", rule="repair.decide", reason="复杂", key="asked", from_case=7)
    tell(house, case_id, "extension.granted", rule="repair.decide", by="高明", key="granted", from_case=7)
    assert timer(house, case_id, "due") == (day_end(date(2026, 12, 21)), "")
    assert house.deadlines(case_id)["repair.decide"].due_on == date(2026, 12, 21)


def test_an_undecided_extension_puts_off_the_consequence_only(house: TestOffice) -> None:
    """The day stays, the reminder before it too; refused, the consequence follows at the next opening hour, and stays there."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    tell(house, case_id, "extension.asked", rule="repair.decide", key="asked", from_case=7)
    assert timer(house, case_id, "due") == timer(house, case_id, "after") == (None, "等待延期决定")
    assert timer(house, case_id, "before") == (opening(date(2026, 12, 2)), "")
    assert row_of(house, case_id, "wait").due_at == at(12, 7, 17, 30)
    house.pass_time(at(12, 9, 16))
    assert fired(house, case_id).count(("due", "")) == 0
    tell(house, case_id, "extension.refused", rule="repair.decide", key="refused", from_case=7)
    assert timer(house, case_id, "due") == timer(house, case_id, "after") == (opening(date(2026, 12, 10)), "")
    record(house, case_id, "enquiry.asked", scope="CZJ")
    assert timer(house, case_id, "due") == (opening(date(2026, 12, 10)), "")
    house.pass_time(at(12, 10, 9))
    assert sorted(fired(house, case_id)[-2:]) == [("after", "overdue"), ("due", "")]
    assert incidents(house) == []


def test_a_superseded_fact_moves_its_own_rows(house: TestOffice) -> None:
    """The row keeps its round; only the day changes."""
    case_id = _waiting(house)
    wrong = record(house, case_id, ACCEPTED)
    house.clock.advance_to(at(11, 25))
    _supersede(house, case_id, wrong, date(2026, 11, 20))
    assert timer(house, case_id, "due") == (day_end(date(2026, 12, 4)), "")
    assert {row.fact_id for row in timer_rows(house, case_id) if row.rule == "repair.decide"} == {wrong}


def test_a_fact_that_never_was_puts_its_rows_back_to_sleep(house: TestOffice) -> None:
    """Nothing of the kind happened: nothing runs, and nothing of another round is taken up."""
    case_id = _waiting(house)
    wrong = record(house, case_id, ACCEPTED)
    _supersede(house, case_id, wrong, date(2026, 11, 23), void=True)
    assert timer(house, case_id, "due") == (None, "未起算")
    assert row_of(house, case_id, "wait").due_at == FAR


def test_a_new_calendar_moves_what_runs(house: TestOffice) -> None:
    """A day off is announced: the last day moves, the journal names both days."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    with house.office.database.writing() as connection:
        text = releases.current_law(connection, "calendar")["2026"]
        text = text.replace("working_days = 248", "working_days = 247")
        text += '\n[[holiday]]\nname = "临时"\nfrom = 2026-12-01\nto = 2026-12-01\n'
        releases.append_edition(connection, "calendar", "2026", text, release_id=None, now=house.clock.now())
    assert newlaw.recount_cases(house.office) == 1
    assert timer(house, case_id, "due") == (day_end(date(2026, 12, 8)), "")
    assert (notes(house, case_id, "deadline")[-1]["old"], notes(house, case_id, "deadline")[-1]["new"]) == (
        "2026-12-07",
        "2026-12-08",
    )


def test_a_new_round_needs_a_new_timer(house: TestOffice) -> None:
    """A second fact of the kind opens a second deadline; rows stay with the round that they were bound to."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    house.clock.advance_to(at(11, 26))
    record(house, case_id, ACCEPTED)
    assert timer(house, case_id, "due") == (day_end(DUE), "")
    assert row_of(house, case_id, "wait").due_at == at(12, 10, 17, 30)


def test_a_timer_that_is_entered_does_not_take_up_a_round_that_is_over(house: TestOffice) -> None:
    """In a second turn of a loop the old round is stopped: the timer waits for the new fact."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    record(house, case_id, "decision.made")
    assert timer(house, case_id, "due") == (None, "已完成")
    other = _waiting(house)
    with house.office.database.writing() as connection:
        for fact in (ACCEPTED, "decision.made"):
            new = NewFact(Owner("case", other), fact, date(2026, 11, 23), house.clock.now(), "测试")
            facts.record(connection, new)
    newlaw.recount_cases(house.office)
    assert timer(house, other, "due") == (None, "未起算")
    assert row_of(house, other, "wait").due_at == FAR
    house.clock.advance_to(at(11, 24))
    record(house, other, ACCEPTED)
    assert timer(house, other, "due") == (day_end(date(2026, 12, 8)), "")


def test_scopes_do_not_mix(house: TestOffice) -> None:
    """Each unit has its own deadline and its own timers."""
    case_id = house.start("units", {"units": ["ZJJ", "CZJ"]}).case_id
    house.clock.advance_to(at(11, 24))
    record(house, case_id, "enquiry.answered", scope="CZJ")
    rows = {row.scope: (row.due_at, row.dormant) for row in timer_rows(house, case_id)}
    assert rows == {"ZJJ": (day_end(date(2026, 11, 30)), ""), "CZJ": (None, "已完成")}


def test_what_was_known_too_late_does_not_happen_by_itself(house: TestOffice) -> None:
    """逾期后补录: the consequence sleeps, a person is asked once, and lets it through or not."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED, date(2026, 11, 2))
    assert timer(house, case_id, "due") == (None, "逾期后补录")
    (over, overdue) = incidents(house, "late-knowledge")[1:]
    assert "作出修复决定" in over
    assert overdue.startswith("逾期后补录，请核对")
    record(house, case_id, "enquiry.asked", scope="CZJ")
    house.pass_time(at(11, 24))
    assert len(incidents(house, "late-knowledge")) == 3
    assert "after_over" not in open_elements(house, case_id)
    (row,) = [row for row in timer_rows(house, case_id) if (row.moment, row.rule) == ("due", "repair.decide")]
    with pytest.raises(NotAllowed):
        due.let_through(house.office, case_id, row.id, doer=house.person("wanglei", "王磊", "officer@SJJ"))
    manager = house.person("gaoming", "高明", "manager@SJJ")
    due.let_through(house.office, case_id, row.id, doer=manager)
    assert "after_over" in open_elements(house, case_id)
    (unset,) = [row for row in timer_rows(house, case_id) if row.rule == "repair.reapply"]
    with pytest.raises(NotAvailable):
        due.let_through(house.office, case_id, unset.id, doer=manager)


def test_what_fired_before_its_time_is_a_person_s_to_put_right(house: TestOffice) -> None:
    """更正已发文书: a corrected fact shows that the reminder and the end came too early; said once for each."""
    case_id = _waiting(house)
    wrong = record(house, case_id, ACCEPTED)
    house.pass_time(at(12, 9))
    assert incidents(house) == []
    _supersede(house, case_id, wrong, date(2026, 11, 30))
    said = incidents(house, "premature")
    assert len(said) == 3
    assert all(sentence.startswith("更正已发文书：“作出修复决定”") for sentence in said)
    record(house, case_id, "enquiry.asked", scope="CZJ")
    assert len(incidents(house, "premature")) == 3


def test_a_report_that_was_in_time_makes_the_consequence_wrong(house: TestOffice) -> None:
    """The decision was made on the last day and recorded two days later: the end of the term should not have fired."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    house.pass_time(at(12, 9))
    record(house, case_id, "decision.made", DUE)
    assert house.deadlines(case_id)["repair.decide"].state == "met"
    assert len(incidents(house, "premature")) == 2


def test_a_decision_on_the_day_of_the_reminder_came_after_it(house: TestOffice) -> None:
    """The letter left at the opening hour, the decision followed the same day: nothing is to be put right."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    house.pass_time(at(12, 2, 10))
    record(house, case_id, "decision.made")
    assert ("before", "remind_1") in fired(house, case_id)
    assert incidents(house) == []


def test_what_comes_later_does_not_make_earlier_letters_wrong(house: TestOffice) -> None:
    """A hold or an extension after the reminder moves the day; the reminder was right when it left, and comes again."""
    case_id = _waiting(house)
    record(house, case_id, ACCEPTED)
    house.pass_time(at(12, 3))
    assert ("before", "remind_1") in fired(house, case_id)
    tell(house, case_id, "extension.asked", rule="repair.decide", key="asked", from_case=7)
    tell(house, case_id, "extension.granted", rule="repair.decide", key="granted", from_case=7)
    tell(house, case_id, "hold.begun", kind="hold.expert", key="begun", from_case=8)
    house.clock.advance_to(at(12, 4))
    tell(house, case_id, "hold.ended", kind="hold.expert", key="ended", from_case=8)
    assert incidents(house) == []


def test_nothing_is_repeated_for_a_day_that_has_fired(house: TestOffice) -> None:
    """Two timers of one name in one case: the moment has come once, and once only."""
    wang = house.person("wanglei", "王磊", "officer@SJJ")
    case = house.start()
    house.pass_time(at(11, 27, 9))
    assert fired(house, case.case_id).count(("due", "")) == 1
    do(house, case.case_id, "review", wang, decision="accept")
    other = house.start()
    assert fired(house, other.case_id) == []


def test_the_grace_of_a_subject_is_not_part_of_the_day(house: TestOffice) -> None:
    """Five minutes for a late click; the legal day stays."""
    case_id = house.start("lapse", {}).case_id
    (row,) = timer_rows(house, case_id)
    assert row.due_at == day_end(date(2026, 12, 7)) + timedelta(minutes=5)
    assert house.deadlines(case_id)["repair.supplement"].due_on == DUE
