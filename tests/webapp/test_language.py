"""A reader chooses Chinese or English; what the office wrote stays Chinese and says so."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest
from flask_babel import force_locale

from tests.builders.town import Town
from webapp import formats, language, words
from workflows.law.eligibility import Mark
from workflows.law.profile import Source
from workflows.law.roles import Role


def test_pages_speak_chinese_first(town: Town):
    """Nobody has to choose anything to read Chinese."""
    page = town.stranger().text("/public/listings")
    assert '<html lang="zh-CN"' in page
    assert ">English</a>" in page


def test_a_choice_is_remembered_and_keeps_the_page(town: Town):
    """The switch leads back to where the reader was, with its question, and holds for the next page."""
    reader = town.stranger()
    here = "/public/listings?q=9132"
    answer = reader.get(f"/language/en?next={quote(here)}")
    assert (answer.status_code, answer.location) == (302, here)
    page = reader.text(here)
    assert '<html lang="en-GB"' in page
    assert "Published records" in page
    assert 'lang="zh-CN" hreflang="zh-CN"' in page
    reader.get("/language/zh")
    assert '<html lang="zh-CN"' in reader.text("/public/verify")


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"]
)
def test_the_switch_leads_nowhere_else(town: Town, elsewhere: str):
    """Only a path of this site is gone back to."""
    location = town.stranger().get(f"/language/en?next={quote(elsewhere, safe='')}").location
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_an_unknown_language_changes_nothing(town: Town):
    """Whatever stands in the address, pages speak one of the two."""
    reader = town.stranger()
    assert "Set-Cookie" not in reader.get("/language/fr").headers
    assert '<html lang="zh-CN"' in reader.text("/public/listings")


def test_a_refusal_is_told_in_the_readers_language(town: Town):
    """The same reason, in English, with what to do next."""
    reader = town.stranger()
    reader.get("/language/en")
    page = reader.text("/public/records/999999")
    assert "Not found" in page
    assert "You can check the address or number" in page


def test_days_are_said_in_the_readers_language(town: Town):
    """11-26（周四） is 11-26 (Thu): the order of the numbers stays, so that nobody reads another day."""
    day, today = date(2026, 11, 26), date(2026, 11, 23)
    with town.app.test_request_context(), force_locale("en"):
        assert formats.spoken_day(day, today) == "11-26 (Thu)"
        assert formats.near_day(today, today) == "today 11-23"
        assert formats.money(12345) == "12,345.00 yuan"
        assert formats.share(35, 40) == "87.5% (35/40)"
        assert formats.listed(["a", "b"]) == "a, b"


def test_chinese_in_an_english_page_says_that_it_is_chinese():
    """A screen reader changes its voice for the office's own words."""
    assert language.mark("<p>钱塘公司</p>") == '<p><span lang="zh-CN">钱塘公司</span></p>'


def test_a_mixed_sentence_stays_one_box():
    """In a row of boxes the parts of a sentence do not drift apart."""
    marked = language.mark("<b>by 11-26: 审核材料 now</b>")
    assert marked == '<b><span>by 11-26: <span lang="zh-CN">审核材料</span> now</span></b>'


def test_what_holds_text_alone_is_marked_itself():
    """An option has no elements inside; a title has none and cannot be marked."""
    assert language.mark("<option value=a>审核</option>") == '<option value=a lang="zh-CN">审核</option>'
    assert language.mark("<title>审核</title>") == "<title>审核</title>"
    assert language.mark('<a title="审核">to</a>') == '<a title="审核">to</a>'


def test_the_law_and_the_pages_use_the_same_names(town: Town):
    """The Chinese name of each role, mark and source is the one that the law gives it; each has an English one."""
    with town.app.test_request_context():
        members: list[Role | Mark | Source] = [*Role, *Mark, *Source]
        for member in members:
            with force_locale("zh"):
                assert words.named(member) == member.label
            with force_locale("en"):
                assert words.named(member).isascii()
