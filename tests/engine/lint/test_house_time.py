"""Every wait of the house is bound to a rule of the law and can be left without it."""

import pytest

from tests.engine.lint.bundles import BUNDLES
from tests.engine.lint.judging import assert_judged, changed, rules
from tests.engine.lint.pairs import HOUSE_TIME


@pytest.mark.parametrize("pair", HOUSE_TIME, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)


def test_a_timer_alone_on_the_path_is_the_only_way_out():
    """Behind an event gateway with a message it is not; with another timer it still is."""
    alone = changed(
        "waiting", ('sourceRef="what_comes" targetRef="withdrawn"', 'sourceRef="received" targetRef="withdrawn"')
    )
    assert "timer-only-way" in rules(alone)
    assert "timer-only-way" not in rules(BUNDLES["waiting"])


def test_a_literal_timer_does_not_sleep():
    """Only a rule may be without its day."""
    assert "timer-only-way" not in rules(
        changed(
            "embedded",
            ('due("repair.supplement")', '"P3D"'),
            ('attachedToRef="wait_inside"', 'attachedToRef="wait_inside" cancelActivity="false"'),
        )
    )


def test_a_fact_that_a_diagram_records_starts_its_rule():
    """What is written out in any diagram of the bundle counts."""
    late = (("repair.accept", "never"), ("'check.late'", "'nobody.says'"))
    assert "rule-never-starts" not in rules(changed("spine", *late))


def test_a_subject_is_told_what_happens_after_the_last_day():
    """A task of the subject with a deadline says whether a late answer is taken; an officer's says nothing."""
    silent = ('<spiffworkflow:property name="afterDue" value="refuse"/>', "")
    assert "after-due" in rules(changed("waiting", silent))
    officer = (
        'name="deadline" value="repair.accept"/>',
        'name="deadline" value="repair.accept"/><spiffworkflow:property name="afterDue" value="refuse"/>',
    )
    assert "after-due" in rules(changed("spine", officer))


def test_no_deadline_may_be_said():
    """none is an answer."""
    assert not {"deadline-missing", "rule-unknown"} & rules(changed("spine", ('value="repair.accept"', 'value="none"')))
