"""Nobody comes in without a token, nobody sees more than the person behind it, and no request breaks the house."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests.builders.api import PROBLEM, Machine, application, machine
from tests.builders.town import ACCEPT, E1, REVIEW, Town
from webapp.api import contract
from workflows.errors import NotAvailable
from workflows.queries import machines
from workflows.store import files
from workflows.store.schema import Person, ServiceAccount

VALUES = {"{number}": "XF2026-R-000001", "{task_id}": "1", "{code}": E1[0]}


def _calls() -> list[tuple[str, str]]:
    found = []
    for path, item in contract.document()["paths"].items():
        address = path
        for name, value in VALUES.items():
            address = address.replace(name, value)
        found += [(method, address) for method in item if path != "/openapi.json"]
    return found


def test_no_call_is_answered_without_a_token(town: Town):
    """None, a wrong one, an empty one, one of another kind, one that was taken back."""
    case = town.apply()
    good = machine(town, "wanglei")
    gone = machine(town, "hejing")
    with town.office.database.writing() as connection:
        connection.execute(update(ServiceAccount).where(ServiceAccount.name == "系统 hejing").values(disabled=True))
    for token in ("", "wrong", " ", "x" * 5000, gone.token):
        stranger = Machine(town.app.test_client(), token)
        for method, address in _calls():
            answer = stranger.get(address) if method == "get" else stranger.post(address, {})
            assert (answer.status_code, answer.get_json()["code"]) == (401, "no_token"), (token[:9], address)
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert case.number not in answer.get_data(as_text=True)
    basic = town.app.test_client().get("/api/v1/tasks", headers={"Authorization": f"Basic {good.token}"})
    assert basic.status_code == 401


def test_a_session_of_a_browser_opens_nothing_here(town: Town):
    """Whoever is signed in on the pages still needs a token: no other site can make the browser call."""
    machine(town, "wanglei")
    wang = town.sign_in("wanglei")
    assert wang.get("/api/v1/tasks").status_code == 401
    assert wang.client.post("/api/v1/cases", json={"process": "repair"}).status_code == 401


def test_an_account_whose_person_may_not_sign_in_is_closed(town: Town):
    """The rights of a system are those of its person, today."""
    system = machine(town, "wanglei")
    assert system.get("/v1/tasks").status_code == 200
    with town.office.database.writing() as connection:
        connection.execute(update(Person).where(Person.login == "wanglei").values(disabled=True))
    assert system.get("/v1/tasks").status_code == 401


def test_what_belongs_to_others_is_not_there(town: Town):
    """Case, deadlines, tasks and messages of another unit or enterprise: 404, and nothing of them in the answer."""
    case = town.apply()
    town.settle()
    task = town.task(case.case_id, "formal_check")
    for login in ("chenjie", "dinghai"):
        system = machine(town, login)
        for answer in (
            system.get(f"/v1/cases/{case.number}"),
            system.get(f"/v1/cases/{case.number}/deadlines"),
            system.post(f"/v1/tasks/{task.id}/claim"),
            system.post(f"/v1/tasks/{task.id}/complete", {"answers": ACCEPT}),
            system.post(f"/v1/tasks/{task.id}/send-back", {"to": "x", "reason": "这件任务不是本单位的任务"}),
            system.post("/v1/messages", {"case": case.number, "name": "withdrawal"}),
        ):
            assert answer.status_code == 404, answer.get_json()
            assert E1[0] not in answer.get_data(as_text=True)
        assert system.get("/v1/tasks", view="team").get_json()["tasks"] == []


def test_an_enterprise_sees_its_case_and_not_the_tasks_of_the_office(town: Town):
    """The same view as in the portal."""
    agent = machine(town, "shenfang")
    case = town.apply()
    town.settle()
    assert agent.get(f"/v1/cases/{case.number}").get_json()["tasks"] == []


def test_a_case_is_opened_only_by_those_whom_the_process_names(town: Town):
    """Not by another enterprise, not by an officer of another unit, not on a record of somebody else."""
    for login in ("dinghai", "chenjie", "fengjing"):
        answer = machine(town, login).post("/v1/cases", application(town))
        assert (answer.status_code, answer.get_json()["code"]) == (403, "not_allowed"), login
    agent = machine(town, "shenfang")
    foreign = application(town) | {"records": [town.records["r4"].id]}
    assert agent.post("/v1/cases", foreign).status_code == 404
    assert agent.post("/v1/cases", application(town) | {"process": "lift-measures"}).status_code == 403
    assert agent.post("/v1/cases", application(town) | {"process": "none"}).status_code == 404
    assert agent.post("/v1/cases", application(town) | {"unit": "ZJJ"}).status_code == 422
    assert agent.post("/v1/cases", application(town) | {"uscc": E1[0][:-1] + "X"}).status_code == 422


def test_four_eyes_hold_for_systems_too(town: Town):
    """Who drafted the proposal does not approve it, whatever the door."""
    number = town.proposed().number
    task = town.task(town.house.page(number).id, "approve")
    answer = machine(town, "wanglei").post(
        f"/v1/tasks/{task.id}/complete", {"answers": {"decision": "agree", "opinion": "同意"}}
    )
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_allowed")


def test_files_are_the_callers_own(town: Town):
    """A number of somebody else's file, or a name without a file, is no proof."""
    agent = machine(town, "shenfang")
    with town.office.database.writing() as connection:
        new = files.NewFile("0" * 64, 3, "application/pdf", "证明.pdf", "person:1", None)
        foreign = files.add_file(connection, new, town.office.clock.now())
        own_by = f"person:{town.doer('shenfang').actor.id}"
        own = files.add_file(
            connection,
            files.NewFile("1" * 64, 3, "application/pdf", "自己的.pdf", own_by, None),
            town.office.clock.now(),
        )
    body = application(town)
    for proof in ({"file": foreign}, {"name": "证明.pdf"}, {"file": "1"}, {"file": 10**30}):
        body["answers"] = {**body["answers"], "materials": {"rectification-report": [proof]}}
        answer = agent.post("/v1/cases", body)
        assert answer.status_code == 422, answer.get_json()
        assert list(answer.get_json()["details"]["fields"]) == ["materials.rectification-report.0"]
    body["answers"] = {**body["answers"], "materials": {"rectification-report": [{"file": own, "name": "骗人.pdf"}]}}
    number = agent.post("/v1/cases", body).get_json()["case"]
    opened = town.house.journal(town.house.page(number).id)[0]
    assert opened.body["answers"]["materials"]["rectification-report"][0]["name"] == "自己的.pdf"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 422, "bad_input"),
        (b"[1]", 422, "bad_input"),
        (b'"text"', 422, "bad_input"),
        (b"[" * 5000 + b"]" * 5000, 422, "bad_input"),
        (b'{"process": "repair", "answers": ' + b'{"a":' * 30 + b"1" + b"}" * 31, 422, "bad_input"),
        (b'{"process": "re\\u0000pair"}', 422, "bad_input"),
        (b'{"process": "\\ud800"}', 422, "bad_input"),
        (b'{"process": NaN}', 422, "bad_input"),
        (b'{"process": 7}', 422, "bad_input"),
        (b'{"process": "repair", "more": 1}', 422, "bad_input"),
        (b'{"process": "repair", "records": [99999999999999999999]}', 422, "bad_input"),
        (b"\xff\xfe", 422, "bad_input"),
        (b" " * 300_000, 413, "too_large"),
        (b"", 422, "bad_input"),
    ],
)
def test_a_hostile_body_is_one_sentence(town: Town, body: bytes, status: int, code: str):
    """Torn, too deep, too large, with signs that no database keeps."""
    answer = machine(town, "shenfang").post("/v1/cases", body)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.get_json()["sentence"]


def test_other_content_and_other_addresses_are_refused_in_kind(town: Town):
    """A form is no JSON, a wrong method is told, what is not described is not there."""
    system = machine(town, "wanglei")
    client, headers = town.app.test_client(), {"Authorization": f"Bearer {system.token}"}
    form = client.post("/api/v1/cases", data={"process": "repair"}, headers=headers)
    assert (form.status_code, form.mimetype, form.get_json()["code"]) == (415, PROBLEM, "unsupported_media_type")
    wrong = client.get("/api/v1/messages", headers=headers)
    assert (wrong.status_code, wrong.get_json()["code"]) == (405, "method_not_allowed")
    for address in ("/api/v1/nothing", "/api/v2/cases", "/api/v1/tasks/99999999999999999999999/claim"):
        answer = client.post(address, headers=headers)
        assert (answer.status_code, answer.mimetype) == (404, PROBLEM), address


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/tasks", {"view": "all"}),
        ("/v1/tasks", {"after": "x"}),
        ("/v1/tasks", {"after": "2026-11-23~1"}),
        ("/v1/tasks", {"after": "2026-11-23T00:00:00+00:00~999999999999999999999"}),
        ("/v1/records", {"after": "-1"}),
        ("/v1/records", {"after": "٣"}),
        ("/v1/records", {"uscc": "x"}),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(town: Town, path: str, query: dict[str, str]):
    """Not answered with the first page, as if it had been right."""
    assert machine(town, "wanglei").get(path, **query).status_code == 422


def test_a_key_that_cannot_be_kept_is_refused(town: Town):
    """Too long, or not made of visible signs."""
    system = machine(town, "shenfang")
    for key in ("x" * 129, "a b"):
        assert system.post("/v1/cases", application(town), key=key).status_code == 422


def test_a_no_is_said_in_the_language_of_the_caller(town: Town):
    """Chinese, unless English is asked for."""
    assert machine(town, "wanglei").get("/v1/cases/none").get_json()["sentence"] == "没有案件 none"
    english = machine(town, "hejing", "en").get("/v1/cases/none").get_json()
    assert english["sentence"] == "There is no case none."


def test_answers_that_the_form_refuses_are_told_by_field(town: Town):
    """The same sentences as on the page."""
    case = town.apply()
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    task = town.task(case.case_id, "check_conditions")
    said = {name: value for name, value in REVIEW.items() if name != "opinion"}
    answer = machine(town, "wanglei").post(f"/v1/tasks/{task.id}/complete", {"answers": said})
    assert answer.status_code == 422
    assert "opinion" in answer.get_json()["details"]["fields"]


def test_a_fault_of_the_house_is_told_without_its_inside(town: Town, monkeypatch: pytest.MonkeyPatch):
    """A database that is down, a bug: a sentence and a number to quote."""
    system = machine(town, "chenjie")

    def down(*_: object) -> None:
        raise NotAvailable("数据库暂时连接不上", english="down")

    monkeypatch.setattr(machines, "find_applying", down)
    answer = system.get(f"/v1/subjects/{E1[0]}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")

    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(machines, "find_applying", broken)
    town.app.testing = False
    town.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = system.get(f"/v1/subjects/{E1[0]}")
    assert (answer.status_code, answer.get_json()["code"]) == (500, "failed")
    assert "secret" not in answer.get_data(as_text=True)
