"""A decision table answers as it reads, for every input."""

import pytest

from tests.engine.lint.judging import assert_judged, changed, rules
from tests.engine.lint.pairs import DMN, TABLES


@pytest.mark.parametrize("pair", TABLES, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)


def test_a_collecting_table_may_match_several_rows():
    """Overlap is what it is for; a gap still leaves the variable unset."""
    collect = ('hitPolicy="UNIQUE"', 'hitPolicy="COLLECT"')
    assert "table-overlap" not in rules(changed("table", collect, ("&gt;= 1000", "&gt;= 900"), file=DMN))
    assert "table-gap" in rules(
        changed("table", collect, ('<inputEntry id="r3b"><text>-', "<inputEntry id=\"r3b\"><text>'严重'"), file=DMN)
    )


@pytest.mark.parametrize("cell", ["[1..5]", '"a","b"', "not('a')", "true", "in ['a']", "a.upper()", "__import__('os')"])
def test_cells_of_other_dialects_are_refused(cell):
    """The engine would read them as something else, or run them."""
    assert "table-cell" in rules(
        changed("table", ("<inputEntry id=\"r1b\"><text>'轻微'", f'<inputEntry id="r1b"><text>{cell}'), file=DMN)
    )


def test_listed_values_and_truths_close_a_column():
    """A column that says what may come needs rows for nothing else."""
    listed = (
        ('<inputExpression id="i2e" typeRef="string"><text>kind</text></inputExpression>',
         '<inputExpression id="i2e" typeRef="string"><text>kind</text></inputExpression><inputValues id="iv"><text>"轻微","严重"</text></inputValues>'),
        ('<inputEntry id="r3b"><text>-', "<inputEntry id=\"r3b\"><text>'严重'"),
    )  # fmt: skip
    assert "table-gap" not in rules(changed("table", *listed, file=DMN))


def test_an_empty_result_is_a_mistake():
    """A row answers in every output."""
    assert "table-cell" in rules(changed("table", ("<text>'minor'</text>", "<text></text>"), file=DMN))
