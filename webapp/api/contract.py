"""What the API promises, as data beside the code: openapi.yaml; bodies are checked against it, tests check answers by it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from workflows.errors import BadInput

PLACE = Path(__file__).with_name("openapi.yaml")
MOST_FAULTS = 20


@cache
def document() -> Mapping[str, Any]:
    """The whole description."""
    found: dict[str, Any] = yaml.safe_load(PLACE.read_text(encoding="utf-8"))
    return found


@cache
def validator(schema: str) -> Draft202012Validator:
    """The validator of one of the described schemas."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": document()["components"]})


def check_body(schema: str, body: Any) -> None:
    """Raises BadInput with one sentence for each place of the body that is not as described."""
    faults = sorted(validator(schema).iter_errors(body), key=lambda fault: list(map(str, fault.absolute_path)))
    if not faults:
        return
    fields: dict[str, str] = {}
    for fault in faults[:MOST_FAULTS]:
        fields.setdefault(_path(fault), fault.message[:200])
    raise BadInput(
        f"请求内容与接口说明不符：{'、'.join(fields)}",
        english=f"The body is not as described: {', '.join(fields)}.",
        fields=fields,
    )


def _path(fault: ValidationError) -> str:
    path = ".".join(map(str, fault.absolute_path))
    required: Any = fault.validator_value
    given: Any = fault.instance
    if fault.validator == "required":
        missing = [str(name) for name in required if name not in given]
        return ".".join(part for part in (path, missing[0] if missing else "") if part)
    return path or "body"
