"""Decides whether a paper could be rendered, before its step is made: what is missing, what cannot be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from workflows.documents import glyphs, layout, template
from workflows.errors import BadAnswers, BadDiagram, BadInput


def proofread(body: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Objections to a paper, as sentences for the officer; none when it can be issued.

    Raises NotAvailable when a face of the standard is missing on this machine.
    """
    try:
        missing = template.missing_names({}, body, facts)
        if missing:
            return tuple(f"缺少：{name}" for name in missing)
        paper = layout.write(body, facts, "")
    except (BadAnswers, BadDiagram, BadInput) as refusal:
        return (refusal.sentence,)
    lacking = glyphs.lacking(f"{paper.words} {_plain(paper.body)}")
    return (f"字库中没有以下的字：{glyphs.named(lacking)}",) if lacking else ()


class _Plain(HTMLParser):
    """Keeps the text of a body."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _plain(body: str) -> str:
    reader = _Plain()
    reader.feed(body)
    reader.close()
    return "".join(reader.said)
