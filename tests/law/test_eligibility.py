"""Eligibility: may a record be repaired, from when, and why not; and what proves each condition."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.law.eligibility import Answer, Known, Line, Mark, RecordView, Verdict, weigh
from workflows.law.profile import Source, Stage

TODAY = date(2026, 11, 23)
RECORD = RecordView("listing", "一般", date(2026, 6, 26))
PROVEN = (
    Known("duty.performed", Source.UNIT, date(2026, 10, 1)),
    Known("commitment.made", Source.REGISTRY, date(2026, 11, 20)),
    Known("requirements.met", Source.CHECKED, date(2026, 11, 20)),
)


def line(answer: Answer, key: str) -> Line:
    """One condition of the answer."""
    return next(line for line in answer.lines if line.key == key)


def record(
    *,
    kind: str = RECORD.kind,
    record_class: str = RECORD.record_class,
    decided_on: date = RECORD.decided_on,
    applied_on: date | None = None,
    open_case: str | None = None,
) -> RecordView:
    """The record with something changed."""
    return RecordView(kind, record_class, decided_on, applied_on, open_case)


def test_a_record_past_its_minimum_may_be_applied_for(policies, calendar):
    """What is proved later, in the application, does not stand in the way of applying."""
    answer = weigh(RECORD, (), policies, calendar, TODAY)
    assert (answer.may, answer.verdict, answer.spoken(TODAY)) == (True, Verdict.MAY, "可以申请")
    assert [one.key for one in answer.lines] == [
        "publicity.minimum",
        "duties.performed",
        "commitment.public",
        "other.requirements",
        "repairable",
        "single.application",
    ]
    assert "2026-06-26 + 3 个月，不顺延，至 2026-09-26" in line(answer, "publicity.minimum").reason
    assert line(answer, "duties.performed").mark is Mark.OPEN
    assert line(answer, "commitment.public").reason == "在申请中签署"
    assert all(one.article for one in answer.lines)


def test_the_date_is_named_when_only_time_is_missing(policies, calendar):
    """The demo's record: decided on 2026-09-29, three months not rolled, the right begins on the following day."""
    answer = weigh(record(decided_on=date(2026, 9, 29)), (), policies, calendar, TODAY)
    assert (answer.may, answer.verdict, answer.from_on) == (False, Verdict.FROM, date(2026, 12, 30))
    assert answer.spoken(TODAY) == "2026-12-30 起可以申请（还有 37 天）"
    assert answer.reasons == ("最短公示期：最短公示期尚未届满（决定 2026-09-29 + 3 个月，不顺延，至 2026-12-29）",)
    assert not weigh(record(decided_on=date(2026, 9, 29)), (), policies, calendar, date(2026, 12, 29)).may
    assert weigh(record(decided_on=date(2026, 9, 29)), (), policies, calendar, date(2026, 12, 30)).may


@pytest.mark.parametrize(
    ("record_class", "decided_on", "from_on"),
    [
        ("轻微", date(2026, 11, 20), TODAY),
        ("serious", date(2026, 8, 25), date(2027, 8, 26)),
        ("一般", date(2026, 11, 22), date(2027, 2, 23)),
        ("未分类", date(2026, 11, 22), TODAY),
    ],
)
def test_each_class_has_its_minimum(policies, calendar, record_class, decided_on, from_on):
    """Minor records have none; where the policy sets none, the manager judges and nobody is turned away."""
    answer = weigh(record(record_class=record_class, decided_on=decided_on), (), policies, calendar, TODAY)
    assert answer.from_on == from_on


def test_a_record_that_the_law_excludes_can_never_be_repaired(policies, calendar):
    """A page with the other remedies, not an error."""
    answer = weigh(record(kind="unrepairable"), PROVEN, policies, calendar, TODAY)
    assert (answer.may, answer.verdict, answer.from_on) == (False, Verdict.NEVER, None)
    assert "行政复议" in answer.remedies


def test_one_record_has_one_application(policies, calendar):
    """The open case is named."""
    answer = weigh(record(open_case="XF2026-R-000041"), PROVEN, policies, calendar, TODAY)
    assert (answer.verdict, answer.from_on) == (Verdict.NOT_YET, None)
    assert answer.reasons == ("同一记录无在办申请：同一记录已有在办的修复申请（XF2026-R-000041）",)


def test_an_unknown_kind_is_left_to_the_manager(policies, calendar):
    """What no row names is neither excluded nor waved through."""
    answer = weigh(record(kind="something"), (), policies, calendar, TODAY)
    assert answer.may
    assert line(answer, "repairable").mark is Mark.OPEN


def test_a_statement_alone_never_proves_the_duties(policies, calendar):
    """The applicant's word is heard, named, and not enough; at the decision it stands in the way."""
    said = (*PROVEN[1:], Known("duty.performed", Source.STATEMENT, date(2026, 11, 20)))
    answer = weigh(RECORD, said, policies, calendar, TODAY, stage=Stage.DECIDE)
    duties = line(answer, "duties.performed")
    assert (duties.mark, duties.source, duties.blocks) == (Mark.OPEN, Source.STATEMENT, True)
    assert "申请人声明不能单独证明" in duties.reason
    assert answer.verdict is Verdict.NOT_YET
    assert weigh(RECORD, said, policies, calendar, TODAY).may


@pytest.mark.parametrize("source", [Source.UNIT, Source.REGISTRY, Source.CHECKED])
def test_each_accepted_source_proves_the_duties(policies, calendar, source):
    """A fact of the unit, the registry, or an upload that an officer checked."""
    known = (*PROVEN[1:], Known("duty.performed", source, date(2026, 11, 20)))
    answer = weigh(RECORD, known, policies, calendar, TODAY, stage=Stage.DECIDE)
    assert (answer.may, line(answer, "duties.performed").source) == (True, source)
    assert source.label in line(answer, "duties.performed").reason


def test_the_last_word_of_the_unit_counts(policies, calendar):
    """Eligible at the application, no longer at the decision: the re-inspection failed."""
    failed = (*PROVEN, Known("duty.unperformed", Source.UNIT, date(2026, 11, 22)))
    answer = weigh(RECORD, failed, policies, calendar, TODAY, stage=Stage.DECIDE)
    assert (answer.may, answer.verdict) == (False, Verdict.NOT_YET)
    assert line(answer, "duties.performed").mark is Mark.FAILED
    mended = (*failed, Known("duty.performed", Source.CHECKED, date(2026, 11, 23)))
    assert weigh(RECORD, mended, policies, calendar, TODAY, stage=Stage.DECIDE).may


@pytest.mark.parametrize(
    ("missing", "stage", "may"),
    [
        ("commitment.made", Stage.LOOK, True),
        ("commitment.made", Stage.ACCEPT, False),
        ("duty.performed", Stage.ACCEPT, True),
        ("duty.performed", Stage.DECIDE, False),
        ("requirements.met", Stage.DECIDE, False),
    ],
)
def test_conditions_bind_from_their_own_stage(policies, calendar, missing, stage, may):
    """The commitment is due on acceptance, the proofs by the decision."""
    known = tuple(fact for fact in PROVEN if fact.kind != missing)
    assert weigh(RECORD, known, policies, calendar, TODAY, stage=stage).may == may


def test_a_false_statement_bars_only_where_a_policy_sets_the_bar(policies, calendar):
    """The law leaves the bar unset: it is shown and left to the manager. The drill sets a year, and it holds."""
    false = (Known("false.statement", Source.UNIT, date(2026, 5, 20)),)
    real = weigh(RECORD, false, policies, calendar, TODAY)
    assert (real.may, line(real, "bar.reapply").mark) == (True, Mark.OPEN)
    drilled = weigh(RECORD, false, policies.using("drill"), calendar, TODAY)
    assert (drilled.verdict, drilled.from_on) == (Verdict.FROM, date(2027, 5, 21))
    over = (Known("false.statement", Source.UNIT, date(2025, 5, 20)),)
    assert weigh(RECORD, over, policies.using("drill"), calendar, TODAY).may
    said = (Known("false.statement", Source.STATEMENT, date(2026, 5, 20)),)
    assert weigh(RECORD, said, policies.using("drill"), calendar, TODAY).may


def test_the_court_s_plan_lifts_the_minimum(policies, calendar):
    """A company in reorganisation need not wait; a mere claim of it is not enough."""
    serious = record(record_class="严重", decided_on=date(2026, 8, 25))
    approved = Known("court.plan_approved", Source.CHECKED, date(2026, 10, 9))
    answer = weigh(serious, (approved,), policies, calendar, TODAY)
    assert answer.may
    assert "重整计划" in line(answer, "publicity.minimum").reason
    claimed = Known("court.plan_approved", Source.STATEMENT, date(2026, 10, 9))
    assert not weigh(serious, (claimed,), policies, calendar, TODAY).may


def test_conditions_that_were_not_verified_turn_nobody_away(policies, calendar):
    """An application of 2025 stands under an order nobody read: its rows are shown as 待核 and block nothing."""
    old = record(decided_on=date(2025, 11, 1), applied_on=date(2025, 12, 1))
    answer = weigh(old, (), policies, calendar, TODAY, stage=Stage.DECIDE)
    assert answer.may
    assert line(answer, "publicity.minimum").reason == "最短公示期未设定，由审批人审核"
    assert "待核" in line(answer, "duties.performed").article


@settings(max_examples=60, deadline=None)
@given(decided_on=st.dates(date(2026, 4, 1), date(2028, 1, 1)), name=st.sampled_from(["轻微", "一般", "严重"]))
def test_the_named_day_is_the_first_on_which_it_is_true(policies, calendar, decided_on, name):
    """On the day that was named the answer is yes, and on the day before it was no."""
    view = record(record_class=name, decided_on=decided_on)
    answer = weigh(view, (), policies, calendar, TODAY)
    if answer.verdict is Verdict.FROM:
        assert answer.from_on is not None
        assert weigh(view, (), policies, calendar, answer.from_on).may
        assert not weigh(view, (), policies, calendar, date.fromordinal(answer.from_on.toordinal() - 1)).may
