"""Other systems work on cases as people do: the same rules, the same functions behind."""

from __future__ import annotations

from pathlib import Path

from tests.builders.api import Machine, application, machine
from tests.builders.design import lay_out, visit_files
from tests.builders.town import ACCEPT, E1, E3, PROPOSE, REVIEW, Town
from webapp.commands.processes import Wish, run_release
from workflows.registry import publicity
from workflows.registry.circumstances import Circumstances
from workflows.registry.publicity import StopReason
from workflows.store import registry


def _open(system: Machine, town: Town, record: str = "r1", key: str = "") -> str:
    answer = system.post("/v1/cases", application(town, record), key)
    assert answer.status_code == 201, answer.get_json()
    town.settle()
    return str(answer.get_json()["case"])


def _tasks(system: Machine, number: str) -> dict[str, dict]:
    return {task["element"]: task for task in system.get(f"/v1/cases/{number}").get_json()["tasks"]}


def test_an_application_is_opened_and_worked_through(town: Town):
    """The agent's system applies, the office's claims and completes, the manager's decides; all over the API."""
    agent, officer, manager = (machine(town, login) for login in ("shenfang", "wanglei", "lihong"))
    answer = agent.post("/v1/cases", application(town))
    assert answer.status_code == 201
    number = answer.get_json()["case"]
    assert answer.headers["Location"] == f"/api/v1/cases/{number}"
    town.settle()
    (line,) = officer.get("/v1/tasks", view="pool").get_json()["tasks"]
    assert (line["case"], line["element"], line["held"], line["attempt"]) == (number, "formal_check", False, 1)
    assert officer.post(f"/v1/tasks/{line['id']}/claim").get_json() == {"case": number, "closed": False}
    assert [task["id"] for task in officer.get("/v1/tasks").get_json()["tasks"]] == [line["id"]]
    for system, element, said in (
        (officer, "formal_check", ACCEPT),
        (officer, "check_conditions", REVIEW),
        (officer, "propose", PROPOSE),
        (manager, "approve", {"decision": "agree", "opinion": "同意"}),
    ):
        task = _tasks(system, number)[element]
        assert task["form"]["type"] == "object"
        done = system.post(f"/v1/tasks/{task['id']}/complete", {"attempt": 1, "answers": said})
        assert done.status_code == 200, done.get_json()
        town.settle()
    shown = officer.get(f"/v1/cases/{number}").get_json()
    assert (shown["state"], shown["subject"]["uscc"]) == ("解除惩戒中", E1[0])
    rules = {line["rule"]: line for line in officer.get(f"/v1/cases/{number}/deadlines").get_json()["deadlines"]}
    assert rules["repair.decide"]["state_name"] == "按期"
    assert rules["repair.decide"]["because"]


def test_a_task_is_released_and_sent_back(town: Town):
    """The verbs of the pages, with their conditions."""
    officer, other = machine(town, "wanglei"), machine(town, "hejing")
    number = town.proposed().number
    manager = machine(town, "lihong")
    task = _tasks(manager, number)["approve"]
    assert manager.post(f"/v1/tasks/{task['id']}/claim").status_code == 200
    refused = machine(town, "zhangmin").post(f"/v1/tasks/{task['id']}/claim")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "not_yours")
    assert manager.post(f"/v1/tasks/{task['id']}/release").status_code == 200
    short = manager.post(f"/v1/tasks/{task['id']}/send-back", {"to": "propose", "reason": "短"})
    assert (short.status_code, short.get_json()["details"]["fields"]) == (422, {"reason": "请写明退回理由"})
    back = manager.post(f"/v1/tasks/{task['id']}/send-back", {"to": "propose", "reason": "请补充说明整改的证据和日期"})
    assert back.status_code == 200, back.get_json()
    town.settle()
    again = _tasks(officer, number)["propose"]
    (line,) = [row for row in officer.get("/v1/tasks", view="team").get_json()["tasks"] if row["id"] == again["id"]]
    assert line["attempt"] == 2
    assert other.get(f"/v1/cases/{number}").status_code == 200


def test_a_withdrawal_is_a_message_that_the_process_declares(town: Town):
    """Only who may send it sees it among the requests, and sends it once."""
    agent, officer = machine(town, "shenfang"), machine(town, "wanglei")
    number = _open(agent, town)
    assert [one["name"] for one in agent.get(f"/v1/cases/{number}").get_json()["requests"]] == ["withdrawal"]
    assert officer.get(f"/v1/cases/{number}").get_json()["requests"] == []
    body = {"case": number, "name": "withdrawal", "answers": {}}
    assert officer.post("/v1/messages", body).status_code == 403
    assert agent.post("/v1/messages", body | {"name": "nothing"}).status_code == 404
    done = agent.post("/v1/messages", body, key="w1")
    assert done.status_code == 200, done.get_json()
    town.settle()
    assert agent.post("/v1/messages", body, key="w1").get_json() == done.get_json()
    late = agent.post("/v1/messages", body)
    assert (late.status_code, late.get_json()["code"]) == (409, "not_available")
    assert agent.get(f"/v1/cases/{number}").get_json()["state"] == "已撤回"


def test_what_applies_to_a_subject_is_answered_at_the_moment_of_asking(town: Town):
    """逢办必查: records in force and measures that stand; after the repair neither."""
    system = machine(town, "chenjie")
    said = system.get(f"/v1/subjects/{E1[0]}").get_json()
    assert (said["known"], said["listed"], said["on"]) == (True, True, "2026-11-23")
    assert [(one["number"], one["public"]) for one in said["records"]] == [("常市监信列〔2026〕1号", True)]
    assert {(one["unit"], one["name"]) for one in said["measures"]} == {
        ("CZJ", "限制参加政府采购"),
        ("ZJJ", "限制参加招标投标"),
    }
    with town.office.database.writing() as connection:
        law = town.office.law(connection)
        asked = Circumstances(town.office.clock.now(), "x", law.policies, law.calendar)
        publicity.stop(connection, [town.records["r1"]], StopReason.REPAIRED, None, asked)
        for row in registry.list_measures(connection, [town.records["r1"].id]):
            registry.save_measure(connection, row.id, {"lifted_on": asked.today, "state": "已解除"})
    said = system.get(f"/v1/subjects/{E1[0]}").get_json()
    assert (said["known"], said["listed"], said["records"], said["measures"]) == (True, False, [], [])


def test_a_subject_that_nobody_knows_has_nothing(town: Town):
    """A right code without records is an answer; a wrong one is a fault of the caller."""
    system = machine(town, "chenjie")
    said = system.get("/v1/subjects/91320411MAXY0077XF").get_json()
    assert (said["known"], said["listed"], said["name"]) == (False, False, None)
    wrong = system.get("/v1/subjects/91320411MAXY0077XX")
    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "bad_input")


def test_records_are_those_in_reach_of_the_caller(town: Town):
    """A unit its own, the credit office all, an enterprise its own; by code when asked."""

    def numbers(login: str, **query: object) -> list[str]:
        rows = machine(town, login).get("/v1/records", **query).get_json()["records"]
        return [row["number"][-2] for row in rows]

    assert numbers("wanglei") == ["1", "2", "3", "4"]
    assert numbers("sunqian") == []
    assert numbers("wuhao") == ["1", "2", "3", "4"]
    assert numbers("dinghai") == ["4"]
    assert numbers("shenfang", uscc=E3[0]) == ["2", "3"]


def test_records_and_tasks_are_paged_by_key(town: Town):
    """Fifty a page; the next page begins where this one ended, and nothing is left out or told twice."""
    officer = machine(town, "wanglei")
    for number in range(5, 110):
        town.add_record(f"r{number}", "e1", 100)
    found, after = [], ""
    for _ in range(3):
        page = officer.get("/v1/records", after=after).get_json()
        found += [row["id"] for row in page["records"]]
        after = page["next"] or ""
    assert after == ""
    assert len(found) == len(set(found)) == 109
    for number in range(5, 60):
        town.apply(f"r{number}")
    first = officer.get("/v1/tasks", view="pool").get_json()
    second = officer.get("/v1/tasks", view="pool", after=first["next"]).get_json()
    ids = [[task["id"] for task in page["tasks"]] for page in (first, second)]
    assert [len(page) for page in ids] == [50, 5], (first["next"], ids)
    assert len({*ids[0], *ids[1]}) == 55
    assert second["next"] is None


def test_the_credit_office_enters_an_application_for_a_subject(town: Town):
    """The one-stop window opens the case in the name of its account, for the enterprise."""
    number = _open(machine(town, "wuhao"), town)
    opened = town.house.journal(town.house.page(number).id)[0]
    assert (opened.actor, opened.on_behalf) == ("吴昊", E1[1])


def test_a_foreign_process_is_started_and_worked_through(town: Town, tmp_path: Path):
    """Released from a folder of another tool: the next request finds it, with its forms, and ends it."""
    visit = lay_out(tmp_path / "from-elsewhere", visit_files()) / "visit"
    assert run_release(town.installation, visit, Wish("zhengyu", "qianjin")) == 0
    officer = machine(town, "wanglei")
    opened = officer.post("/v1/cases", {"process": "visit", "unit": "SJJ"})
    assert opened.status_code == 201, opened.get_json()
    number = opened.get_json()["case"]
    for element in ("look", "think", "write"):
        task = _tasks(officer, number)[element]
        assert (task["due_at"], list(task["form"]["properties"])) == (None, ["note"])
        done = officer.post(f"/v1/tasks/{task['id']}/complete", {"answers": {"note": "已看"}}).get_json()
    assert done == {"case": number, "closed": True}
    assert machine(town, "chenjie").post("/v1/cases", {"process": "visit", "unit": "SJJ"}).status_code == 403
