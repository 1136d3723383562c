"""Texts can be read, and data survive branches, loops and repetition."""

import pytest

from tests.engine.lint.judging import assert_judged, changed, rules
from tests.engine.lint.pairs import DATA


@pytest.mark.parametrize("pair", DATA, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)


def test_a_flag_that_is_set_once_bounds_a_loop():
    """一次性补正: the second round sees that there was a first."""
    flag = changed(
        "rework",
        ("rounds = 0", "supplemented = False"),
        ("rounds = rounds + 1", "supplemented = True"),
        ("rounds &lt; look_up_result", "not supplemented"),
    )
    assert not {"loop-without-counter", "rework-unbounded"} & rules(flag)


def test_a_standard_loop_without_a_maximum_has_no_counter():
    """With a maximum it has."""
    for marker, expected in (("", True), (' loopMaximum="3"', False)):
        loop = f'<standardLoopCharacteristics{marker}><loopCondition xsi:type="tFormalExpression">total &lt; 3</loopCondition></standardLoopCharacteristics><script>'
        assert ("loop-without-counter" in rules(changed("spine", ("<script>", loop)))) is expected


def test_texts_everywhere_are_read():
    """Conditions, parameters, timers, payloads, completion conditions and scopes."""
    places = [
        ("spine", "formal_check.decision == 'accept'"),
        ("spine", "'check.late'"),
        ("spine", 'before("repair.accept", "remind_1")'),
        ("many", "opinion.decision == 'stop'"),
        ("many", "opinion = ask_units"),
        ("paper", "value=\"'decision'\"/></spiffworkflow:properties>"),
    ]
    for name, text in places:
        bad = 'value="open(1)"/></spiffworkflow:properties>' if text.startswith("value") else "open(1)"
        assert "bad-text" in rules(changed(name, (text, bad))), text


def test_what_is_set_after_the_join_is_no_clash():
    """Only what branches set beside each other is lost."""
    after = (
        '<endEvent id="finished"',
        '<scriptTask id="note" name="记录"><script>ask_unit = 1</script></scriptTask><endEvent id="finished"',
    )
    way = ('sourceRef="all_in" targetRef="finished"/>', 'sourceRef="all_in" targetRef="note"/>')
    moved = changed("fork", after, (way[0].replace("/>", ">"), way[1].replace("/>", ">")))
    assert "branches-overwrite" not in rules(moved)
