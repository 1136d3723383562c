"""The language of the command line: what --lang or XINFU_LANG says, with the catalogue of the pages as its dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from pathlib import Path

from babel.support import NullTranslations, Translations

CATALOGUE = Path(__file__).parents[1] / "translations"
_CHINESE = NullTranslations()
_language: ContextVar[str] = ContextVar("language", default="zh")
_catalogue: ContextVar[NullTranslations] = ContextVar("catalogue", default=_CHINESE)


def speak(lang: str) -> None:
    """Everything that a command says from now on is said in this language."""
    _language.set(lang)
    _catalogue.set(_CHINESE if lang == "zh" else Translations.load(str(CATALOGUE), [lang]))


def spoken() -> str:
    """The language in use: zh, en."""
    return _language.get()


def gettext(text: str, /, **values: object) -> str:
    """The sentence in the language in use, with its values."""
    said = _catalogue.get().gettext(text)
    return said % values if values else said


def noted(text: object, note: object) -> str:
    """A word with what belongs to it, in brackets; without a note the word alone."""
    return gettext("%(text)s（%(note)s）", text=text, note=note) if str(note) else str(text)


def listed(names: Iterable[str]) -> str:
    """甲、乙、丙."""
    return gettext("、").join(names)
