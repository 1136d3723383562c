"""流程: what designers and administrators see of the live procedures."""

from __future__ import annotations

import re

from tests.builders.town import Town


def test_those_without_cases_begin_where_their_work_is(town: Town):
    """A designer and an administrator land on the procedures, the auditor on the cases; nobody on a refusal."""
    for login, first in (("zhengyu", "/d/processes"), ("qianjin", "/d/processes"), ("fengjing", "/w/cases")):
        person = town.stranger()
        token = person.token("/login")
        sent = person.client.post("/login", data={"csrf_token": token, "login": login, "password": "correct horse"})
        assert sent.headers["Location"] == first
        assert person.get(first).status_code == 200


def test_the_list_counts_the_running_cases_and_names_the_release(town: Town):
    """One open repair stands at one running case."""
    town.apply()
    shown = town.sign_in("zhengyu").text("/d/processes")
    assert "信用修复" in shown
    assert "生效中" in shown
    assert '<td data-title="在办" class="figure">1</td>' in shown


def test_a_process_is_shown_as_drawing_and_as_list(town: Town):
    """The drawings of what it calls are one click away; the list tells the same to those who cannot see them."""
    asking = town.sign_in("zhengyu")
    drawings = set(re.findall(r'href="(/d/processes/repair\?of=[a-z-]+)"', asking.text("/d/processes/repair")))
    assert "/d/processes/repair?of=repair-review" in drawings
    shown = "".join(asking.text(address) for address in drawings)
    for element in ("formal_check", "check_conditions", "propose", "approve"):
        assert f'<span class="under code">{element}</span>' in shown
    assert asking.get("/d/processes/repair/diagram.bpmn?of=repair-review").mimetype == "application/xml"
    assert asking.get("/d/processes/repair/diagram.bpmn?of=no-such").status_code == 404
    assert asking.get("/d/processes/no-such").status_code == 404
