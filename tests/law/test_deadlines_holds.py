"""Deadlines that are held, supplemented or extended."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law.builders import fact, reckoned, small
from workflows.law.deadlines import Extension, Hold, State
from workflows.law.terms import Term, Unit, count, parse_term

TODAY = date(2026, 11, 23)
MODEST = settings(max_examples=60, deadline=None)
DAYS = st.dates(date(2026, 9, 1), date(2026, 12, 20))


def test_a_hold_stops_the_clock_from_the_day_after_the_act(policies, calendar):
    """The office waits for the enterprise with one day left, and resumes with one day left."""
    received = fact("application.received", date(2026, 11, 11))
    hold = Hold("hold.supplement", date(2026, 11, 13))
    (deadline,) = reckoned([received], policies, calendar, today=TODAY, holds=(hold,), rule="repair.accept")
    assert (deadline.state, deadline.due_on, deadline.remaining) == (State.ON_HOLD, None, 1)
    assert deadline.because[0] == "已暂停：等待企业补正（恢复后剩 1 个工作日）"
    assert not any(line.startswith("到期") for line in deadline.because)
    resumed = Hold("hold.supplement", date(2026, 11, 13), date(2026, 11, 20))
    (deadline,) = reckoned([received], policies, calendar, today=TODAY, holds=(resumed,), rule="repair.accept")
    assert (deadline.state, deadline.due_on, deadline.held_days) == (State.RUNNING, TODAY, 7)
    assert "暂停：11-14至11-20（等待企业补正），7 天不计入" in deadline.because


def test_a_hold_on_the_very_last_day_gives_that_day_back(policies, calendar):
    """Asked in time on the last day, the office is not late the moment the answer comes."""
    received = fact("application.received", date(2026, 11, 11))
    hold = Hold("hold.supplement", date(2026, 11, 16), date(2026, 11, 20))
    (deadline,) = reckoned([received], policies, calendar, today=TODAY, holds=(hold,), rule="repair.accept")
    assert (deadline.due_on, deadline.state) == (TODAY, State.RUNNING)


def test_a_hold_after_the_last_day_heals_nothing(policies, calendar):
    """Missed is missed; asking for materials then stops no clock."""
    received = fact("application.received", date(2026, 11, 11))
    hold = Hold("hold.supplement", date(2026, 11, 17))
    (deadline,) = reckoned([received], policies, calendar, today=TODAY, holds=(hold,), rule="repair.accept")
    assert (deadline.due_on, deadline.state) == (date(2026, 11, 16), State.MISSED)


def test_only_holds_that_the_rule_names_stop_it(policies, calendar):
    """The enterprise's own term runs on while the office waits for it; another branch's hold is no hold."""
    served = fact("supplement.served", date(2026, 11, 13))
    hold = Hold("hold.supplement", date(2026, 11, 13))
    (deadline,) = reckoned([served], policies, calendar, today=TODAY, holds=(hold,), rule="repair.supplement")
    assert deadline.state is State.RUNNING
    elsewhere = Hold("hold.supplement", date(2026, 11, 24), scope="SJJ")
    (deadline,) = reckoned([fact("begun", TODAY)], small(), calendar, today=date(2026, 11, 25), holds=(elsewhere,))
    assert deadline.state is State.RUNNING


def test_overlapping_holds_count_once(policies, calendar):
    """Expert and enquiry at the same time take the same days."""
    accepted = fact("application.accepted", date(2026, 11, 9))
    holds = (
        Hold("hold.expert", date(2026, 11, 10), date(2026, 11, 13), "安全评估"),
        Hold("hold.enquiry", date(2026, 11, 11), date(2026, 11, 16)),
    )
    (deadline,) = reckoned([accepted], policies, calendar, today=TODAY, holds=holds, rule="repair.decide")
    assert deadline.held_days == 6
    assert deadline.due_on == date(2026, 11, 27)
    assert "暂停：11-11至11-13（等待专家论证：安全评估），3 天不计入" in deadline.because


def test_a_hold_ends_by_itself_at_its_maximum(calendar):
    """Nobody answers: the clock runs again after the maximum, whether or not somebody ended the hold."""
    policies = small(hold_max='amount = 5\nunit = "工作日"')
    begun, hold = fact("begun", date(2026, 11, 9)), Hold("hold.supplement", date(2026, 11, 10))
    held = reckoned([begun], policies, calendar, today=date(2026, 11, 17), holds=(hold,))[0]
    assert (held.state, held.remaining) == (State.ON_HOLD, 9)
    assert any("尚未恢复" in line for line in held.because)
    over = reckoned([begun], policies, calendar, today=date(2026, 11, 18), holds=(hold,))[0]
    assert (over.state, over.due_on) == (State.RUNNING, date(2026, 11, 30))
    late = Hold("hold.supplement", date(2026, 11, 10), date(2026, 12, 1))
    assert reckoned([begun], policies, calendar, today=date(2026, 12, 2), holds=(late,))[0].due_on == date(2026, 11, 30)


def test_a_decision_during_a_hold_is_in_time(policies, calendar):
    """The clock stood still, so nothing was late."""
    facts = [fact("application.received", date(2026, 11, 11)), fact("application.refused", date(2026, 11, 20))]
    hold = Hold("hold.supplement", date(2026, 11, 13))
    (deadline,) = reckoned(facts, policies, calendar, today=TODAY, holds=(hold,), rule="repair.accept")
    assert (deadline.state, deadline.remaining) == (State.MET, 1)


@pytest.mark.parametrize(
    ("mode", "rounds"),
    [
        ("resume", [(State.RUNNING, date(2026, 12, 9))]),
        ("restart", [(State.MET, date(2026, 12, 7)), (State.RUNNING, date(2026, 12, 11))]),
    ],
)
def test_a_supplement_resumes_or_restarts_by_rule(calendar, mode, rounds):
    """Resume: the held days are taken out. Restart: the demand ends the round, complete materials open a new one."""
    policies = small(f'amount = 10\nunit = "工作日"\non_supplement = "{mode}"')
    facts = [fact("begun", TODAY), fact("asked", date(2026, 11, 25)), fact("answered", date(2026, 11, 27))]
    hold = Hold("hold.supplement", date(2026, 11, 25), date(2026, 11, 27))
    found = reckoned(facts, policies, calendar, today=date(2026, 11, 30), holds=(hold,))
    assert [(deadline.state, deadline.due_on) for deadline in found] == rounds


def test_a_supplement_alone_restarts_nothing(calendar):
    """Materials that nobody had asked for open no term that never began."""
    policies = small('amount = 10\nunit = "工作日"\non_supplement = "restart"')
    assert reckoned([fact("answered", TODAY)], policies, calendar, today=TODAY) == []


def test_an_extension_counts_from_the_old_last_day(policies, calendar):
    """Old and new date both stay explainable."""
    accepted = fact("application.accepted", date(2026, 11, 5))
    longer = Extension(
        "repair.decide", "", parse_term("5 工作日"), date(2026, 11, 18), "案情复杂", asked_on=date(2026, 11, 17)
    )
    (deadline,) = reckoned([accepted], policies, calendar, today=TODAY, extensions=(longer,), rule="repair.decide")
    assert (deadline.due_on, deadline.extended_from, deadline.state) == (
        date(2026, 11, 26),
        (date(2026, 11, 19),),
        State.RUNNING,
    )
    line = "延长：2026-11-18（周三）批准，自原期满日 2026-11-19（周四）起延长 5 个工作日（案情复杂），至 2026-11-26（周四）"
    assert line in deadline.because


def test_a_hold_moves_an_extended_term_too(calendar):
    """Days held before the old last day move both days; two extensions follow each other."""
    begun = fact("begun", date(2026, 11, 9))
    days = parse_term("2 工作日")
    extensions = (Extension("act", "", days, date(2026, 11, 20)), Extension("act", "", days, date(2026, 11, 26)))
    hold = Hold("hold.supplement", date(2026, 11, 10), date(2026, 11, 11))
    (deadline,) = reckoned([begun], small(), calendar, today=TODAY, holds=(hold,), extensions=extensions)
    assert deadline.extended_from == (date(2026, 11, 24), date(2026, 11, 26))
    assert deadline.due_on == date(2026, 11, 30)


def test_an_extension_asked_in_time_suspends_only_the_consequence(calendar):
    """The day stays; what follows from missing it waits for the answer."""
    begun, today = fact("begun", date(2026, 11, 2)), date(2026, 11, 18)
    asked = Extension("act", "", parse_term("5 工作日"), None, asked_on=date(2026, 11, 16))
    (deadline,) = reckoned([begun], small(), calendar, today=today, extensions=(asked,))
    assert (deadline.due_on, deadline.state, deadline.in_abeyance) == (date(2026, 11, 16), State.MISSED, True)
    refused = Extension(
        "act", "", parse_term("5 工作日"), None, asked_on=date(2026, 11, 16), refused_on=date(2026, 11, 18)
    )
    too_late = Extension("act", "", parse_term("5 工作日"), None, asked_on=date(2026, 11, 17))
    for extension in (refused, too_late):
        (deadline,) = reckoned([begun], small(), calendar, today=today, extensions=(extension,))
        assert (deadline.due_on, deadline.in_abeyance) == (date(2026, 11, 16), False)


def test_an_extension_belongs_to_its_own_round(calendar):
    """A later round starts with the plain term; a named round gets it wherever it was granted."""
    first, second = fact("begun", date(2026, 11, 2)), fact("begun", date(2026, 11, 16))
    longer = Extension("act", "", parse_term("5 工作日"), date(2026, 11, 10))
    found = reckoned([first, second], small(), calendar, today=TODAY, extensions=(longer,))
    assert [deadline.due_on for deadline in found] == [date(2026, 11, 23), date(2026, 11, 30)]
    named = Extension("act", "", parse_term("5 工作日"), date(2026, 11, 10), start_fact_id=second.id)
    found = reckoned([first, second], small(), calendar, today=TODAY, extensions=(named,))
    assert [deadline.due_on for deadline in found] == [date(2026, 11, 16), date(2026, 12, 7)]


@MODEST
@given(start=DAYS, begun=DAYS, length=st.integers(0, 40), amount=st.integers(1, 30))
def test_a_hold_never_shortens_and_equals_the_span(calendar, start, begun, length, amount):
    """Counting a deadline with a hold by acts is counting the term without those days."""
    policies = small(f'amount = {amount}\nunit = "工作日"')
    today = date(2027, 6, 30)
    hold = Hold("hold.supplement", begun, begun + timedelta(days=length))
    plain = count(Term(amount, Unit.WORKING_DAYS), start, calendar).on
    (deadline,) = reckoned([fact("begun", start)], policies, calendar, today=today, holds=(hold,))
    assert deadline.due_on is not None
    assert deadline.due_on >= plain
    if begun > plain or begun + timedelta(days=length) <= start:
        assert deadline.due_on == plain
