"""Issuing a paper: facts fixed in the step, the number drawn last, nothing issued that could not be rendered."""

import pytest

from tests.builders.desks import MANAGER, At, a_desk
from workflows.errors import BadAnswers, BadDiagram
from workflows.law.uscc import ALPHABET
from workflows.store import papers, people
from workflows.store.papers import PaperState

REASONS = {"propose": {"reasons": "已履行义务并作出承诺"}}


def _issued(at, kind="decision", **given):
    answer = at.call("paper.issue", kind=kind, **given)
    at.finish()
    at.desk.last_acts.clear()
    return answer, papers.get_paper(at.desk.connection, answer["paper"])


def test_a_paper_fixes_its_facts_and_gets_its_number_last(database):
    """What the paper says is in its row, and nothing that happens later changes it."""
    with database.writing() as connection:
        at = a_desk(connection, at=At(actor=MANAGER), data=REASONS)
        answer, paper = _issued(at)
        assert answer == {"paper": paper.id, "kind": "decision", "scope": ""}
        assert (paper.number, paper.state, paper.signed_by) == ("常新信修决〔2026〕1号", PaperState.ISSUED, "李红")
        said = paper.facts
        assert (said["reasons"], said["remedy"]) == ("已履行义务并作出承诺", "60 自然日")
        assert (said["subject"]["name"], said["office"]["code"]) == (at.desk.case.subject_name, "SJJ")
        assert (said["paper"]["number"], said["paper"]["code"]) == (paper.number, paper.verify_code)
        assert (said["paper"]["issued_on"], said["paper"]["public"]) == ("2026-11-23", True)
        assert len(said["records"]) == 1
        assert at.effects("render") == [{"paper_id": paper.id, "ready_scope": "decision"}]
        assert len(paper.verify_code) == 8
        assert set(paper.verify_code) <= set(ALPHABET)


def test_numbers_are_drawn_when_all_actions_have_run(database):
    """Until then the paper has none; two papers of a step are numbered in their order."""
    with database.writing() as connection:
        at = a_desk(connection, data=REASONS)
        first = at.call("paper.issue", kind="decision")["paper"]
        second = at.call("paper.issue", kind="decision", scope="ZJJ")["paper"]
        assert "号" not in papers.get_paper(connection, first).number.removeprefix("未编号")
        at.finish()
        numbers = [papers.get_paper(connection, number).number for number in (first, second)]
        assert numbers == ["常新信修决〔2026〕1号", "常新信修决〔2026〕2号"]
        assert [one["ready_scope"] for one in at.effects("render")] == ["decision", "decision(ZJJ)"]


def test_a_message_of_the_same_step_can_name_the_number(database):
    """The decision is told with its number."""
    text = "code = 'N6'\ntitle = '同意修复'\nnames = { doc_no = \"papers['decision'].number\" }\n"
    with database.writing() as connection:
        at = a_desk(connection, at=At(files={"repair/messages/granted.toml": text.encode()}), data=REASONS)
        at.call("paper.issue", kind="decision")
        at.call("tell.subject", message="granted")
        at.finish()
        assert at.effects("tell")[0]["names"]["doc_no"] == "常新信修决〔2026〕1号"


def test_a_series_with_the_mark_of_the_unit_counts_by_unit(database):
    """Without the mark a series is one for the whole district."""
    with database.writing() as connection:
        at = a_desk(connection, data={"formal_check": {"items": ["证明"]}})
        _, paper = _issued(at, "supplement")
        assert paper.number == "常新SJJ信修补〔2026〕1号"
        assert people.find_unit(connection, "SJJ") is not None
        assert papers.draw_number(connection, "xinbei", "SJJ", "常新SJJ信修补", 2026) == 2
        assert paper.facts["paper"]["sets"] == {"repair.supplement": "10 工作日"}


def test_a_missing_name_refuses_the_step(database):
    """A paper with an empty place is never issued."""
    with database.writing() as connection:
        at = a_desk(connection, data={"propose": {"reasons": ""}})
        at.call("paper.issue", kind="decision")
        with pytest.raises(BadAnswers) as refused:
            at.finish()
        assert refused.value.details["missing"] == ("reasons",)


def test_what_could_not_be_rendered_refuses_the_step(database):
    """A character without a glyph is found before the number is drawn."""
    with database.writing() as connection:
        at = a_desk(connection, data=REASONS)
        read = []

        def proofread(body, facts):
            read.append((body, facts["paper"]["number"]))
            return ["字库中没有“𫟒”"]

        at.desk.proofread = proofread
        at.call("paper.issue", kind="decision")
        with pytest.raises(BadAnswers) as refused:
            at.finish()
        assert "字库中没有“𫟒”" in refused.value.sentence
        assert read == [("<p>{{ reasons }}</p>", "常新信修决〔2026〕0号")]
        assert papers.draw_number(connection, "xinbei", "", "常新信修决", 2026) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"repair/papers/decision.toml": b"series = 'x'"},
        {"repair/papers/decision.toml": b"title = 'x'"},
        {"repair/papers/lone.toml": "title = '甲'\nseries = '乙'".encode()},
    ],
)
def test_an_incomplete_paper_is_a_fault_of_the_release(database, files):
    """A title, a series and a body belong to each."""
    with database.writing() as connection:
        at = a_desk(connection, at=At(files=files), data=REASONS)
        kind = "lone" if "repair/papers/lone.toml" in files else "decision"
        with pytest.raises(BadDiagram):
            at.call("paper.issue", kind=kind)


def test_a_term_that_the_paper_sets_must_be_set_by_policy(database):
    """The policy proposes how long; where it is silent, the paper cannot fix a day."""
    table = "title = '甲'\nseries = '乙'\nsets = ['repair.reapply']\n"
    with database.writing() as connection:
        files = {"repair/papers/x.toml": table.encode(), "repair/papers/x.html": b""}
        at = a_desk(connection, at=At(files=files))
        at.call("paper.issue", kind="x")
        with pytest.raises(BadAnswers):
            at.finish()
