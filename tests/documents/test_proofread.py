"""A paper that could not be rendered refuses its step, and the officer reads why."""

import pytest

from tests.documents.samples import BODY, facts
from workflows.actions.catalogue import Proofread
from workflows.documents.proofread import proofread
from workflows.errors import NotAvailable


def test_a_good_paper_has_no_objections():
    """The check lets through what can be rendered, and fits the place that the actions keep for it."""
    check: Proofread = proofread
    assert check(BODY, facts()) == ()


def test_missing_facts_are_named():
    """Each one, in one go."""
    assert proofread("<p>{{ reasons }}{{ remedies }}</p>", facts()) == ("缺少：reasons", "缺少：remedies")


@pytest.mark.parametrize("place", ["subject", "paper", "body"])
def test_a_character_without_glyph_is_named_wherever_it_stands(place):
    """In the name of the addressee, in the title, in a reason that an officer typed."""
    said = facts()
    if place == "body":
        said["fine_reason"] = "逾期\ue123"
    else:
        said[place] = said[place] | {"name": "常州\ue123公司", "title": "决定\ue123书"}
    body = "<p>{{ fine_reason }}</p>" if place == "body" else "<p>同意。</p>"
    assert proofread(body, said) == ("字库中没有以下的字：（U+E123）",)


@pytest.mark.parametrize(
    ("body", "why"),
    [("<p>{% if %}</p>", "无法读取"), ("<img src='x'>", "不能使用"), ("<p>{{ 'soon' | day }}</p>", "日期“soon”")],
)
def test_a_bad_body_is_an_objection_too(body, why):
    """What the release check would find later or earlier never reaches the printer."""
    (objection,) = proofread(body, facts())
    assert why in objection


def test_marks_of_the_body_are_no_text_of_the_paper():
    """Only what is printed needs a glyph."""
    assert proofread("<p class='\ue000'>&#x4e2d;</p>", facts()) == ()


def test_without_faces_no_step_issues_a_paper(monkeypatch, tmp_path):
    """The machine is out of order, not the paper: that is another refusal."""
    monkeypatch.setattr("workflows.documents.glyphs.lacking.__defaults__", (tmp_path,))
    with pytest.raises(NotAvailable, match="缺少公文字体"):
        proofread(BODY, facts())
