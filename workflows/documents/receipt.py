"""Decides what the receipt of an application says: what was received when, by whom, and what comes next; nothing of later days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from workflows.clock import CHINA, china_day
from workflows.documents import pdf
from workflows.documents.faces import FONTS
from workflows.documents.layout import ASSETS, grouped
from workflows.law import wording

_TAIL = 8
_MEGA, _KILO = 1_000_000, 1000


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that came with the application; `asked` is the question that it answers."""

    name: str
    asked: str
    size: int
    sha256: str

    @property
    def tail(self) -> str:
        """The end of its digest, in groups that can be compared by eye."""
        return grouped(self.sha256[-_TAIL:]) if self.sha256 else "—"

    @property
    def spoken_size(self) -> str:
        return f"{self.size / _MEGA:.1f} MB" if self.size >= _MEGA else f"{max(1, round(self.size / _KILO))} kB"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything that the receipt says."""

    number: str
    query_code: str
    kind: str
    applicant: str
    uscc: str
    handed_in_by: str
    at: datetime
    unit_name: str
    unit_phone: str
    next_step: str
    progress_at: str
    files: tuple[ReceivedFile, ...] = ()

    @property
    def spoken_at(self) -> str:
        """2026年11月23日 10:00."""
        return f"{wording.spelled(china_day(self.at))} {self.at.astimezone(CHINA):%H:%M}"


def render(receipt: Receipt, folder: Path = FONTS) -> bytes:
    """The receipt as PDF; the same bytes each time. Raises NotAvailable when a face or a library of the system is missing."""
    return pdf.print_page(frame(receipt), f"receipt {receipt.number}", folder)


def frame(receipt: Receipt) -> str:
    """The whole page as HTML."""
    return _FRAME.render(receipt=receipt, day=china_day(receipt.at).isoformat())


_FRAME = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
    (ASSETS / "receipt.html").read_text(encoding="utf-8")
)
