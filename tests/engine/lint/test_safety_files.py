"""Files and ids that cannot be used are refused."""

import pytest
from lxml import etree

from tests.engine.lint.bundles import BUNDLES
from tests.engine.lint.judging import MAIN, assert_judged, changed, judged, rules
from tests.engine.lint.pairs import FILES, KIND

SECOND = (
    '<serviceTask id="again" name="再登记"><extensionElements><spiffworkflow:serviceTaskOperator id="fact.record">'
    f"<spiffworkflow:parameters>{KIND}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></extensionElements></serviceTask>"
)


@pytest.mark.parametrize("pair", FILES, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)


def test_names_of_parameters_and_actions_are_no_ids():
    """Two service tasks may call one action with the same parameters."""
    files = changed("spine", ('<endEvent id="noted"', SECOND + '<endEvent id="noted"'))
    assert "duplicate-id" not in rules(files)


def test_an_unreadable_file_does_not_hide_the_others():
    """One broken file is told; the rest of the bundle is judged all the same."""
    files = changed("paper", ("</definitions>", ""), file="repair/service.bpmn")
    found = rules(files)
    assert {"file-unreadable", "call-missing"} <= found


@pytest.mark.parametrize("name", BUNDLES)
def test_a_spoilt_diagram_is_judged_and_never_trips_the_linter(name):
    """Whatever single element or attribute is taken out, the answer is findings, not an exception."""
    text = BUNDLES[name][MAIN].encode()
    for number, element in enumerate(etree.fromstring(text).iter()):
        for attribute in element.attrib:
            spoilt = etree.fromstring(text)
            del list(spoilt.iter())[number].attrib[attribute]
            judged({**BUNDLES[name], MAIN: etree.tostring(spoilt, encoding="unicode")})
        if number:
            spoilt = etree.fromstring(text)
            victim = list(spoilt.iter())[number]
            parent = victim.getparent()
            assert parent is not None
            parent.remove(victim)
            judged({**BUNDLES[name], MAIN: etree.tostring(spoilt, encoding="unicode")})
