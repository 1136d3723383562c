"""Answers without a case: a term, or a rule of the policies."""

from datetime import date

import pytest

from workflows.errors import NotFound
from workflows.law.reports import deadline_report, term_report
from workflows.law.terms import Span, parse_term

TODAY = date(2026, 11, 23)


def test_a_term_is_answered_with_its_reasons(calendar):
    """The command line prints day, provisional and reasons."""
    found = term_report(parse_term("10 工作日"), date(2026, 2, 13), calendar)
    assert (found.due_on, found.provisional) == (date(2026, 3, 5), False)
    assert found.because[-1] == "届满：2026-03-05（周四）"
    held = term_report(parse_term("3 月"), date(2026, 9, 29), calendar, [Span(TODAY, TODAY)], roll=False)
    assert held.due_on == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("key", "start", "due_on"),
    [
        ("repair.decide", date(2026, 11, 12), date(2026, 11, 26)),
        ("repair.accept", date(2026, 11, 20), date(2026, 11, 25)),
        ("publicity.min(一般)", date(2026, 9, 29), date(2026, 12, 29)),
        ("publicity.max（serious）", date(2026, 9, 29), date(2029, 9, 29)),
        ("publicity.max(一般)", date(2025, 9, 29), date(2026, 9, 29)),
        ("interview.notice", date(2026, 11, 30), date(2026, 11, 24)),
        ("repair.accept", date(2026, 3, 2), None),
        ("repair.accept", date(2020, 3, 2), date(2020, 3, 5)),
    ],
)
def test_a_rule_is_answered_by_the_law_of_its_day(policies, calendar, key, start, due_on):
    """Profiles, classes, backward rules and transitions; before the first law the present one answers."""
    assert deadline_report(key, start, policies, calendar, today=TODAY).due_on == due_on


def test_the_answer_names_rule_and_profiles(policies, calendar):
    """So that an officer can look it up."""
    because = deadline_report("repair.decide", date(2026, 11, 12), policies, calendar, today=TODAY).because
    assert because[0] == "2026-11-26（周四）截止"
    assert "规则：作出修复决定 10 个工作日，依据：区信用办演示参数（内部目标）" in because
    assert "规则包：信用修复管理办法（国家发展改革委令第36号）、新北区地方层" in because
    assert because[-1].startswith("到期：11-26 未办结")
    old = deadline_report("repair.accept", date(2020, 3, 2), policies, calendar, today=TODAY)
    assert any("没有生效的上位法规则包，按现行规则推算" in line for line in old.because)
    assert old.provisional


def test_holds_are_taken_out(policies, calendar):
    """Whatever the kind: the command line gives days, not acts."""
    hold = Span(date(2026, 11, 16), date(2026, 11, 17))
    found = deadline_report("repair.decide", date(2026, 11, 12), policies, calendar, [hold], today=TODAY)
    assert found.due_on == date(2026, 11, 30)


def test_without_a_class_all_are_listed(policies, calendar):
    """The length depends on the class; the answer shows each."""
    found = deadline_report("publicity.min", date(2026, 9, 29), policies, calendar, today=TODAY)
    assert found.due_on is None
    assert "轻微：无此期限" in found.because
    assert any(line.startswith("一般：3 个月，2026-12-29（周二）截止") for line in found.because)


def test_an_unknown_rule_is_refused_with_its_neighbours(policies, calendar):
    """A slip is answered with what there is."""
    with pytest.raises(NotFound, match=r"没有规则“repair\.decde”，现有 repair\.accept、repair\.supplement"):
        deadline_report("repair.decde", TODAY, policies, calendar, today=TODAY)
