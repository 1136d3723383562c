"""The area of other systems, under /api/: its routes, its door, its answers to what goes wrong."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from webapp.api import bodies, cases, contract, door, messages, problems, records, tasks
from webapp.api.door import to_everybody
from workflows.errors import Refusal

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

area = Blueprint("api", __name__, url_prefix="/api")
cases.add_routes(area)
tasks.add_routes(area)
messages.add_routes(area)
records.add_routes(area)
area.register_error_handler(Refusal, problems.of_refusal)
area.register_error_handler(HTTPException, problems.of_http)
area.register_error_handler(Exception, problems.of_bug)


@area.record_once
def _exempt(state: BlueprintSetupState) -> None:
    """No browser's session counts here, so there is no page whose token could be asked for."""
    state.app.extensions["csrf"].exempt(area)


@area.before_request
def _enter() -> None:
    door.enter(current_app.view_functions.get(request.endpoint or ""))


@area.get("/openapi.json")
@to_everybody
def openapi() -> Response:
    """The description of the API."""
    return bodies.answer(contract.document())


@area.route("/<path:rest>", methods=METHODS)
@to_everybody
def nowhere(rest: str) -> Any:
    """What is not described is not there; what is there answers only to its own methods."""
    adapter: Any = current_app.create_url_adapter(request)
    endpoints = {adapter.match(method=method)[0] for method in ("GET", "POST")}
    raise NotFound if endpoints == {"api.nowhere"} else MethodNotAllowed
