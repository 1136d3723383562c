"""Who may open what: every route says it, nobody else gets in, and nobody reaches what belongs to others."""

from __future__ import annotations

import io

from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule

from tests.builders.town import ACCEPT, E1, STAFF, SUPPLEMENT, Town
from tests.builders.web import Person
from webapp.access import Access
from webapp.login import find_viewer
from workflows.law.roles import Role
from workflows.store import files, papers
from workflows.store.database import Open
from workflows.store.schema import Mandate

EVERYBODY = ("", *STAFF, "shenfang", "dinghai")
VALUES = {"number": "XF2026-R-000001", "task_id": 1, "record_id": 1, "process": "repair", "step": "contact"}
VALUES |= {
    "paper_id": 1,
    "file_id": 1,
    "clock_id": 1,
    "code": "ABC",
    "name": "withdrawal",
    "tab": "timeline",
    "key": "repair",
    "rule": "repair.supplement",
    "mandate_id": 1,
    "wanted": "en",
}
SECRET = E1[1]


def pages(app: Flask) -> list[tuple[Rule, Access | None]]:
    """Every route of the pages; the API has its own door and its own tests."""
    rules = [
        rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and not rule.rule.startswith("/api")
    ]
    return [(rule, getattr(app.view_functions[rule.endpoint], "access", None)) for rule in rules]


def address_of(app: Flask, rule: Rule) -> str:
    """The route with values that exist in the town."""
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, {name: VALUES[name] for name in rule.arguments})


def is_meant_for(access: Access, roles: frozenset[Role], *, signed_in: bool) -> bool:
    """Whether the route says that these roles may call it."""
    return access.everybody or (signed_in and (access.signed_in or bool(access.roles & roles)))


def roles_of(town: Town, login: str) -> frozenset[Role]:
    """What the person is; nobody is nothing."""
    if not login:
        return frozenset()
    viewer = find_viewer(town.office, town.doer(login).actor.id)
    assert viewer is not None
    return frozenset(viewer.roles)


def person(town: Town, login: str) -> Person:
    """The browser of that person, or of a stranger."""
    return town.sign_in(login) if login else town.stranger()


def test_every_route_says_who_may_call_it(town: Town):
    """A route that says nothing would answer nobody; there is none."""
    silent = [rule.rule for rule, access in pages(town.app) if access is None or access == Access()]
    assert silent == []


def test_a_route_refuses_everybody_it_is_not_for(town: Town):
    """Anonymous readers are led to the door, other roles get 403; nothing of a case is in the answer."""
    town.apply()
    for login in EVERYBODY:
        asking, roles = person(town, login), roles_of(town, login)
        token = asking.token("/login")
        for rule, access in pages(town.app):
            assert access is not None
            if not is_meant_for(access, roles, signed_in=bool(login)):
                _refused(asking, login, rule, address_of(town.app, rule), token)


def _refused(asking: Person, login: str, rule: Rule, address: str, token: str) -> None:
    methods = rule.methods or ()
    if "GET" in methods:
        answer = asking.get(address)
        assert answer.status_code == (403 if login else 302), (login, rule.rule)
        assert login or answer.headers["Location"].startswith("/login?next=")
        assert SECRET not in answer.get_data(as_text=True)
    if "POST" in methods:
        answer = asking.client.post(address, data={"csrf_token": token})
        assert answer.status_code == (403 if login else 401), (login, rule.rule)
        assert SECRET not in answer.get_data(as_text=True)


def test_a_route_answers_those_it_is_for(town: Town):
    """Whoever may open a page gets it, or a sentence; never a fault."""
    town.apply()
    for login in EVERYBODY:
        asking, roles = person(town, login), roles_of(town, login)
        for rule, access in pages(town.app):
            assert access is not None
            if "GET" in (rule.methods or ()) and is_meant_for(access, roles, signed_in=bool(login)):
                answer = asking.get(address_of(town.app, rule))
                assert answer.status_code in {200, 302, 404, 409}, (login, rule.rule, answer.status_code)


def test_every_post_needs_the_token_of_its_page(town: Town):
    """Without it nothing happens, whoever asks."""
    case = town.apply()
    town.settle()
    known = {login: person(town, login) for login in ("wanglei", "lihong", "shenfang")}
    before = [entry.kind for entry in town.house.journal(case.case_id)]
    for rule, access in pages(town.app):
        if "POST" not in (rule.methods or ()):
            continue
        assert access is not None
        login = next((who for who in known if is_meant_for(access, roles_of(town, who), signed_in=True)), "wanglei")
        answer = known[login].client.post(address_of(town.app, rule), data={"reason": "没有凭据也想办理的内容"})
        assert answer.status_code == 400, rule.rule
        assert "没有凭据也想办理的内容" in answer.get_data(as_text=True)
    assert [entry.kind for entry in town.house.journal(case.case_id)] == before


def _upload(connection: Open, town: Town, case_id: int | None, owner: str) -> int:
    digest = files.keep_bytes(town.office.files, b"%PDF-1.4 proof")
    new = files.NewFile(digest, 14, "application/pdf", "缴款凭证.pdf", owner, case_id)
    return files.add_file(connection, new, town.office.clock.now())


def test_another_subject_reaches_nothing_of_a_case(town: Town):
    """Record, draft, case, receipt, request, paper, file and task of others do not exist for a stranger to them."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    with town.office.database.writing() as connection:
        paper = papers.list_of_case(connection, case.case_id)[0]
        file = _upload(connection, town, case.case_id, f"person:{town.doer('shenfang').actor.id}")
    record = town.records["r1"].id
    own = [
        f"/p/records/{record}",
        f"/p/cases/{case.number}",
        f"/p/cases/{case.number}/receipt",
        f"/p/cases/{case.number}/request/withdrawal",
        f"/p/papers/{paper.id}.pdf",
        f"/p/files/{file}",
    ]
    shen, ding = town.sign_in("shenfang"), town.sign_in("dinghai")
    for address in own:
        assert shen.get(address).status_code == 200, address
        refused = ding.get(address)
        assert refused.status_code == 404, address
        assert SECRET not in refused.get_data(as_text=True)
    for address in (
        f"/p/apply/repair/{record}",
        f"/p/apply/repair/{record}/contact",
        f"/p/apply/repair/{record}/check",
    ):
        assert ding.get(address).status_code == 404
    sent = ding.client.post(
        f"/p/cases/{case.number}/request/withdrawal", data={"csrf_token": ding.token("/p/"), "key": "x"}
    )
    assert sent.status_code == 404
    assert town.house.page(case.number).closed_at is None


def test_another_subject_reaches_no_task_and_no_draft(town: Town):
    """A supplement is asked of one enterprise; another one neither sees nor sends it."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", SUPPLEMENT)
    task = town.task(case.case_id, "hand_in")
    shen, ding = town.sign_in("shenfang"), town.sign_in("dinghai")
    assert shen.get(f"/p/tasks/{task.id}").status_code == 200
    token = ding.token("/p/")
    for answer in (
        ding.get(f"/p/tasks/{task.id}"),
        ding.client.post(f"/p/tasks/{task.id}", data={"csrf_token": token, "attempt": 1}),
        ding.client.post(f"/p/tasks/{task.id}/draft", data={"csrf_token": token}),
    ):
        assert answer.status_code == 404
        assert SECRET not in answer.get_data(as_text=True)


def test_another_unit_reaches_nothing_of_a_case(town: Town):
    """Case, deadlines, diagram, papers, files and tasks belong to the unit; every verb on the task too."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    task = town.task(case.case_id, "check_conditions")
    with town.office.database.writing() as connection:
        paper = papers.list_of_case(connection, case.case_id)[0]
        file = _upload(connection, town, case.case_id, f"person:{town.doer('shenfang').actor.id}")
    clock = town.house.deadlines(case.case_id)["repair.decide"].id
    addresses = [
        f"/w/cases/{case.number}",
        f"/w/cases/{case.number}/timeline",
        f"/w/cases/{case.number}/diagram.bpmn",
        f"/w/cases/{case.number}/clocks/{clock}",
        f"/w/papers/{paper.id}.pdf",
        f"/w/files/{file}",
        f"/w/tasks/{task.id}",
    ]
    wang, chen = town.sign_in("wanglei"), town.sign_in("chenjie")
    for address in addresses:
        assert wang.get(address).status_code == 200, address
        refused = chen.get(address)
        assert refused.status_code == 404, address
        assert SECRET not in refused.get_data(as_text=True)
    token = chen.token("/w/inbox")
    for verb in ("", "/claim", "/release", "/hand-over", "/return", "/check", "/draft"):
        answer = chen.client.post(f"/w/tasks/{task.id}{verb}", data={"csrf_token": token, "person": 1, "attempt": 1})
        assert answer.status_code == 404, verb
    assert case.number not in chen.text("/w/cases?which=all")
    assert town.task(case.case_id, "check_conditions").holder == "王磊"


def test_the_credit_office_and_the_auditor_see_every_case(town: Town):
    """They see, and have no button on tasks that are not theirs."""
    case = town.apply()
    for login in ("wuhao", "fengjing"):
        shown = town.sign_in(login).text(f"/w/cases/{case.number}")
        assert SECRET in shown
        assert "/claim" not in shown


def test_files_of_a_draft_are_its_writers_alone(town: Town):
    """A file that belongs to no case yet is shown to whoever uploaded it, and cannot be named in another's form."""
    with town.office.database.writing() as connection:
        file = _upload(connection, town, None, f"person:{town.doer('shenfang').actor.id}")
    assert town.sign_in("shenfang").get(f"/p/files/{file}").status_code == 200
    ding = town.sign_in("dinghai")
    assert ding.get(f"/p/files/{file}").status_code == 404
    page = f"/p/apply/repair/{town.records['r4'].id}/materials"
    ding.client.post(page, data={"csrf_token": ding.token(page), "duty-proof": [str(file)], "back": "1"})
    assert "缴款凭证.pdf" not in ding.text(page)


def test_an_ended_mandate_opens_no_door(town: Town):
    """Whoever acts for nobody any more has no portal."""
    shen = town.sign_in("shenfang")
    assert shen.get("/p/").status_code == 200
    with town.office.database.writing() as connection:
        connection.execute(update(Mandate).values(valid_until=town.records["r1"].decided_on))
    assert shen.get("/p/").status_code == 403
    assert shen.get(f"/p/records/{town.records['r1'].id}").status_code == 403


def test_an_upload_is_no_way_into_the_house(town: Town):
    """A file named like a path is kept under its digest, and told by its last part only."""
    shen = town.sign_in("shenfang")
    page = f"/p/apply/repair/{town.records['r1'].id}/materials"
    sent = {"csrf_token": shen.token(page), "back": "1"}
    sent |= {"duty-proof": (io.BytesIO(b"not a pdf"), "../../etc/passwd.pdf")}  # type: ignore[dict-item]
    answer = shen.client.post(page, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "不是 PDF" in answer.get_data(as_text=True)
