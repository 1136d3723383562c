"""Each task can be found by a person, or by an action, with what it needs."""

import pytest

from tests.engine.lint.judging import assert_judged
from tests.engine.lint.pairs import TASKS


@pytest.mark.parametrize("pair", TASKS, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)
