"""Decides how lines of paragraphs reach the right edge: by a little space between all characters.

WeasyPrint widens spaces only, and Chinese has none: a line with an odd number of digits, or with a mark that may not begin the
next line, would stay ragged. So the finished lines are widened here, before they are drawn. This works on WeasyPrint's own
boxes, which is why its version is pinned; a test measures the edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

WITHIN = "main"
"""The element whose paragraphs are stretched: not the head, the signature and the 版记."""
_PARAGRAPHS = frozenset({"p", "li"})
_AT_MOST = 0.16
"""Of a character, between two: a line that lacks more (a long code went to the next one) is left ragged, not torn apart."""
_AT_LEAST = 0.001


def stretch_lines(pages: list[Any]) -> None:
    """Widens every line of a paragraph but its last."""
    lines = [found for page in pages for found in _lines(page._page_box, within=False)]
    for (paragraph, line, width), following in zip(lines, [*lines[1:], None], strict=True):
        if following is not None and following[0] is paragraph:
            _stretch(line, width)


def _lines(box: Any, within: bool) -> Iterator[tuple[Any, Any, float]]:
    """The lines of paragraphs, page by page, with the element that they belong to and the width they may fill."""
    within = within or box.element_tag == WITHIN
    for child in getattr(box, "children", ()):
        if type(child).__name__ == "LineBox":
            if within and box.element_tag in _PARAGRAPHS and box.style["text_align_all"] == "start":
                yield box.element, child, box.content_box_x() + box.width - child.position_x
        else:
            yield from _lines(child, within)


def _stretch(line: Any, width: float) -> None:
    texts = [box for box in line.descendants() if type(box).__name__ == "TextBox" and box.text]
    signs = sum(len(box.text) for box in texts)
    space = (width - line.width) / max(signs - 1, 1)
    if not _AT_LEAST < space <= _AT_MOST * line.style["font_size"]:
        return
    shift = 0.0
    for box in texts:
        box.position_x += shift - space / 2  # half of a letter's space lies before it
        box.style = box.style.copy()
        box.style["letter_spacing"] = space
        shift += space * len(box.text)
        box.width += space * len(box.text)
