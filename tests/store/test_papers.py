"""Papers keep their facts, their numbers have no gaps, their service has proof."""

from dataclasses import replace
from datetime import date
from threading import Thread

import pytest

from tests.builders.registry import DISTRICT, NOW, a_case
from workflows.errors import Conflict, NotFound
from workflows.store import papers
from workflows.store.papers import NewAttempt, NewPaper, PaperState, Served


def _new_paper(case_id: int, code: str = "2345ABCD", **over) -> NewPaper:
    given = NewPaper(
        district=DISTRICT,
        case_id=case_id,
        kind="decision",
        title="准予信用修复决定书",
        unit="SJJ",
        template="repair/papers/decision.html",
        facts={"subject": {"name": "常州云岫"}},
        verify_code=code,
        signed_by="李红",
    )
    return replace(given, **over)


def _draw(connection) -> int:
    return papers.draw_number(connection, DISTRICT, "SJJ", "常新信修决", 2026)


def test_numbers_have_no_gaps(database):
    """A number drawn by a step that failed is drawn again by the next."""
    with database.writing() as connection:
        assert [_draw(connection), _draw(connection)] == [1, 2]
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        _ = 1 // (_draw(connection) - 3)
    with database.writing() as connection:
        assert _draw(connection) == 3


def test_each_series_counts_by_itself(database):
    """Another unit, kind or year begins at one."""
    with database.writing() as connection:
        assert _draw(connection) == 1
        assert papers.draw_number(connection, DISTRICT, "ZJJ", "常新信修决", 2026) == 1
        assert papers.draw_number(connection, DISTRICT, "SJJ", "常新信修受", 2026) == 1
        assert papers.draw_number(connection, DISTRICT, "SJJ", "常新信修决", 2027) == 1
        assert _draw(connection) == 2


def test_two_steps_at_once_draw_different_numbers(database):
    """Whoever comes second waits for the first and gets the next number."""
    drawn: list[int] = []

    def step() -> None:
        with database.writing() as connection:
            drawn.append(_draw(connection))

    threads = [Thread(target=step) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn) == [1, 2, 3, 4]


def test_a_paper_is_issued_then_numbered_then_rendered_then_served(database):
    """Each stage happens once; what comes twice changes nothing."""
    with database.writing() as connection:
        paper_id = papers.add_paper(connection, _new_paper(a_case(connection)), NOW)
        issued = papers.get_paper(connection, paper_id)
        assert (issued.state, issued.file_id, issued.issued_at) == (PaperState.ISSUED, None, NOW)
        papers.set_number(connection, paper_id, "常新信修决〔2026〕1号", {"paper": {"number": "1"}})
        assert papers.mark_served(connection, paper_id, date(2026, 11, 25))
        assert not papers.mark_served(connection, paper_id, date(2026, 11, 26))
        served = papers.get_paper(connection, paper_id)
        assert (served.number, served.served_on) == ("常新信修决〔2026〕1号", date(2026, 11, 25))
        assert (served.state, served.facts) == (PaperState.SERVED, {"paper": {"number": "1"}})


def test_papers_are_found_by_case_kind_and_code(database):
    """The case lists them in order, the latest of a kind counts, the code of an enquirer may be in lower case."""
    with database.writing() as connection:
        case_id = a_case(connection)
        first = papers.add_paper(connection, _new_paper(case_id, "AAAA2345"), NOW)
        second = papers.add_paper(connection, _new_paper(case_id, "BBBB2345"), NOW)
        assert [paper.id for paper in papers.list_of_case(connection, case_id)] == [first, second]
        latest = papers.find_latest(connection, case_id, "decision")
        by_code = papers.find_by_code(connection, "aaaa2345")
        assert latest is not None
        assert by_code is not None
        assert (latest.id, by_code.id) == (second, first)
        assert papers.find_latest(connection, case_id, "refusal") is None
        papers.mark_state(connection, first, PaperState.VOID)
        assert papers.get_paper(connection, first).state == PaperState.VOID
        with pytest.raises(NotFound):
            papers.get_paper(connection, second + 1)


def test_an_attempt_to_serve_ends_once_and_keeps_its_proof(database):
    """The result of an attempt stands; the opening is extra evidence and the first one counts."""
    with database.writing() as connection:
        paper_id = papers.add_paper(connection, _new_paper(a_case(connection)), NOW)
        attempt = papers.begin_attempt(connection, NewAttempt(paper_id, "electronic", "沈芳", NOW))
        papers.end_attempt(connection, attempt, Served("arrived", date(2026, 11, 24), {"receipt": "r-1"}))
        papers.note_opened(connection, attempt, NOW)
        with pytest.raises(Conflict):
            papers.end_attempt(connection, attempt, Served("failed", None, {}))
        rows = papers.list_attempts(connection, paper_id)
        assert [(row.result, row.arrived_on, row.proof, row.opened_at) for row in rows] == [
            ("arrived", date(2026, 11, 24), {"receipt": "r-1"}, NOW)
        ]
