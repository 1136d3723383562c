"""A token is never lost, never split in silence and never stands for ever."""

import pytest

from tests.engine.lint.judging import assert_judged
from tests.engine.lint.pairs import FLOW


@pytest.mark.parametrize("pair", FLOW, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)
