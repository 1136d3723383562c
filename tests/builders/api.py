"""Another system at the door of the API: a token, calls, and every answer checked against what is promised."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from tests.builders.town import APPLICATION, Town
from webapp.api import contract
from webapp.api.pages import area
from workflows.store import people

PROBLEM = "application/problem+json"


@dataclass
class Machine:
    """A system that calls with the token of one account."""

    client: FlaskClient
    token: str
    language: str = "zh"

    def get(self, path: str, **query: object) -> TestResponse:
        return self._checked("get", path, self.client.get(f"/api{path}", query_string=query, headers=self._headers()))

    def post(self, path: str, body: Mapping[str, Any] | bytes | None = None, key: str = "") -> TestResponse:
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        headers["Content-Type"] = "application/json"
        return self._checked("post", path, self.client.post(f"/api{path}", data=content, headers=headers))

    def _headers(self) -> dict[str, str]:
        said = {"Accept-Language": self.language}
        return said | ({"Authorization": f"Bearer {self.token}"} if self.token else {})

    def _checked(self, method: str, path: str, response: TestResponse) -> TestResponse:
        """Every answer is as the description says it; a no is a problem with a sentence and no insides."""
        said = response.get_json(force=True)
        if response.status_code >= 400:
            assert response.mimetype == PROBLEM, response.get_data(as_text=True)
            contract.validator("Problem").validate(said)
            assert "Traceback" not in response.get_data(as_text=True)
        else:
            validator_of(method, path, response.status_code).validate(said)
        return response


def validator_of(method: str, path: str, status: int) -> Draft202012Validator:
    """The schema of the answer that the description promises for this call."""
    document = contract.document()
    described = next(item for known, item in document["paths"].items() if _is_at(known, path))
    response = described[method]["responses"][str(status)]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema = response["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": document["components"]})


def _is_at(known: str, path: str) -> bool:
    wanted, given = known.split("/"), path.split("/")
    return len(wanted) == len(given) and all(w.startswith("{") or w == g for w, g in zip(wanted, given, strict=True))


def machine(town: Town, login: str, language: str = "zh") -> Machine:
    """A service account in the name of that person."""
    if "api" not in town.app.blueprints:
        town.app.register_blueprint(area)
    token = f"token of {login}"
    with town.office.database.writing() as connection:
        row = people.service_account(f"系统 {login}", token, town.doer(login).actor.id, town.office.clock.now())
        people.add_service_account(connection, row)
    return Machine(town.app.test_client(), token, language)


def application(town: Town, record: str = "r1") -> dict[str, Any]:
    """The body that opens a repair case about a record."""
    row = town.records[record]
    uscc = {"r1": "91320411MAXY00112K", "r2": "91320411MAXY00331X", "r3": "91320411MAXY00331X"}[record]
    return {"process": "repair", "uscc": uscc, "records": [row.id], "answers": dict(APPLICATION)}
