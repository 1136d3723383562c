"""Decides what a request body may hold, and in which form answers leave."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import orjson
from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from webapp.api import contract
from workflows.clock import CHINA
from workflows.errors import BadInput
from workflows.store.base import FAR

DEEPEST = 20
LARGEST_NUMBER, LONGEST_NUMBER = 2**53, 15
"""Numbers of rows are smaller than this on both databases."""


def read(schema: str) -> dict[str, Any]:
    """The body, as the contract describes it. Raises BadInput; an empty body is an empty object."""
    content = request.get_data(cache=True)
    if not content.strip():
        body: Any = {}
    elif request.mimetype != "application/json":
        raise UnsupportedMediaType
    else:
        body = _parse(content)
    _refuse_unkeepable(body, 0)
    contract.check_body(schema, body)
    return dict(body)


def _parse(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as problem:
        raise BadInput(
            f"请求内容不是可读的 JSON（第 {problem.lineno} 行）", english=f"The body is not valid JSON: {problem}."
        ) from problem


def _refuse_unkeepable(value: Any, depth: int) -> None:
    """Texts that no database keeps, numbers that no column holds, and nesting that no form has."""
    if depth > DEEPEST:
        raise BadInput("请求内容嵌套过深", english="The body is nested too deeply.")
    if isinstance(value, str) and any(_is_odd(sign) for sign in value):
        raise BadInput("请求内容含有无法保存的字符", english="The body holds characters that cannot be kept.")
    if isinstance(value, Mapping):
        for key, one in value.items():
            _refuse_unkeepable(key, depth + 1)
            _refuse_unkeepable(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _refuse_unkeepable(one, depth + 1)


def _is_odd(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\r\t"


def answer(said: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The answer as JSON."""
    content = orjson.dumps(said, default=str)
    return Response(content, status, mimetype="application/json", headers=dict(headers or {}))


def instant(at: datetime | None) -> str | None:
    """An instant by China's clocks; none for what has no last day."""
    return None if at is None or at >= FAR else at.astimezone(CHINA).isoformat()


def day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
