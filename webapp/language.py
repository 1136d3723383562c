"""Decides in which language a page speaks, remembers the reader's choice, and marks the office's Chinese in English pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Flask, Response, request
from flask_babel import get_locale

COOKIE = "lang"
_SIGNS = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_CHINESE = re.compile(f"[{_SIGNS}]")
_RUN = re.compile(f"[“‘]?[{_SIGNS}](?:[{_SIGNS}“”‘’·%0-9A-Za-z.-]*[{_SIGNS}])?[”’]?")
_TAG = re.compile(r"(<[^>]*>)")
_WHOLE = re.compile(r"<(option|textarea)\b", re.IGNORECASE)
"""Elements that hold text alone: the mark stands on themselves."""
_SILENT = re.compile(r"<(title|script|style)\b", re.IGNORECASE)
"""Elements in which nothing can be marked."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages: its code, how HTML calls it, and its own name for itself."""

    code: str
    tag: str
    name: str


CHINESE, ENGLISH = Language("zh", "zh-CN", "中文"), Language("en", "en-GB", "English")
LANGUAGES = {one.code: one for one in (CHINESE, ENGLISH)}


def chosen() -> str:
    """The language of the reader's cookie; Chinese without one."""
    return ENGLISH.code if request.cookies.get(COOKIE) == ENGLISH.code else CHINESE.code


def is_english() -> bool:
    """Whether this answer is given in English."""
    return str(get_locale() or "zh").startswith("en")


def other() -> Language:
    """The one that the page is not in."""
    return CHINESE if is_english() else ENGLISH


def install(app: Flask) -> None:
    """What the office itself wrote stays Chinese on an English page; a screen reader is told so (WCAG 3.1.2)."""

    @app.after_request
    def _mark(response: Response) -> Response:
        if response.mimetype == "text/html" and not response.is_streamed and is_english():
            response.set_data(mark(response.get_data(as_text=True)))
        return response


def mark(page: str) -> str:
    """The page with every stretch of Chinese inside an element that says lang="zh-CN"."""
    pieces = _TAG.split(page)
    for at in range(0, len(pieces), 2):
        if not _CHINESE.search(pieces[at]):
            continue
        opened = pieces[at - 1] if at else ""
        if _WHOLE.match(opened):
            pieces[at - 1] = f'{opened[:-1]} lang="zh-CN">'
        elif not _SILENT.match(opened):
            pieces[at] = _marked(pieces[at])
    return "".join(pieces)


def _marked(text: str) -> str:
    """A text between two tags; mixed with English it stays one box, for in a row every box would stand apart."""
    said = _RUN.sub(lambda run: f'<span lang="zh-CN">{run[0]}</span>', text)
    return said if _RUN.fullmatch(text.strip()) else f"<span>{said}</span>"
