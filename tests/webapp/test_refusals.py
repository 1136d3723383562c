"""Refusals: each kind has its status, three sentences and a reference; what was typed is on the page again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from flask_babel import Babel

from webapp import refusals
from webapp.refusals import FileTooLarge, TooManyTries, WrongFileType
from workflows import errors
from workflows.errors import Refusal

KINDS: dict[str, tuple[type[Refusal], int]] = {
    "not-yours": (errors.NotYours, 403),
    "not-allowed": (errors.NotAllowed, 403),
    "already-done": (errors.AlreadyDone, 409),
    "too-late": (errors.TooLate, 410),
    "conflict": (errors.Conflict, 409),
    "not-eligible": (errors.NotEligible, 409),
    "bad-diagram": (errors.BadDiagram, 422),
    "bad-answers": (errors.BadAnswers, 422),
    "other-request": (errors.OtherRequest, 422),
    "bad-input": (errors.BadInput, 422),
    "not-found": (errors.NotFound, 404),
    "not-available": (errors.NotAvailable, 503),
    "too-large": (FileTooLarge, 413),
    "wrong-type": (WrongFileType, 415),
    "too-many": (TooManyTries, 429),
}


@pytest.fixture
def app() -> Flask:
    """An application that says no in every way."""
    app = Flask("webapp")
    app.config.update(SECRET_KEY="refusals", MAX_CONTENT_LENGTH=10_000, CONTACT_PHONE="0519-85000000")
    Babel(app, locale_selector=lambda: request.args.get("lang", "zh"))
    refusals.install(app)

    @app.route("/w/refuse/<name>", methods=["GET", "POST"], endpoint="work")
    @app.route("/p/refuse/<name>", methods=["GET", "POST"], endpoint="portal")
    @app.route("/api/v1/refuse/<name>", methods=["GET", "POST"], endpoint="api")
    def refuse(name: str) -> Any:
        raise KINDS[name][0](on=date(2026, 11, 27), at=datetime(2026, 11, 27, tzinfo=UTC), reasons=("原因一", "原因二"))

    @app.post("/w/remembered")
    def remembered() -> Any:
        refusals.remember([("意见", "同意受理，材料齐全")])
        raise errors.AlreadyDone("该任务已由 何静 于 10:32 办结（同意）", case="XF2026-R-000041")

    @app.route("/w/bug")
    def bug() -> Any:
        raise ValueError("the inside of the house")

    @app.post("/w/read")
    def read() -> Any:
        return str(len(request.form))

    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A browser without scripts."""
    with app.test_client() as client:
        yield client


def test_every_kind_of_refusal_has_an_answer_of_its_own():
    """Whoever adds a kind of refusal says how it is shown."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refusal)]
    assert {kind for kind, _status in KINDS.values()} >= set(kinds) - {Refusal}


@pytest.mark.parametrize(("name", "kind", "status"), [(name, *told) for name, told in KINDS.items()])
def test_a_refusal_ends_in_a_page_with_its_status(client: FlaskClient, name: str, kind: type[Refusal], status: int):
    """What happened, what is not lost, what to do, and a reference to read out."""
    answer = client.get(f"/w/refuse/{name}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert refusals.status_of(kind()) == HTTPStatus(status)
    assert kind.default_sentence in page
    assert "已保存的内容不受影响。" in page
    assert "参考号" in page
    assert "0519-85000000" in page


@pytest.mark.parametrize(("name", "kind", "status"), [(name, *told) for name, told in KINDS.items()])
def test_machines_get_the_same_as_json(client: FlaskClient, name: str, kind: type[Refusal], status: int):
    """Code, sentence, advice and details; days and reasons in plain form."""
    answer = client.get(f"/api/v1/refuse/{name}")
    told = answer.get_json()["error"]
    assert answer.status_code == status
    assert told["code"] == kind.code
    assert told["details"]["on"] == "2026-11-27"
    assert told["details"]["reasons"] == ["原因一", "原因二"]
    assert len(told["reference"]) == 7


def test_a_refusal_speaks_the_language_of_its_reader(client: FlaskClient):
    """English where English is asked for."""
    told = client.get("/api/v1/refuse/too-late?lang=en").get_json()["error"]
    assert told["sentence"] == "The deadline has passed."
    assert "期限已过" in client.get("/w/refuse/too-late").get_data(as_text=True)


def test_reasons_are_listed_and_nothing_is_an_error_of_the_reader(client: FlaskClient):
    """暂不能申请 is a page with reasons."""
    page = client.get("/p/refuse/not-eligible").get_data(as_text=True)
    assert "暂不能申请，原因如下" in page
    assert "<li>原因二</li>" in page


def test_what_was_typed_is_on_the_page_again(client: FlaskClient):
    """E3, E7: a refused submit loses nothing; secrets and hidden names are not shown."""
    typed = {
        "opinion": "材料齐全，建议受理",
        "csrf_token": "secret-token",
        "password": "secret-word",
        "_add": "defects",
    }
    page = client.post("/w/refuse/already-done", data=typed).get_data(as_text=True)
    assert "材料齐全，建议受理" in page
    assert "您填写的内容没有丢失" in page
    assert "secret" not in page


def test_a_view_may_name_the_questions_of_what_was_typed(client: FlaskClient):
    """With titles the person knows which text is which; the case can be opened from here."""
    page = client.post("/w/remembered", data={"x": "1"}).get_data(as_text=True)
    assert ">意见</label>" in page
    assert "该任务已由 何静 于 10:32 办结（同意）。" in page
    assert "/w/cases/XF2026-R-000041" in page


@pytest.mark.parametrize(("name", "header"), [("too-many", "60"), ("not-available", "60"), ("too-late", None)])
def test_whoever_should_come_again_is_told_when(client: FlaskClient, name: str, header: str | None):
    """429 and 503 carry Retry-After."""
    assert client.get(f"/w/refuse/{name}").headers.get("Retry-After") == header


def test_an_unknown_page_is_a_page_of_ours(client: FlaskClient):
    """404 and 405 say so in the area where they happened."""
    page = client.get("/w/nowhere")
    assert page.status_code == 404
    assert "没有这个页面" in page.get_data(as_text=True)
    assert "返回收件箱" in page.get_data(as_text=True)
    assert client.get("/w/read").status_code == 405


def test_a_request_that_is_too_large_is_refused_with_a_page(client: FlaskClient):
    """413 comes before anything was read."""
    answer = client.post("/w/read", data={"text": "x" * 20_000})
    assert answer.status_code == 413
    assert "超过上限" in answer.get_data(as_text=True)


def test_a_bug_shows_a_reference_and_nothing_of_its_inside(client: FlaskClient):
    """No traceback on a user's screen."""
    answer = client.get("/w/bug")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "inside of the house" not in page
    assert "参考号" in page


def test_a_page_without_its_frame_still_answers(app: Flask, client: FlaskClient):
    """When the viewer cannot be read (the database is down), the refusal is shown bare."""

    @app.context_processor
    def _broken() -> dict[str, Any]:
        raise OSError("no database")

    answer = client.get("/w/refuse/not-available")
    assert answer.status_code == 503
    assert "系统暂时无法办理" in answer.get_data(as_text=True)


def test_a_part_of_a_page_gets_a_part(client: FlaskClient):
    """htmx swaps the refusal into the page instead of a page into itself."""
    page = client.get("/w/refuse/conflict", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in page
    assert "内容已被他人更新" in page


def test_references_are_easy_to_read_out(client: FlaskClient):
    """No letters that sound or look like digits, and not twice the same."""
    told = {client.get("/api/v1/refuse/conflict").get_json()["error"]["reference"] for _ in range(20)}
    assert len(told) == 20
    assert not any(sign in reference for reference in told for sign in "IOSVZ")
