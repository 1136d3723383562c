"""The linter: no rule without its pair of diagrams, no pair without its rule."""

from collections import Counter

from tests.engine.lint.pairs import PAIRS
from workflows.engine.lint import RULES


def test_every_rule_has_one_refused_and_one_accepted_diagram():
    """Whoever adds a rule shows what it refuses and what it lets pass."""
    assert Counter(pair.rule for pair in PAIRS) == Counter(rule.id for rule in RULES)


def test_every_rule_has_an_id_of_its_own():
    """Findings are told apart by the id of their rule."""
    assert len({rule.id for rule in RULES}) == len(RULES)
