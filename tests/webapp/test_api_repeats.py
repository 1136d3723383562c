"""A repeated request has one effect and the same answer; nothing that happened meanwhile changes it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from tests.builders.api import application, machine
from tests.builders.town import ACCEPT, Town
from workflows.store.schema import Idempotency


def test_an_application_sent_twice_is_one_case(town: Town):
    """Also when the case has gone on in between."""
    agent = machine(town, "shenfang")
    first = agent.post("/v1/cases", application(town), key="a-1")
    town.settle()
    town.do("wanglei", town.house.page(first.get_json()["case"]).id, "formal_check", ACCEPT)
    again = agent.post("/v1/cases", application(town), key="a-1")
    assert (again.status_code, again.get_json(), again.headers["Location"]) == (
        first.status_code,
        first.get_json(),
        first.headers["Location"],
    )
    third = agent.post("/v1/cases", application(town), key="a-2")
    assert (third.status_code, third.get_json()["code"]) == (409, "conflict")


def test_each_verb_on_a_task_may_be_repeated(town: Town):
    """Claimed, released, completed: each once, each with its first answer."""
    officer = machine(town, "wanglei")
    case = town.apply()
    town.settle()
    task = town.task(case.case_id, "formal_check")
    calls = (("claim", None), ("release", None), ("complete", {"answers": ACCEPT}))
    for verb, body in calls:
        answers = [officer.post(f"/v1/tasks/{task.id}/{verb}", body, key=f"k-{verb}") for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 200]
        assert len({one.get_data() for one in answers}) == 1
    kinds = [entry.kind for entry in town.house.journal(case.case_id)]
    assert [kinds.count(f"task.{done}") for done in ("claimed", "released", "completed")] == [1, 1, 1]
    late = officer.post(f"/v1/tasks/{task.id}/complete", {"answers": ACCEPT}, key="another")
    assert (late.status_code, late.get_json()["code"]) == (409, "already_done")


def test_a_key_belongs_to_one_request_and_one_account(town: Town):
    """The same key for another body or another address is refused; another account's key is another key."""
    agent, window = machine(town, "shenfang"), machine(town, "wuhao")
    first = agent.post("/v1/cases", application(town), key="same")
    town.settle()
    withdrawal = {"case": first.get_json()["case"], "name": "withdrawal"}
    for path, body in (("/v1/cases", application(town, "r3")), ("/v1/messages", withdrawal)):
        other = agent.post(path, body, key="same")
        assert (other.status_code, other.get_json()["code"]) == (422, "other_request"), path
        assert "Idempotency-Key" in other.get_json()["sentence"]
    assert town.house.page(first.get_json()["case"]).closed_at is None
    foreign = window.post("/v1/cases", application(town, "r3"), key="same")
    assert foreign.status_code == 201
    assert foreign.get_json() != first.get_json()


def test_a_key_is_bound_by_the_effect_itself(town: Town):
    """What was asked is kept in the transaction of its effect: no moment between, in which another request would be
    given the first one's answer. Spacing and the order of names are no other request.
    """
    agent, body = machine(town, "shenfang"), application(town)
    first = agent.post("/v1/cases", body, key="k")
    with town.office.database.reading() as connection:
        kept = connection.execute(select(Idempotency.asked).where(Idempotency.key.endswith(":k"))).scalars().all()
    assert [len(digest) for digest in kept] == [64]
    turned = json.dumps(dict(reversed(body.items())), indent=2).encode()
    assert agent.post("/v1/cases", turned, key="k").get_json() == first.get_json()


def test_two_verbs_on_a_task_do_not_share_a_key(town: Town):
    """Released under the key of the claim: refused, and the task stays claimed."""
    officer = machine(town, "wanglei")
    case = town.apply()
    town.settle()
    task = town.task(case.case_id, "formal_check")
    assert officer.post(f"/v1/tasks/{task.id}/claim", key="v").status_code == 200
    assert officer.post(f"/v1/tasks/{task.id}/release", key="v").status_code == 422
    assert officer.post(f"/v1/tasks/{task.id}/complete", {"answers": ACCEPT}, key="v").status_code == 422
    assert town.task(case.case_id, "formal_check").holder == "王磊"


def test_a_request_that_was_refused_may_be_mended_under_its_key(town: Town):
    """A refusal has no effect, so it binds no key."""
    officer = machine(town, "wanglei")
    case = town.apply()
    town.settle()
    task = town.task(case.case_id, "formal_check")
    wrong = officer.post(f"/v1/tasks/{task.id}/complete", {"answers": {"decision": "accept"}}, key="m")
    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "bad_answers")
    assert officer.post(f"/v1/tasks/{task.id}/complete", {"answers": ACCEPT}, key="m").status_code == 200


def test_two_at_the_same_moment_are_one_case(town: Town):
    """Eight threads, one key: one case, eight equal answers."""
    agent = machine(town, "shenfang")
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _n: machine_like(agent, town).post("/v1/cases", application(town), key="now"), range(8))
        )
    assert [one.status_code for one in answers] == [201] * 8
    assert len({one.get_json()["case"] for one in answers}) == 1


def machine_like(known, town: Town):
    """The same system on a connection of its own."""
    return type(known)(town.app.test_client(), known.token)
