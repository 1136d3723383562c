"""Fits a form of the subject to its case: other times of an interview are offered as they are free now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.registry import interviews
from workflows.store.registry import InterviewRow

SLOT = "slot"
"""The question that names one of the times offered by its number."""


def fit(schema: Mapping[str, Any], free: Sequence[InterviewRow]) -> Mapping[str, Any]:
    """The same form, in which a time is chosen as it is spoken; without any that is free it stays as it was."""
    asked = schema.get("properties", {})
    if SLOT not in asked or not free:
        return schema
    choices = [{"const": row.id, "title": f"{interviews.spoken(row.at)} {row.place}"} for row in free]
    return {**schema, "properties": {**asked, SLOT: {**asked[SLOT], "oneOf": choices}}}
