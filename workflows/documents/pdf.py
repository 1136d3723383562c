"""Makes the PDF of a paper: tagged PDF/A-3a, all faces embedded, the same bytes for the same paper; the only user of WeasyPrint."""

from __future__ import annotations

import base64
import hashlib
import importlib
import io
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflows.documents import faces, fontfile, justify, layout
from workflows.documents.faces import FONTS, Face
from workflows.documents.layout import PaperText
from workflows.errors import NotAvailable

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

VARIANT = "pdf/a-3a"

_FIGURES = "".join(map(chr, range(0x20, 0x7F)))
"""Digits and Latin letters beside 仿宋 are taken from 宋体: the face's own are half bold."""

_COLOURS = "srgb"
_AT_HAND = "at hand"

_turn = threading.Lock()
"""One rendering at a time: the font configuration is shared, and the library is not made for threads."""


def render(paper: PaperText, folder: Path = FONTS) -> bytes:
    """The paper as PDF. Raises NotAvailable when a face or a library of the system is missing."""
    return print_page(layout.frame(paper, folder), f"{paper.number} {paper.code}", folder)


def print_page(page: str, name: str, folder: Path = FONTS) -> bytes:
    """A whole page of HTML as PDF; `name` tells it from every other one. Raises NotAvailable like render."""
    with _turn:
        document = _lay_out(_press(folder), page)
        justify.stretch_lines(document.pages)
        identifier = hashlib.sha256(name.encode()).digest()[:16]
        # The colours are at hand already; asked by its own name the library would open its file and leave it open.
        made: bytes = document.write_pdf(pdf_identifier=identifier, pdf_variant=VARIANT, output_intent=_AT_HAND)
        return made


@dataclass(frozen=True, slots=True)
class _Press:
    """What every rendering of this process shares: loading faces and styles takes longer than a paper."""

    library: Any
    fonts: FontConfiguration
    style: CSS
    fetcher: URLFetcher
    profile: bytes


def _lay_out(press: _Press, page: str) -> Document:
    # Its seal and QR code are written into the page: a paper loads nothing from elsewhere.
    source = press.library.HTML(string=page, url_fetcher=press.fetcher)
    colours = importlib.import_module("weasyprint.css").ColorProfile(
        io.BytesIO(press.profile), _COLOURS, "relative-colorimetric", (["r"], ["g"], ["b"])
    )
    document: Document = source.render(
        font_config=press.fonts,
        color_profiles={_COLOURS: colours},
        stylesheets=[press.style],
        pdf_variant=VARIANT,
        pdf_tags=True,
    )
    return document


@lru_cache(maxsize=2)
def _press(folder: Path) -> _Press:
    faces.require(folder)
    library = load_library()
    fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    figures = fontfile.cut_out(folder / Face.SONGTI.file, _FIGURES, heights_of=folder / Face.FANGSONG.file)
    places = {"Xinfu Figures": f"data:font/otf;base64,{base64.b64encode(figures).decode()}"}
    places |= {face.family: (folder / face.file).resolve().as_uri() for face in Face}
    rules = "".join(
        f'@font-face {{ font-family: "{family}"; src: url("{place}"); }}\n' for family, place in places.items()
    )
    style = library.CSS(string=rules + (layout.ASSETS / "paper.css").read_text(encoding="utf-8"), font_config=fonts)
    fetcher = importlib.import_module("weasyprint.urls").URLFetcher(allowed_protocols=["data"])
    profile = (resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    return _Press(library, fonts, style, fetcher, profile)


def load_library() -> Any:
    """WeasyPrint, imported on first use: it takes a second, and a machine without Pango has to hear so in a sentence."""
    try:
        return importlib.import_module("weasyprint")
    except OSError as problem:
        raise NotAvailable(
            "缺少系统库 Pango，暂时不能制作文书；请安装 libpango-1.0-0 和 libpangoft2-1.0-0",
            english="The system library Pango is missing: install libpango-1.0-0 and libpangoft2-1.0-0.",
        ) from problem
