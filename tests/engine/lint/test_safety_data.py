"""Texts can be read, and data survive branches, loops and repetition."""

import pytest

from tests.engine.lint.judging import assert_judged
from tests.engine.lint.pairs import DATA


@pytest.mark.parametrize("pair", DATA, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)
