"""Decides how a subject is written down and found: by its code, by pairs of characters of its name, by initials."""

from __future__ import annotations

import unicodedata

from pypinyin import Style, lazy_pinyin

from workflows.law.uscc import check
from workflows.store.registry import NewSubject

PAIR = 2


def new_subject(district: str, uscc: str, name: str) -> NewSubject:
    """A subject with what search needs. Raises BadInput for a code that cannot be right."""
    return NewSubject(
        district=district,
        uscc=check(uscc),
        name=name.strip(),
        name_pinyin=initials(name),
        grams=f" {' '.join(grams(name))} ",
    )


def grams(text: str) -> tuple[str, ...]:
    """The pairs of neighbouring characters of a text, each once; the same for both databases (store.md §4).

    Two characters are the usual search in Chinese, and no index of three finds them.
    """
    plain = _plain(text)
    return tuple(dict.fromkeys(plain[at : at + PAIR] for at in range(len(plain) - 1)))


def initials(name: str) -> str:
    """The first letters of the name as it is spelt: 常州云岫 → czyx."""
    return "".join(lazy_pinyin(_plain(name), style=Style.FIRST_LETTER, errors="ignore"))


def _plain(text: str) -> str:
    """Only what people type: letters, digits and characters, half-width and in lower case."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum())
