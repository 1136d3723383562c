"""Each timer says a time that can be read on the day it is entered."""

import pytest

from tests.engine.lint.judging import assert_judged
from tests.engine.lint.pairs import TIME


@pytest.mark.parametrize("pair", TIME, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)
