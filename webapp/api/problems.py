"""Decides how a no reaches another system: a status, a stable code, one sentence in its language, details; no insides."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import Any

import orjson
from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from webapp.api import door
from webapp.api.door import NoToken
from webapp.refusals import status_of
from workflows.errors import NotAvailable, Refusal
from workflows.law.uscc import ALPHABET

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 60
_SENTENCES = {
    HTTPStatus.BAD_REQUEST: ("bad_request", "请求无法读取", "The request cannot be read."),
    HTTPStatus.NOT_FOUND: ("not_found", "没有这个接口地址", "There is no such address."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", "这个地址不支持这种方法", "This method is not supported."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "too_large",
        f"请求内容超过 {door.LARGEST_BODY // 1024} KB",
        f"The request is larger than {door.LARGEST_BODY // 1024} KB.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "unsupported_media_type",
        "请求内容应是 application/json",
        "The body must be application/json.",
    ),
}


def of_refusal(refusal: Refusal) -> Response:
    """An expected no."""
    status = _status_of(refusal)
    response = _answer(status, refusal.code, refusal.said_in(door.language()), dict(refusal.details))
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _status_of(refusal: Refusal) -> HTTPStatus:
    """As on the pages; but a machine told 503 tries again, so that is for the house being out of order, and nothing a
    case itself no longer allows (its details say which)."""
    if isinstance(refusal, NoToken):
        return HTTPStatus.UNAUTHORIZED
    if isinstance(refusal, NotAvailable) and refusal.details:
        return HTTPStatus.CONFLICT
    return status_of(refusal)


def of_http(problem: HTTPException) -> Response:
    """What the server itself says no to."""
    try:
        status = HTTPStatus(problem.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    except ValueError:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    if status not in _SENTENCES:
        return of_bug(problem)
    code, sentence, english = _SENTENCES[status]
    return _answer(status, code, english if door.language() == "en" else sentence, {})


def of_bug(problem: Exception) -> Response:
    """A fault of the product: logged whole, told without its inside."""
    if current_app.testing:
        raise problem
    english = door.language() == "en"
    sentence = "The request failed; nothing was kept of it." if english else "系统出现故障，这次没有成功"
    response = _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "failed", sentence, {})
    reference = orjson.loads(response.get_data())["reference"]
    logger.error("api failed", exc_info=problem, extra={"reference": reference, "path": request.path})
    return response


def _answer(status: HTTPStatus, code: str, sentence: str, details: dict[str, Any]) -> Response:
    said = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "code": code,
        "sentence": sentence,
        "details": details,
        "reference": "".join(secrets.choice(sorted(ALPHABET)) for _ in range(8)),
    }
    return Response(orjson.dumps(said, default=_plain, option=_OPTIONS), int(status), mimetype=MEDIA_TYPE)


_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS


def _plain(value: object) -> Any:
    """Details as JSON holds them."""
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)
