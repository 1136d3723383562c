"""Decides whether a paper can show a text: which characters no face of it can draw."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from workflows.documents import faces, fontfile
from workflows.documents.faces import FALLBACK, FONTS, Face

_SPACING = frozenset("\n\r\t\u3000\u00a0\u200b ")
_UNDRAWABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Control characters, halves of pairs, private use (each office its own meaning), not assigned."""


def lacking(text: str, folder: Path = FONTS) -> frozenset[str]:
    """The characters of a text that a paper cannot show. Raises NotAvailable when a face is missing.

    The faces of the standard come first; what they lack is drawn by the fallback, where the system has it.
    """
    wanted = frozenset(text) - _SPACING
    unknown = frozenset(sign for sign in wanted if unicodedata.category(sign) in _UNDRAWABLE)
    rest = frozenset(sign for sign in wanted - unknown if ord(sign) not in _own(folder))
    return unknown | frozenset(sign for sign in rest if ord(sign) not in _borrowed())


def named(characters: frozenset[str]) -> str:
    """How a page shows characters that may be invisible: 龘（U+9F98）."""
    return "、".join(f"{sign if sign.isprintable() else ''}（U+{ord(sign):04X}）" for sign in sorted(characters))


@cache
def _own(folder: Path) -> frozenset[int]:
    """What every face of the standard draws, so that a name looks the same in head, title and body."""
    faces.require(folder)
    return frozenset.intersection(*(fontfile.covered(folder / face.file) for face in Face))


@cache
def _borrowed() -> frozenset[int]:
    found = faces.find_fallback()
    return fontfile.covered(found, FALLBACK) if found else frozenset()
