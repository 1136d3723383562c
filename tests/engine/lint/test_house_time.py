"""Every wait of the house is bound to a rule of the law and can be left without it."""

import pytest

from tests.engine.lint.judging import assert_judged
from tests.engine.lint.pairs import HOUSE_TIME


@pytest.mark.parametrize("pair", HOUSE_TIME, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)
