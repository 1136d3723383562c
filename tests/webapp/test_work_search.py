"""One box finds cases, enterprises, papers and colleagues; an exact number opens; nothing is found that one may not see."""

from __future__ import annotations

import pytest

from tests.builders.town import ACCEPT, E1, Town
from workflows.store import papers


def _accepted(town: Town) -> tuple[str, str]:
    """A case of 市场监管局 with a paper: their numbers."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    with town.office.database.reading() as connection:
        return case.number, papers.list_of_case(connection, case.case_id)[0].number


def _find(town: Town, login: str, asked: str) -> str:
    return town.sign_in(login).text(f"/w/search?q={asked}").split("<main")[1].split("</main>")[0]


def test_an_exact_number_opens_it(town: Town):
    """The number of a case, in small letters too, and the number of a paper lead on at once."""
    number, paper = _accepted(town)
    wang = town.sign_in("wanglei")
    assert wang.get(f"/w/search?q=%20{number.lower()}").headers["Location"] == f"/w/cases/{number}"
    assert wang.get(f"/w/search?q={paper}").headers["Location"] == f"/w/cases/{number}/papers"
    assert 'action="/w/search"' in wang.text("/w/inbox")


@pytest.mark.parametrize(
    "asked", ["9132 0411 maxy 0011 2k", "91320411MAXY00112K", "112K", "云岫精密", "XF2026-R-0000"], ids=range(5)
)
def test_a_part_of_it_finds_case_and_enterprise(town: Town, asked: str):
    """By code however it is written, by the end of the code, by part of the name, by the beginning of a number."""
    number, _paper = _accepted(town)
    shown = _find(town, "wanglei", asked).replace("<wbr>", "")
    assert number in shown
    assert E1[1] in shown


def test_papers_and_colleagues_stand_in_groups_of_their_own(town: Town):
    """The beginning of a document number lists its papers; a name lists who of the office is called so."""
    number, paper = _accepted(town)
    shown = _find(town, "wanglei", paper.partition("〕")[0] + "〕")
    assert paper in shown
    assert "文书" in shown
    assert number in shown.replace("<wbr>", "")
    assert "同事" in _find(town, "wanglei", "李红")
    assert "沈芳" not in _find(town, "wanglei", "沈芳").replace("搜索“沈芳”", "").replace('value="沈芳"', "").replace(
        "没有找到“沈芳”", ""
    )


def test_nothing_is_found_that_one_may_not_see(town: Town):
    """Another unit's case and paper stay hidden; the credit office finds them; one sign alone is too little."""
    number, paper = _accepted(town)
    for asked in (number, paper, "云岫精密"):
        shown = _find(town, "sunqian", asked)
        assert f"/w/cases/{number}" not in shown
    assert number in _find(town, "wuhao", "云岫精密").replace("<wbr>", "")
    assert "至少填写 2 个字" in _find(town, "wanglei", "云")
    assert "没有找到" in _find(town, "wanglei", "没有这一家")
