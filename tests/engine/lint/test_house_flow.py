"""Choices, rework, papers and messages are drawn as the house draws them."""

import pytest

from tests.engine.lint.judging import assert_judged, changed, judged, rules
from tests.engine.lint.pairs import HOUSE_FLOW, TWO_CONDITIONS


@pytest.mark.parametrize("pair", HOUSE_FLOW, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)


def _why(files: dict[str, str]) -> set[str]:
    return {found.message.rpartition("：")[2] for found in judged(files) if found.rule == "rework-unbounded"}


def test_rework_is_counted_bounded_by_the_policy_and_ends_with_the_manager():
    """Each of the three is asked for by name."""
    assert _why(changed("rework", ("rounds = rounds + 1", "other = 1"))) == {"没有数轮次"}
    assert _why(changed("rework", ("rounds &lt; look_up_result", "rounds &lt; 3"))) == {"上限写成了数字，应来自规则"}
    assert _why(changed("rework", ('<lane id="lane_1" name="审批人">', '<lane id="lane_1" name="经办人">'))) == {
        "超出轮次后没有交给审批人"
    }


def test_a_choice_between_literals_needs_no_default_in_the_house():
    """Two answers of one variable exclude each other; a third value is what no-default warns of."""
    found = rules(changed("spine", *TWO_CONDITIONS.items()))
    assert "open-choice" not in found
    assert "no-default" in found


def test_a_paper_may_be_issued_without_being_served():
    """Only what is served must exist first."""
    unserved = changed(
        "paper", ('calledElement="service"', 'calledElement="other"'), ('name="paper.ready"', 'name="paper.sealed"')
    )
    assert "paper-not-awaited" not in rules(unserved)


def test_messages_of_the_house_itself_need_no_declaration():
    """A dot in the name says that the house sends it."""
    assert "message-undeclared" not in rules(changed("waiting", ('name="withdrawal"/>', 'name="case.stopped"/>')))
