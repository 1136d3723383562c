"""Draws the seal of a unit: ring, star, its name around; a seal made here says that it is for demonstration only."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from workflows.documents import faces, fontfile
from workflows.documents.faces import FONTS, Face
from workflows.documents.fontfile import Matrix

DIAMETER = 42.0
"""Millimetres; the seal of a district department."""
RED = "#d7000f"
DEMO = "演示专用章"

_RING = 1.2
_STAR = 7.0
_ARC = 16.6
"""Radius on which the middle of each character of the name lies."""
_TALL = 4.6
_APART = 1.3
"""Distance of the characters of a short name, in characters."""
_FILLED = 0.96
"""How much of its place a character of a long name fills."""
_WIDEST = math.radians(250)
_SMALL = 3.1
_SMALL_DOWN = 14.6


@lru_cache(maxsize=64)
def draw(name: str, folder: Path = FONTS) -> str:
    """The demonstration seal as SVG. Characters are outlines: no text of the seal gets into the text of the paper.

    Raises NotAvailable when the face is missing.
    """
    faces.require(folder)
    middle = DIAMETER / 2
    signs = fontfile.outlines(folder / Face.XIAOBIAOSONG.file, [*_around(name), *_below(DEMO)])
    ring = f'<circle cx="0" cy="0" r="{middle - _RING / 2:g}" fill="none" stroke="{RED}" stroke-width="{_RING:g}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{DIAMETER:g}mm" height="{DIAMETER:g}mm" '
        f'viewBox="{-middle:g} {-middle:g} {DIAMETER:g} {DIAMETER:g}">{ring}'
        f'<path d="{_star()}" fill="{RED}"/><path d="{signs}" fill="{RED}"/></svg>'
    )


def _around(name: str) -> Iterator[tuple[str, Matrix]]:
    """The name on its arc, from lower left over the top to lower right, feet inwards; narrower when it is long."""
    step = min(_WIDEST / max(len(name) - 1, 1), _APART * _TALL / _ARC)
    width = min(_TALL, step * _ARC * _FILLED)
    for place, sign in enumerate(name):
        turn = step * (place - (len(name) - 1) / 2)
        across, down = math.cos(turn), math.sin(turn)
        yield sign, (across * width, down * width, -down * _TALL, across * _TALL, down * _ARC, -across * _ARC)


def _below(text: str) -> Iterator[tuple[str, Matrix]]:
    for place, sign in enumerate(text):
        yield sign, (_SMALL, 0, 0, _SMALL, _SMALL * (place - (len(text) - 1) / 2), _SMALL_DOWN)


def _star() -> str:
    inner = _STAR * math.sin(math.radians(18)) / math.sin(math.radians(126))
    corners = [(math.radians(36 * corner), inner if corner % 2 else _STAR) for corner in range(10)]
    return "M" + "L".join(f"{far * math.sin(turn):.2f} {-far * math.cos(turn):.2f}" for turn, far in corners) + "Z"
