"""A finding weighs as its rule says, and as the folder is ours or foreign."""

import pytest

from tests.engine.lint.bundles import BUNDLES
from tests.engine.lint.judging import judged, sides
from tests.engine.lint.pairs import PAIRS
from workflows.engine.lint import RULES, Level, Severity
from workflows.engine.lint.findings import finding, hit
from workflows.engine.lint.model import Place

LEVELS = {
    (Severity.ERROR, True): Level.ERROR,
    (Severity.ERROR, False): Level.ERROR,
    (Severity.HOUSE, True): Level.ERROR,
    (Severity.HOUSE, False): Level.WARNING,
    (Severity.WARNING, True): Level.WARNING,
    (Severity.WARNING, False): Level.WARNING,
}


@pytest.mark.parametrize(
    "pair", [p for p in PAIRS if p.rule not in {"settings-unusable", "empty-bundle"}], ids=lambda pair: pair.rule
)
@pytest.mark.parametrize("house", [True, False])
def test_house_rules_bind_only_the_house(pair, house):
    """Safety refuses everywhere; what the house asks of itself is advice to others."""
    _, files = sides(pair)
    settings = "repair/process.toml"
    files[settings] = files[settings].replace("house = true", f"house = {str(house).lower()}")
    severity = next(rule.severity for rule in RULES if rule.id == pair.rule)
    assert {f.level for f in judged(files) if f.rule == pair.rule} == {LEVELS[severity, house]}


@pytest.mark.parametrize("name", BUNDLES)
def test_a_clean_bundle_has_no_findings(name):
    """What our diagrams may do is accepted without a word."""
    assert judged(BUNDLES[name]) == ()


def test_a_finding_names_its_element_in_both_languages():
    """Without a name the id stands in for it."""
    rule = next(rule for rule in RULES if rule.id == "implicit-split")
    found = finding(rule, hit(Place("a.bpmn", ".", "check"), count=2), house=False)
    assert found.said_in("zh")[0] == "“check”有 2 条流出的线，会默默分叉"
    assert found.said_in("en-GB")[0] == "2 flows leave check: a silent split"
