"""Puts files into the answers of a story that names them: {name: 缴款凭证.pdf} becomes a file that can be opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Drawer = Callable[[str, str], Mapping[str, Any]]
"""Keeps a file of that name for who uploads it; answers as a form does: file, name, size, sha256, type."""

NAMED_ONLY = {"name"}


def attach(answers: Any, keep: Callable[[str], Mapping[str, Any]]) -> Any:
    """The same answers with every file that has only a name in its place."""
    if isinstance(answers, list):
        return [attach(one, keep) for one in answers]
    if not isinstance(answers, Mapping):
        return answers
    if set(answers) == NAMED_ONLY and "." in str(answers["name"]):
        return dict(keep(str(answers["name"])))
    return {key: attach(value, keep) for key, value in answers.items()}
