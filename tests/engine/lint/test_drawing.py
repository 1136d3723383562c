"""A diagram is drawn so that a person can follow it."""

import pytest

from tests.engine.lint.judging import assert_judged
from tests.engine.lint.pairs import DRAWING


@pytest.mark.parametrize("pair", DRAWING, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)
