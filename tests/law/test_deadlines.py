"""Deadlines: from facts to a day, a state, an explanation and named moments."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from tests.law.builders import fact, reckoned, small
from workflows.errors import BadInput
from workflows.law.deadlines import Hold, State, find_moment, moment, not_started, reckon

TODAY = date(2026, 11, 23)
MODEST = settings(max_examples=60, deadline=None)
DAYS = st.dates(date(2026, 9, 1), date(2026, 12, 20))


@pytest.mark.parametrize(
    ("kind", "on", "rule", "due_on", "remaining"),
    [
        ("application.received", date(2026, 11, 20), "repair.accept", date(2026, 11, 25), 2),
        ("application.accepted", date(2026, 11, 12), "repair.decide", date(2026, 11, 26), 3),
        ("application.accepted", date(2026, 11, 5), "repair.decide", date(2026, 11, 19), -2),
        ("supplement.served", date(2026, 11, 13), "repair.supplement", date(2026, 11, 27), 4),
        ("objection.accepted", date(2026, 11, 18), "objection.verify", date(2026, 11, 27), 4),
        ("order.served", date(2026, 10, 27), "rectify.report", date(2026, 11, 26), 3),
        ("prior.served", date(2026, 11, 18), "listing.statement", date(2026, 11, 25), 2),
    ],
)
def test_the_clocks_of_the_demo(policies, calendar, kind, on, rule, due_on, remaining):
    """The badges of the demo office follow from its facts."""
    deadline = reckoned([fact(kind, on)], policies, calendar, today=TODAY, rule=rule)[0]
    assert (deadline.due_on, deadline.remaining) == (due_on, remaining)
    assert deadline.state is (State.RUNNING if remaining >= 0 else State.MISSED)
    assert not deadline.provisional


@pytest.mark.parametrize(
    ("stop", "today", "state", "remaining"),
    [
        (None, date(2026, 12, 7), State.RUNNING, 0),
        (None, date(2026, 12, 8), State.MISSED, -1),
        (date(2026, 12, 3), TODAY, State.MET, 2),
        (date(2026, 12, 7), TODAY, State.MET, 0),
        (date(2026, 12, 8), TODAY, State.LATE, -1),
    ],
)
def test_the_states_of_a_term(calendar, stop, today, state, remaining):
    """Running up to the last day, missed on the next; lateness is judged by the day of the act."""
    facts = [fact("begun", TODAY)] + ([fact("ended", stop)] if stop else [])
    deadline = reckoned(facts, small(), calendar, today=today)[0]
    assert (deadline.due_on, deadline.state, deadline.remaining) == (date(2026, 12, 7), state, remaining)
    assert deadline.stopped_on == stop
    assert deadline.state.label


def test_an_unset_rule_has_no_day(policies, calendar):
    """Unset is said, never guessed."""
    (deadline,) = reckoned([fact("complaint.received", TODAY)], policies, calendar, today=TODAY, rule="complaint.reply")
    assert (deadline.state, deadline.due_on, deadline.remaining) == (State.UNSET, None, None)
    assert deadline.because[0] == "未设定期限"
    assert "规则：答复投诉未设定期限（未核实，待核），不计算" in deadline.because


def test_a_served_paper_fixes_its_own_day(policies, calendar):
    """The day in the notice counts, and binds the subject even where the office's number is only a target."""
    counted = fact("supplement.served", TODAY)
    fixed = fact("supplement.served", TODAY, sets=(("repair.supplement", date(2026, 12, 9)),))
    plain, set_day = (
        reckoned([one], policies, calendar, today=TODAY, rule="repair.supplement")[0] for one in (counted, fixed)
    )
    assert (plain.due_on, plain.may_bind_subject) == (date(2026, 12, 7), False)
    assert (set_day.due_on, set_day.may_bind_subject) == (date(2026, 12, 9), True)
    assert any("本通知书" in line for line in set_day.because)
    assert "内部目标不产生不利后果" in plain.because[-1]
    assert "内部目标不产生不利后果" not in set_day.because[-1]


def test_publicity_ends_and_is_not_missed(policies, calendar):
    """Nobody has to act: the minimum is reached, the maximum is over."""
    found = reckon([fact("decision.document", date(2026, 5, 9), variant="一般")], (), (), policies, calendar, TODAY)
    states = {deadline.rule_key: (deadline.due_on, deadline.state) for deadline in found}
    assert states == {
        "publicity.min": (date(2026, 8, 9), State.ENDED),
        "publicity.max": (date(2027, 5, 9), State.RUNNING),
    }
    (unclassed, _) = reckon([fact("decision.document", date(2026, 5, 9))], (), (), policies, calendar, TODAY)
    assert unclassed.state is State.UNSET


def test_priority_subjects_have_a_shorter_target(policies, calendar):
    """A variant of the start fact picks the term that is meant for it."""
    (deadline,) = reckoned(
        [fact("application.accepted", TODAY, variant="priority")], policies, calendar, today=TODAY, rule="repair.decide"
    )
    assert deadline.due_on == date(2026, 12, 2)


def test_a_notice_before_an_event_is_counted_backwards(policies, calendar):
    """约谈前三个工作日通知: three full working days lie between."""
    (deadline,) = reckoned(
        [fact("interview.set", date(2026, 11, 30))], policies, calendar, today=TODAY, rule="interview.notice"
    )
    assert (deadline.due_on, deadline.state) == (date(2026, 11, 24), State.RUNNING)
    assert "起算：以 2026-11-30（周一）约谈日倒推，其间须留足期间" in deadline.because


def test_a_notice_given_before_the_event_ends_its_round(policies, calendar):
    """The invitation is served before the day that it invites to; in time is in time."""
    facts = [fact("interview.set", date(2026, 11, 30), at=datetime(2026, 11, 18, tzinfo=UTC))]
    facts.append(fact("interview.invited", date(2026, 11, 23)))
    (deadline,) = reckoned(facts, policies, calendar, today=TODAY, rule="interview.notice")
    assert (deadline.stopped_on, deadline.state) == (date(2026, 11, 23), State.MET)


def test_a_day_that_a_paper_set_moves_by_the_days_that_were_held(policies, calendar):
    """Received on 06-01 and found wanting on 06-04: the three days after the report are given back."""
    served = fact("order.served", date(2026, 5, 6), sets=(("rectify.report", date(2026, 6, 5)),))
    hold = Hold("hold.verify", date(2026, 6, 1), date(2026, 6, 4))
    today = date(2026, 6, 4)
    (deadline,) = reckoned([served], policies, calendar, holds=(hold,), today=today, rule="rectify.report")
    assert deadline.due_on == date(2026, 6, 8)
    assert deadline.set_by_paper


def test_a_start_in_the_future_has_not_begun(calendar):
    """A fact dated ahead is known, but nothing runs yet; one not recorded at all has no day."""
    (deadline,) = reckoned([fact("begun", date(2026, 11, 26))], small(), calendar, today=TODAY)
    assert (deadline.state, deadline.due_on) == (State.DORMANT, date(2026, 12, 10))
    rule = small().rule("act", on=TODAY)
    assert rule is not None
    asleep = not_started(rule, "SJJ")
    assert (asleep.state, asleep.due_on, asleep.scope) == (State.DORMANT, None, "SJJ")
    assert asleep.because == ("未起算：起算的事实尚未记录", "规则：办理 10 个工作日，依据：试行办法第三条")


def test_named_moments_are_counted_from_the_due_day(policies, calendar):
    """Before and after the day, by working days; a nudge is named as it is written."""
    (deadline,) = reckoned(
        [fact("application.accepted", date(2026, 11, 12))], policies, calendar, today=TODAY, rule="repair.decide"
    )
    assert moment(deadline, "remind_1", calendar) == date(2026, 11, 23)
    assert moment(deadline, "overdue", calendar) == date(2026, 11, 27)
    assert moment(deadline, "0 工作日", calendar) == date(2026, 11, 26)
    with pytest.raises(BadInput, match="没有时点“remind_9”"):
        moment(deadline, "remind_9", calendar)


def test_a_moment_on_or_before_the_start_does_not_apply(calendar):
    """A reminder five days before the end of a term of five days never fires."""
    policies = small('amount = 5\nunit = "工作日"\noffsets = { early = "-5 工作日", late = "-4 工作日" }')
    (deadline,) = reckoned([fact("begun", TODAY)], policies, calendar, today=TODAY)
    found = find_moment(deadline, "early", calendar)
    assert (found.on, found.applies) == (TODAY, False)
    assert found.because.startswith("不适用")
    assert moment(deadline, "early", calendar) is None
    assert moment(deadline, "late", calendar) == date(2026, 11, 24)


def test_a_held_deadline_has_no_moments(policies, calendar):
    """While the clock stands still, nothing can be told to fire."""
    hold = Hold("hold.supplement", date(2026, 11, 20))
    facts = [fact("application.accepted", date(2026, 11, 12))]
    (deadline,) = reckoned(facts, policies, calendar, today=TODAY, holds=(hold,), rule="repair.decide")
    assert find_moment(deadline, "remind_1", calendar).because == "已暂停，没有日期"


def test_a_deadline_beyond_the_published_year_is_provisional(policies, calendar):
    """And its explanation says so."""
    (deadline,) = reckoned(
        [fact("application.accepted", date(2026, 12, 22))], policies, calendar, today=TODAY, rule="repair.decide"
    )
    assert deadline.provisional
    assert any(line.startswith("暂定：2027 年安排尚未公布") for line in deadline.because)


def test_the_explanation_reads_in_the_order_of_the_panel(policies, calendar):
    """Result, 起算, 规则, 跳过, 到期: what an officer asks, in this order."""
    deadline = reckoned(
        [fact("application.accepted", date(2026, 9, 24))], policies, calendar, today=TODAY, rule="repair.decide"
    )[0]
    assert deadline.because == (
        "已超期 27 个工作日，2026-10-15（周四）截止",
        "起算：2026-09-24（周四）受理，当日不计入",
        "规则：作出修复决定 10 个工作日，依据：区信用办演示参数（内部目标）",
        "跳过：09-25至09-27（中秋节）、10-01至10-07（国庆节）、10-11（周日）",
        "计入：10-10（周六）调休上班",
        "到期：10-15 未办结：提醒经办人、审批人；10-16 起 1 级督办：信用办；10-20 起 2 级督办：单位负责人；"
        "10-22 起 3 级督办：单位负责人、信用办；逾期未作为：升级督办",
    )
