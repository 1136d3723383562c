"""Whatever a diagram names exists, and whatever it throws is caught."""

import pytest

from tests.engine.lint.judging import assert_judged
from tests.engine.lint.pairs import CALLS


@pytest.mark.parametrize("pair", CALLS, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)
