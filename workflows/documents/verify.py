"""Decides whether a paper that somebody holds is genuine: by its code, and by every byte of its file."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from workflows.store import files, papers
from workflows.store.database import Open
from workflows.store.papers import PaperRow, PaperState

_NOT_VALID = frozenset({PaperState.VOID.value, PaperState.WITHDRAWN.value})
_MISREAD = str.maketrans("OIZSV", "0125U")
"""Codes hold none of these letters: who types one has misread what stands on the paper."""


class Verdict(StrEnum):
    """What verification answers."""

    GENUINE = "真实有效"
    WITHDRAWN = "已被撤销"
    UNKNOWN = "查无此文书"
    DIFFERENT = "与本系统签发的文书不一致"


@dataclass(frozen=True, slots=True)
class Issued:
    """What the house knows of a paper: the digest of its file (empty while it is being made), and whether it stands."""

    sha256: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer, with the paper that it is about."""

    verdict: Verdict
    paper: PaperRow | None = None


def judge(issued: Issued | None, uploaded: bytes | None = None) -> Verdict:
    """A changed file is called different even when its paper was withdrawn: it is not that paper at all."""
    if issued is None:
        return Verdict.UNKNOWN
    if uploaded is not None and not hmac.compare_digest(hashlib.sha256(uploaded).hexdigest(), issued.sha256):
        return Verdict.DIFFERENT
    return Verdict.GENUINE if issued.stands else Verdict.WITHDRAWN


def verify(connection: Open, code: str, uploaded: bytes | None = None) -> Verification:
    """Looks a paper up by the code that somebody typed or scanned, and compares the file when one is given."""
    paper = papers.find_by_code(connection, read_code(code))
    if paper is None:
        return Verification(Verdict.UNKNOWN)
    file = files.find_file(connection, paper.file_id) if paper.file_id is not None else None
    issued = Issued(file.sha256 if file else "", paper.state not in _NOT_VALID)
    return Verification(judge(issued, uploaded), paper)


def read_code(typed: str) -> str:
    """A code as people type it: 7k3m-9qxt, full-width, with spaces, with letters that no code has."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_MISREAD)
    return "".join(sign for sign in plain if sign.isalnum())
