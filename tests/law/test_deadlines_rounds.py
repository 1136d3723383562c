"""Deadlines by rounds: new starts, branches, corrections, and the law that governs each."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law.builders import fact, law, reckoned, small
from workflows.law.deadlines import State
from workflows.law.policy import Policies

TODAY = date(2026, 11, 23)
MODEST = settings(max_examples=60, deadline=None)
DAYS = st.dates(date(2026, 9, 1), date(2026, 12, 20))


def test_a_report_posted_in_time_was_in_time(calendar):
    """Late knowledge: the day of the act counts, not that of its recording."""
    known_late = fact("ended", date(2026, 12, 7), at=fact("x", date(2026, 12, 20)).at)
    deadline = reckoned([fact("begun", TODAY), known_late], small(), calendar, today=date(2026, 12, 20))[0]
    assert deadline.state is State.MET


def test_a_new_start_opens_a_new_round(calendar):
    """A second fact of the kind runs its own term; the first round keeps its end."""
    facts = [
        fact("begun", date(2026, 11, 2)),
        fact("ended", date(2026, 11, 6)),
        fact("begun", date(2026, 11, 9)),
    ]
    first, second = reckoned(facts, small(), calendar, today=TODAY)
    assert (first.state, first.stopped_on) == (State.MET, date(2026, 11, 6))
    assert (second.state, second.due_on, second.stopped_on) == (State.RUNNING, date(2026, 11, 23), None)
    assert first.start_fact_id != second.start_fact_id


def test_an_act_ends_every_round_that_still_runs(calendar):
    """Served twice, reported once: neither round stays open for ever."""
    facts = [fact("begun", date(2026, 11, 2)), fact("begun", date(2026, 11, 9)), fact("ended", date(2026, 11, 18))]
    states = [deadline.state for deadline in reckoned(facts, small(), calendar, today=TODAY)]
    assert states == [State.LATE, State.MET]


def test_on_one_day_the_order_of_recording_decides(calendar):
    """Answered in the morning, asked again in the afternoon: the answer ends the first round, not the second."""
    day = date(2026, 11, 9)
    facts = [fact("begun", date(2026, 11, 2)), fact("ended", day, hour=2), fact("begun", day, hour=7)]
    first, second = reckoned(facts, small(), calendar, today=TODAY)
    assert (first.stopped_on, second.stopped_on) == (day, None)
    alone = [fact("ended", day, hour=2), fact("begun", day, hour=7)]
    assert reckoned(alone, small(), calendar, today=TODAY)[0].stopped_on == day


def test_each_branch_has_its_own_clock(policies, calendar):
    """Three units are asked to lift; each confirms for itself, and an end of the case ends all."""
    units = [fact("lift.ordered", date(2026, 11, 19), unit) for unit in ("CZJ", "ZJJ", "RSJ")]
    found = reckoned(
        [*units, fact("lifted", date(2026, 11, 20), "CZJ")], policies, calendar, today=TODAY, rule="lift.confirm"
    )
    assert {deadline.scope: deadline.state for deadline in found} == {
        "CZJ": State.MET,
        "ZJJ": State.RUNNING,
        "RSJ": State.RUNNING,
    }
    closed = [*units, fact("case.closed", date(2026, 11, 20))]
    assert all(d.is_stopped for d in reckoned(closed, policies, calendar, today=TODAY, rule="lift.confirm"))
    assert reckoned([fact("lift.ordered", TODAY)], policies, calendar, today=TODAY, rule="lift.confirm") == []


def test_a_corrected_fact_moves_its_round(calendar):
    """The wrong fact starts nothing any more; the round keeps the number it was known by."""
    wrong = fact("begun", date(2026, 11, 2))
    right = fact("begun", TODAY, supersedes=wrong.id)
    (deadline,) = reckoned([wrong, right], small(), calendar, today=TODAY)
    assert (deadline.due_on, deadline.start_fact_id, deadline.origin_fact_id) == (date(2026, 12, 7), right.id, wrong.id)
    void = fact("begun", TODAY, supersedes=right.id, void=True)
    assert reckoned([wrong, right, void], small(), calendar, today=TODAY) == []


def test_a_corrected_stop_starts_the_clock_again(calendar):
    """What did not happen cannot have ended anything."""
    ended = fact("ended", date(2026, 11, 25))
    facts = [fact("begun", TODAY), ended, fact("ended", date(2026, 12, 9), supersedes=ended.id)]
    assert reckoned(facts, small(), calendar, today=date(2026, 12, 10))[0].state is State.LATE


def test_a_case_keeps_the_law_of_its_start(calendar):
    """Ten days become seven: what began before stays at ten, what begins after has seven."""
    change = '[[rule]]\nkey = "act"\nname = "办理"\nstart = "begun"\namount = 7\nunit = "工作日"\nvalid_from = 2026-12-01\narticle = "第三条"\ngrade = "A"'
    policies = Policies.of([law() + change])
    facts = [fact("begun", date(2026, 11, 30)), fact("begun", date(2026, 12, 1))]
    old, new = reckoned(facts, policies, calendar, today=date(2026, 12, 2))
    assert (old.due_on, new.due_on) == (date(2026, 12, 14), date(2026, 12, 10))
    assert new.rule.stops_on == ("ended",)


@pytest.mark.parametrize(
    ("ended", "today", "due_on"),
    [
        (None, date(2026, 3, 30), date(2026, 4, 3)),
        (None, date(2026, 4, 1), date(2026, 3, 27)),
        (date(2026, 3, 31), date(2026, 4, 2), date(2026, 4, 3)),
        (date(2026, 4, 1), date(2026, 4, 2), date(2026, 3, 27)),
    ],
)
def test_a_transition_takes_over_what_still_runs(calendar, ended, today, due_on):
    """The new law's transition row governs running cases from its first day; what was finished before stays."""
    new = law('amount = 5\nunit = "工作日"').replace('key = "law"', 'key = "new"').replace("2026-01-01", "2026-04-01")
    row = '[[transition]]\nkey = "t"\nrules = ["a*"]\nreason = "在办案件适用新规"\narticle = "附则"\ngrade = "A"'
    policies = Policies.of([law(head="valid_to = 2026-03-31"), new + row])
    facts = [fact("begun", date(2026, 3, 20))] + ([fact("ended", ended)] if ended else [])
    (deadline,) = reckoned(facts, policies, calendar, today=today)
    assert deadline.due_on == due_on


def test_old_records_get_their_publicity_by_transition(policies, calendar):
    """A decision of 2025, for which the old order sets nothing, follows the new one once that is in force."""
    document = fact("decision.document", date(2025, 11, 30), variant="general")
    before = reckoned([document], policies, calendar, today=date(2026, 3, 31), rule="publicity.max")
    after = reckoned([document], policies, calendar, today=TODAY, rule="publicity.max")
    assert [deadline.due_on for deadline in (*before, *after)] == [None, date(2026, 11, 30)]
    ancient = fact("decision.document", date(2019, 11, 30), variant="general")
    assert reckoned([ancient], policies, calendar, today=TODAY, rule="publicity.max")[0].state is State.ENDED


@MODEST
@given(days=st.lists(st.tuples(st.sampled_from(["begun", "ended"]), DAYS), max_size=8), today=DAYS)
def test_whatever_happened_every_round_is_told(calendar, days, today):
    """As many rounds as starts, each with a state and an explanation; a stop never lies before its start."""
    facts = [fact(kind, on) for kind, on in days]
    found = reckoned(facts, small(), calendar, today=today)
    assert len(found) == sum(kind == "begun" for kind, _ in days)
    for deadline in found:
        assert deadline.because
        assert deadline.stopped_on is None or deadline.stopped_on >= deadline.start_on
