"""Turns what a page sent into answers of the form's own types; what cannot be read stays as it was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from webapp.fields import Field, Kind
from workflows.errors import Refusal
from workflows.law.uscc import normalise

ADD, REMOVE = "_add", "_remove"
"""Names of the buttons that add a row and that take a row or file away; they work without scripts."""
LONGEST_NUMBER = 15
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class Drawer(Protocol):
    """Where uploads are put. A kept file is told as {"file": number, "name", "size", "sha256", "type"}."""

    def keep(self, upload: FileStorage, asked: Field) -> Mapping[str, Any]:
        """Checks and stores it. Raises BadInput with the sentence for the person."""
        ...

    def find(self, file_id: int) -> Mapping[str, Any] | None:
        """A file kept before, if this person may use it."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads one posted form; faults of uploads are gathered by path."""

    posted: MultiDict[str, str]
    files: MultiDict[str, FileStorage]
    drawer: Drawer | None = None
    faults: dict[str, str] = field(default_factory=dict)

    def read(self, fields: tuple[Field, ...], prefix: str = "") -> dict[str, Any]:
        """Every field that was answered; empty ones are left out, so that a required one is missed."""
        found = {one.name: self._value(one, f"{prefix}{one.name}") for one in fields}
        return {name: value for name, value in found.items() if not is_empty(value)}

    def _value(self, asked: Field, path: str) -> Any:
        if asked.kind is Kind.ROWS:
            return self._rows(asked, path)
        if asked.kind is Kind.GROUP:
            return self.read(asked.parts, f"{path}.")
        if asked.kind is Kind.FILES:
            return self._files(asked, path)
        if asked.kind is Kind.CHECKBOXES:
            return [_chosen(asked, value) for value in self.posted.getlist(path) if value]
        text = _CONTROLS.sub("", self.posted.get(path, "").replace("\r\n", "\n")).strip()
        return _READERS.get(asked.kind, _text)(asked, text)

    def _rows(self, asked: Field, path: str) -> list[dict[str, Any]]:
        """Rows in their order on the page, gaps closed, blank ones still there: they may just have been added."""
        names = {*self.posted, *self.files}
        numbers = {name[len(path) + 1 :].split(".")[0] for name in names if name.startswith(f"{path}.")}
        rows = [self.read(asked.parts, f"{path}.{n}.") for n in sorted(int(n) for n in numbers if _is_index(n))]
        removed = self._removed(path)
        rows = [row for number, row in enumerate(rows) if number not in removed]
        return [*rows, {}] if self.posted.get(ADD) == path else rows

    def _files(self, asked: Field, path: str) -> Any:
        removed = self._removed(path)
        kept = [self._kept(said) for said in self.posted.getlist(path)]
        stay = [one for number, one in enumerate(kept) if number not in removed]
        held = [one for one in stay if one is not None]
        if len(held) < len(stay):
            self._say(path, _("有一份文件不是您上传的，也不在本件材料中，没有采用，请重新上传。"))
        new = [one for upload in self.files.getlist(path) if upload.filename for one in self._new(upload, asked, path)]
        found = [*held, *new]
        return found if asked.many else (found[-1] if found else None)

    def _removed(self, path: str) -> set[int]:
        """Whole rows and files only: `defects.1`, not `defects.1.text`."""
        pressed = self.posted.get(REMOVE, "")
        number = pressed.removeprefix(f"{path}.")
        return {int(number)} if pressed.startswith(f"{path}.") and _is_index(number) else set()

    def _kept(self, said: str) -> Mapping[str, Any] | None:
        """A file kept before, by its number; None for one that is not theirs, and for what is no number."""
        if not (said.isascii() and said.isdigit() and len(said) <= LONGEST_NUMBER):
            return None
        return self.drawer.find(int(said)) if self.drawer is not None else {"file": int(said)}

    def _say(self, path: str, sentence: str) -> None:
        """One more fault at this place, beside those that are there."""
        self.faults[path] = "".join(filter(None, (self.faults.get(path), sentence)))

    def _new(self, upload: FileStorage, asked: Field, path: str) -> list[Mapping[str, Any]]:
        if self.drawer is None:
            raise TypeError(f"the form asks for files ({path}): hand over a drawer that keeps them")
        try:
            return [self.drawer.keep(upload, asked)]
        except Refusal as refusal:
            self._say(path, refusal.sentence)
            return []


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def without_blanks(value: Any) -> Any:
    """The same answers without rows and groups in which nothing was written."""
    if isinstance(value, dict):
        pruned = {key: without_blanks(one) for key, one in value.items()}
        return {key: one for key, one in pruned.items() if not is_empty(one)}
    if isinstance(value, list):
        return [one for one in map(without_blanks, value) if not is_empty(one)]
    return value


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def _text(_asked: Field, text: str) -> Any:
    return text


def _plain(text: str) -> str:
    """Full-width digits and signs as plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def _number(asked: Field, text: str) -> Any:
    plain = _plain(text).replace(",", "").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        return text
    found = float(plain)
    return int(found) if found.is_integer() and (asked.kind is Kind.INTEGER or "." not in plain) else found


def _day(_asked: Field, text: str) -> Any:
    found = _DAY.fullmatch(_plain(text))
    if not found:
        return text
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return text


def _moment(_asked: Field, text: str) -> Any:
    """A browser sends the wall clock of the office; it is kept with its zone."""
    return f"{text}:00+08:00" if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text) else text


def _truth(_asked: Field, text: str) -> Any:
    return {"true": True, "on": True, "false": False}.get(text, text)


def _chosen(asked: Field, text: str) -> Any:
    return next((choice.value for choice in asked.choices if choice.posted == text), text)


def _code(_asked: Field, text: str) -> Any:
    return normalise(text)


def _lines(_asked: Field, text: str) -> Any:
    return [line.strip() for line in text.split("\n") if line.strip()]


_READERS: dict[Kind, Callable[[Field, str], Any]] = {
    Kind.NUMBER: _number,
    Kind.INTEGER: _number,
    Kind.DATE: _day,
    Kind.MOMENT: _moment,
    Kind.YES_NO: _truth,
    Kind.CONFIRM: _truth,
    Kind.RADIO: _chosen,
    Kind.SELECT: _chosen,
    Kind.USCC: _code,
    Kind.LINES: _lines,
    Kind.EMAIL: lambda _asked, text: _plain(text),
    Kind.TEL: lambda _asked, text: _plain(text),
}
