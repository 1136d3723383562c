"""What the API says of itself is what it does: no route without description, no description without route."""

from __future__ import annotations

import re

from jsonschema import Draft202012Validator

from tests.builders.api import machine
from tests.builders.town import Town
from webapp.api import contract


def _described() -> set[tuple[str, str]]:
    paths = contract.document()["paths"]
    return {(method.upper(), path) for path, item in paths.items() for method in item}


def test_every_route_is_described_and_every_description_has_its_route(town: Town):
    """Whoever writes against the description meets exactly what is there."""
    machine(town, "wanglei")
    routes = {
        (method, re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api")))
        for rule in town.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.nowhere"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == _described()


def test_every_route_carries_the_name_of_its_description(town: Town):
    """The operation is called as the view is."""
    machine(town, "wanglei")
    named = {
        rule.endpoint.removeprefix("api.") for rule in town.app.url_map.iter_rules() if rule.endpoint.startswith("api.")
    }
    said = {op["operationId"] for item in contract.document()["paths"].values() for op in item.values()}
    assert said == named - {"nowhere"}


def test_the_description_is_served_to_everybody_and_is_sound(town: Town):
    """OpenAPI 3.1: every schema is valid, every reference leads somewhere."""
    machine(town, "wanglei")
    said = town.app.test_client().get("/api/openapi.json").get_json()
    assert said["openapi"] == "3.1.0"
    assert said == contract.document()
    for schema in said["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for ref in re.findall(
        r'"\$ref": ?"#/([^"]+)"', town.app.test_client().get("/api/openapi.json").get_data(as_text=True)
    ):
        found = said
        for part in ref.split("/"):
            found = found[part]


def test_every_call_says_what_it_takes_and_gives(town: Town):
    """Summary, answer for a yes, answer for every no; a write names its key."""
    for path, item in contract.document()["paths"].items():
        for method, operation in item.items():
            assert operation["summary"]
            if path != "/openapi.json":
                assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
            if method == "post":
                assert {"$ref": "#/components/parameters/Key"} in operation["parameters"]
