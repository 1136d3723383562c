"""Whatever the engine library would stumble over is told at the desk."""

import pytest

from tests.engine.lint.bundles import BUNDLES
from tests.engine.lint.judging import assert_judged, changed, rules
from tests.engine.lint.pairs import ENGINE
from workflows.engine.definition import Bundle


@pytest.mark.parametrize("pair", ENGINE, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)


def test_the_words_of_the_engine_are_kept_for_what_no_rule_explains():
    """One mistake, one sentence."""
    assert "engine-refuses" not in rules(changed("paper", ('calledElement="service"', 'calledElement="deliver"')))


@pytest.mark.parametrize("name", BUNDLES)
def test_what_the_linter_accepts_the_engine_reads(name):
    """A bundle without findings becomes a definition."""
    files = {path: text.encode() for path, text in BUNDLES[name].items()}
    assert Bundle(files).definition("repair").key == "repair"
