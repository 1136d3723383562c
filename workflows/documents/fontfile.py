"""Reads font files: which characters they draw, the outline of one, a part cut out; the only user of fontTools."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fontTools.misc.transform import Transform  # type: ignore[import-untyped]
from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

Matrix = tuple[float, float, float, float, float, float]
"""An affine map as SVG writes it: a, b, c, d, e, f."""

_FAMILY_NAME = 1
_HEIGHTS: Mapping[str, tuple[str, ...]] = {
    "hhea": ("ascent", "descent", "lineGap"),
    "OS/2": ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"),
}


def covered(path: Path, family: str = "") -> frozenset[int]:
    """The code points that a font draws; of a collection, the font with that family name, or else the first."""
    if path.suffix != ".ttc":
        with TTFont(path, lazy=True) as font:
            return frozenset(font.getBestCmap())
    with TTCollection(path, lazy=True) as collection:
        fonts: list[Any] = collection.fonts
        chosen = next((font for font in fonts if font["name"].getDebugName(_FAMILY_NAME) == family), fonts[0])
        return frozenset(chosen.getBestCmap())


def outlines(path: Path, signs: Iterable[tuple[str, Matrix]]) -> str:
    """Characters as one SVG path, each in an em box of 1 × 1 whose middle is the origin, mapped by its matrix.

    A character that the font lacks is left out.
    """
    with TTFont(path, lazy=True) as font:
        drawn, glyphs, scale = font.getBestCmap(), font.getGlyphSet(), 1 / font["head"].unitsPerEm
        middle = (font["hhea"].ascent + font["hhea"].descent) / 2
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        for sign, matrix in signs:
            if ord(sign) in drawn:
                glyph = glyphs[drawn[ord(sign)]]
                placed = Transform(*matrix).scale(scale, -scale).translate(-glyph.width / 2, -middle)
                glyph.draw(TransformPen(pen, placed))
        return str(pen.getCommands())


def cut_out(path: Path, signs: str, heights_of: Path) -> bytes:
    """A font of these characters alone, as tall as another one, so that the two share lines without pushing them apart."""
    with TTFont(path, recalcTimestamp=False) as font, TTFont(heights_of, lazy=True) as beside:
        options = Options()
        options.name_IDs = ["*"]
        cutter = Subsetter(options)
        cutter.populate(text=signs)
        cutter.subset(font)
        for table, names in _HEIGHTS.items():
            for name in names:
                setattr(font[table], name, getattr(beside[table], name))
        made = io.BytesIO()
        font.save(made)
        return made.getvalue()
