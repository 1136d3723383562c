"""Anybody can find out whether a paper is genuine, still stands, and was not altered."""

import hashlib

import pytest

from tests.builders.registry import DISTRICT, NOW, a_case
from workflows.documents import verify
from workflows.documents.verify import Issued, Verdict
from workflows.store import files, papers
from workflows.store.files import NewFile
from workflows.store.papers import NewPaper, PaperState

PDF = b"%PDF-1.7 the decision"
DIGEST = hashlib.sha256(PDF).hexdigest()
CHANGED = b"%PDF-1.7 the decisioN"


@pytest.mark.parametrize(
    ("issued", "uploaded", "verdict"),
    [
        (None, None, Verdict.UNKNOWN),
        (None, PDF, Verdict.UNKNOWN),
        (Issued(DIGEST, stands=True), None, Verdict.GENUINE),
        (Issued(DIGEST, stands=True), PDF, Verdict.GENUINE),
        (Issued(DIGEST, stands=True), CHANGED, Verdict.DIFFERENT),
        (Issued(DIGEST, stands=False), None, Verdict.WITHDRAWN),
        (Issued(DIGEST, stands=False), PDF, Verdict.WITHDRAWN),
        (Issued(DIGEST, stands=False), CHANGED, Verdict.DIFFERENT),
        (Issued("", stands=True), PDF, Verdict.DIFFERENT),
        (Issued("", stands=True), None, Verdict.GENUINE),
    ],
)
def test_each_answer(issued, uploaded, verdict):
    """One changed byte is another paper; a withdrawn one is genuine no more; no file yet means nothing to compare."""
    assert verify.judge(issued, uploaded) is verdict


def test_the_answers_are_the_words_of_the_page():
    """The public page prints them as they are."""
    assert [verdict.value for verdict in Verdict] == [
        "真实有效",
        "已被撤销",
        "查无此文书",
        "与本系统签发的文书不一致",
    ]


@pytest.mark.parametrize("typed", ["7K3M9QXT", "7k3m-9qxt", " 7K3M 9QXT ", "７Ｋ３Ｍ９ＱＸＴ"])
def test_a_code_is_understood_as_people_type_it(typed):
    """Groups, lower case and full-width letters are the same code."""
    assert verify.read_code(typed) == "7K3M9QXT"


def test_letters_that_no_code_has_are_misread_digits():
    """O and I are never letters of a code."""
    assert verify.read_code("OI2S5ZAV") == "0125 52AU".replace(" ", "")


def _issue(database, state: PaperState = PaperState.RENDERED) -> None:
    with database.writing() as connection:
        new = NewPaper(DISTRICT, a_case(connection), "decision", "信用修复决定书", "SJJ", "t", {}, "7K3M9QXT", "李红")
        paper_id = papers.add_paper(connection, new, NOW)
        file_id = files.add_file(connection, NewFile(DIGEST, len(PDF), "application/pdf", "decision.pdf", "系统"), NOW)
        papers.mark_rendered(connection, paper_id, file_id)
        papers.mark_state(connection, paper_id, state)


def test_a_paper_is_found_by_its_code(database):
    """With the paper comes what the page shows: number, title, unit, day."""
    _issue(database)
    with database.reading() as connection:
        found = verify.verify(connection, "7k3m 9qxt", PDF)
        assert verify.verify(connection, "7K3M9QXT", CHANGED).verdict is Verdict.DIFFERENT
        assert verify.verify(connection, "00000000") == verify.Verification(Verdict.UNKNOWN)
    assert found.verdict is Verdict.GENUINE
    assert found.paper is not None
    assert found.paper.title == "信用修复决定书"


@pytest.mark.parametrize("state", [PaperState.VOID, PaperState.WITHDRAWN])
def test_a_paper_that_was_given_up_or_withdrawn_does_not_stand(database, state):
    """Its code still answers, so that nobody relies on it."""
    _issue(database, state)
    with database.reading() as connection:
        assert verify.verify(connection, "7K3M9QXT", PDF).verdict is Verdict.WITHDRAWN
