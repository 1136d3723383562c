"""提出异议 in the portal: what may be objected to, what is asked, and what everybody sees until it is answered."""

from __future__ import annotations

from tests.builders.api import machine
from tests.builders.town import E1, Town
from workflows.queries import case

ANSWERS = {
    "ground": "wrong",
    "facts": "记录所写的批次不是本单位生产，有检验报告为证。",
    "wanted": "correct",
    "contact": "沈芳",
    "phone": "0519-85000011",
}
CHECK = {"decision": "accept", "route": "own", "opinion": "理由具体"}
VERIFY = {"next": "conclude", "facts": "批次登记有误。", "opinion": "建议更正"}
DECIDE = {
    "outcome": "correct",
    "extent": "whole",
    "facts": "检验报告的批次与记录不一致。",
    "reasons": "记录与事实不符",
    "basis": "常新政〔2021〕5号第（十四）条",
    "changes": [{"field": "fact", "value": "标识不规范，已整改"}],
}


def _file(town: Town) -> case.CasePage:
    shen, page = town.sign_in("shenfang"), f"/p/objections/new?record={town.records['r1'].id}"
    assert page in shen.text("/p/records")
    assert shen.send(page).status_code == 422, "the ground and the facts are asked for"
    told = [shen.send(page, key="once", **ANSWERS) for _press in range(2)]
    assert [one.status_code for one in told] == [303, 303]
    assert told[0].headers["Location"] == told[1].headers["Location"], "pressed twice it is one case"
    number = told[0].headers["Location"].split("/")[-2]
    town.settle()
    with town.office.database.reading() as connection:
        return case.get_by_number(connection, number)


def test_a_disputed_record_says_so_to_everybody_until_it_is_answered(town: Town):
    """At once with the acceptance: to the public, to units by the API, to its subject; corrected and unmarked with the reply."""
    record, door = town.records["r1"], town.stranger()
    system = machine(town, "wanglei")
    found = _file(town)
    assert found.unit == "XYB", "an objection is handled by the credit office, away from the unit that decided"

    def disputed() -> tuple[bool, bool, object]:
        held = system.get(f"/v1/subjects/{E1[0]}").get_json()["records"]
        pages = [door.text(f"/public/records/{record.id}"), door.text("/public/listings")]
        shown = {"异议处理中" in one for one in pages}
        assert len(shown) == 1, "the list and the page of a record say the same"
        return shown.pop(), "异议处理中" in town.sign_in("shenfang").text("/p/records"), held[0]["disputed_on"]

    assert disputed() == (False, False, None)
    town.do("wuhao", found.id, "check_objection", CHECK)
    assert disputed() == (True, True, "2026-11-23")
    town.do("wuhao", found.id, "verify_objection", VERIFY)
    town.do("guguang", found.id, "decide_objection", DECIDE)
    assert disputed() == (False, False, None)
    assert "标识不规范，已整改" in town.sign_in("shenfang").text(f"/p/records/{record.id}")
    assert "异议处理答复书" in town.sign_in("shenfang").text(f"/p/cases/{found.number}")


def test_the_result_of_a_repair_is_objected_to_from_its_page(town: Town):
    """The ground and the number of the case are filled in; a case of others, or one that still runs, is not found."""
    running = town.apply()
    shen = town.sign_in("shenfang")
    assert shen.get(f"/p/objections/new?case={running.number}").status_code == 404
    town.withdraw(running.case_id)
    town.settle()
    page = f"/p/objections/new?case={running.number}"
    assert page in shen.text(f"/p/cases/{running.number}")
    assert f'value="{running.number}"' in shen.text(page)
    assert town.sign_in("dinghai").get(page).status_code == 404
    assert town.sign_in("dinghai").get(f"/p/objections/new?record={town.records['r1'].id}").status_code == 404
    assert town.records["r1"].document_number in shen.text("/p/objections/new")
