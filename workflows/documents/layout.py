"""Decides what stands where on an official paper: head, number, title, body, signature under its seal, 版记, QR code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import segno
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from workflows.documents import seal, template
from workflows.documents.faces import FONTS
from workflows.law import wording

ASSETS = Path(__file__).resolve().parent / "assets"

EM = 15.78
"""3号 in points: 28 characters fill the 156 mm of the text block."""

_BLOCK_POINTS = 442.2
_HEAD_POINTS = 37.0
_NARROWEST = 0.56
"""A long issuer is set narrower at the same height, as offices do; beyond this also lower."""
_AIRY = 0.86
"""A short issuer is spaced out towards this part of the line."""
_IMPRINT_POINTS = 14.0
_DATE_FROM_RIGHT = 4.0
_SEAL_POINTS = seal.DIAMETER / 25.4 * 72
_CODE_GROUP = 4
_SHORT_CELL = re.compile(r"<td>([^<&]{1,5}|\d{4}年\d{1,2}月\d{1,2}日|[^<&]{1,7}〔\d{4}〕\d{1,4}号)</td>")
_CASE_NUMBER = re.compile(r"(?<![A-Za-z0-9])XF\d{4}-[A-Z]-\d{6}(?!\d)")


@dataclass(frozen=True, slots=True)
class PaperText:
    """Everything an official paper says. The body is HTML from template.fill."""

    issuer: str
    number: str
    title: tuple[str, ...]
    addressee: str
    body: str
    issued_on: date
    code: str
    verify_at: str
    attachments: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()

    @property
    def title_line(self) -> str:
        return "".join(self.title)

    @property
    def words(self) -> str:
        """All text of the paper outside its body."""
        return " ".join((self.issuer, self.number, *self.title, self.addressee, *self.attachments, *self.copies))


def write(body: str, facts: Mapping[str, Any], verify_at: str) -> PaperText:
    """The paper that a body and the facts of its row make; `verify_at` is the page where papers are verified.

    Raises BadAnswers when a fact is missing.
    """
    filled = template.fill(body, facts)
    said, office, subject = facts["paper"], facts["office"], facts.get("subject") or {}
    addressee = filled.addressee if filled.addressee is not None else str(subject.get("name", ""))
    return PaperText(
        issuer=office["name"],
        number=said["number"],
        title=filled.title or (said["title"],),
        addressee=addressee.rstrip("：:"),
        body=filled.body,
        issued_on=date.fromisoformat(said["issued_on"]),
        code=said["code"],
        verify_at=verify_at,
        attachments=filled.attachments,
        copies=filled.copies,
    )


def frame(paper: PaperText, folder: Path = FONTS) -> str:
    """The whole page as HTML."""
    day = wording.spelled(paper.issued_on)
    width = max(_ems(paper.issuer), _ems(day))
    right = max(0.0, _DATE_FROM_RIGHT + _ems(day) / 2 - width / 2)
    return _FRAME.render(
        paper=paper,
        body=Markup(_kept_together(paper.body)),  # noqa: S704  filled by template.fill, which escapes every fact and refuses foreign elements
        head=fit_head(paper.issuer),
        date=day,
        code=grouped(paper.code),
        seal=_picture(seal.draw(paper.issuer, folder)),
        seal_right=f"{(right + width / 2) * EM - _SEAL_POINTS / 2:.2f}pt",
        names_right=f"{right:.2f}em",
        imprint=f"{min(_IMPRINT_POINTS, _BLOCK_POINTS / (_ems(paper.issuer + day) + 5)):.2f}pt",
        qr=_qr(f"{paper.verify_at.rstrip('/')}/{paper.code}"),
    )


def _kept_together(body: str) -> str:
    """Case numbers, and days, numbers and single words in tables, stay on one line; longer text gives way."""
    body = _SHORT_CELL.sub(r'<td class="nowrap">\1</td>', body)
    return _CASE_NUMBER.sub(r'<span class="nowrap">\g<0></span>', body)


def grouped(code: str) -> str:
    """A verify code as people read it: 7K3M 9QXT."""
    return " ".join(code[start : start + _CODE_GROUP] for start in range(0, len(code), _CODE_GROUP))


def fit_head(issuer: str) -> str:
    """The style with which the issuer's name fills at most the width of the text block."""
    size = min(_HEAD_POINTS, _BLOCK_POINTS / _ems(issuer) / _NARROWEST)
    natural = _ems(issuer) * size
    spacing = min(max(_BLOCK_POINTS * _AIRY - natural, 0.0) / len(issuer), size / 6)
    beyond = max(natural - _BLOCK_POINTS + 1, 0.0)  # hangs out evenly on both sides before it is narrowed
    narrowed = min(1.0, _BLOCK_POINTS / natural)
    return (
        f"font-size: {size:.2f}pt; letter-spacing: {spacing:.2f}pt; "
        f"margin: 0 {-beyond / 2:.2f}pt; transform: scaleX({narrowed:.4f})"
    )


def _ems(text: str) -> float:
    """The width of a text in characters; ASCII is half as wide."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


def _qr(address: str) -> str:
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=0, scale=4, omitsize=False))


def _picture(svg: str) -> str:
    return f"data:image/svg+xml,{quote(svg)}"


_FRAME = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
    (ASSETS / "paper.html").read_text(encoding="utf-8")
)
