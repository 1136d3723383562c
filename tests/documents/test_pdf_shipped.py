"""The papers that ship state facts, reasons, articles, remedies and deadline of this case, and of no other."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from workflows.casework.effects import Handler
from workflows.casework.office import Office
from workflows.design import play, rehearsal
from workflows.design.cast import parse_cast
from workflows.design.load import load_folder
from workflows.design.scenarios import parse_scenario
from workflows.documents import filters, layout, pdf
from workflows.documents.proofread import proofread
from workflows.engine.definition import Bundle
from workflows.store import papers
from workflows.store.outbox import LeasedEffect

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "bpmn" / "repair" / "scenarios"
GRANTED, SUPPLEMENT = "01-rectification-granted.yaml", "11-supplement-answered.yaml"

ANOTHER_CASE: Mapping[str, str] = {
    "常州云岫精密机械有限公司（演示）": "常州鹿鸣人力资源服务有限公司（演示）",
    "91320411MAXY00112K": "91320411MAXY004464",
    "常州青橡食品有限公司（演示）": "常州鹿鸣人力资源服务有限公司（演示）",
    "91320411MAXY00331X": "91320411MAXY004464",
    "xujianguo": "dinghai",
    "shenfang": "dinghai",
    "许建国": "丁海",
    "沈芳": "丁海",
    "SJJ": "RSJ",
    "wanglei": "zhouhang",
    "lihong": "mali",
    "M-01": "M-09",
    "限制参加政府采购活动": "限制取得政府供应土地",
    "常市监信列": "常人社信列",
    "销售不合格产品": "拖欠劳动者报酬",
    "2026-05-": "2026-08-",
    "2026-06-": "2026-09-",
    "2026-01-": "2025-10-",
    "缴款凭证": "工资发放凭证",
}
"""What turns a scenario into one of another enterprise, unit, record, officer and season."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper as its step left it."""

    kind: str
    facts: Mapping[str, Any]
    body: str


def play_out(bundle: Bundle, name: str, changes: Mapping[str, str]) -> list[Issued]:
    """Plays a scenario and returns the papers that it issued; what else becomes of it is judged elsewhere."""
    issued: list[Issued] = []

    def handlers(office: Office) -> dict[str, Handler]:
        carried_out = dict(rehearsal.handlers(office))
        made = carried_out["render"]

        def render(of: Office, effect: LeasedEffect) -> Mapping[str, Any]:
            with of.database.reading() as connection:
                row = papers.get_paper(connection, effect.payload["paper_id"])
                body = of.bundle(connection, papers.release_of(connection, row.id)).files[row.template].decode()
            issued.append(Issued(row.kind, row.facts, body))
            return made(of, effect)

        return {**carried_out, "render": render}

    text = (SCENARIOS / name).read_text(encoding="utf-8")
    for mine, theirs in changes.items():
        text = text.replace(mine, theirs)
    people = parse_cast((ROOT / "bpmn" / "demo" / "people.toml").read_text(encoding="utf-8"))
    play.play(parse_scenario(name, text), bundle, people, handlers)
    return issued


@pytest.fixture(scope="module")
def cases() -> tuple[dict[str, Issued], dict[str, Issued]]:
    """The papers of two cases, by kind."""
    bundle = Bundle(load_folder(ROOT / "bpmn"))
    mine = [paper for name in (GRANTED, SUPPLEMENT) for paper in play_out(bundle, name, {})]
    theirs = [paper for name in (GRANTED, SUPPLEMENT) for paper in play_out(bundle, name, ANOTHER_CASE)]
    return {paper.kind: paper for paper in reversed(mine)}, {paper.kind: paper for paper in reversed(theirs)}


@pytest.mark.parametrize("kind", ["acceptance", "supplement", "decision", "lifting"])
def test_a_shipped_paper_is_about_its_own_case(cases, kind):
    """Filled from two cases it differs in ten values or more, and can be rendered as it is."""
    mine, theirs = (case[kind] for case in cases)
    assert proofread(mine.body, mine.facts) == proofread(theirs.body, theirs.facts) == ()
    here, there = printed(mine), printed(theirs)
    own = {value for value in values(mine.facts) if len(value) > 1 and value in here and value not in there}
    assert len(own) >= 10, sorted(own)
    assert str(mine.facts["paper"]["number"]) in here


def printed(paper: Issued) -> str:
    """The text of the PDF without spaces."""
    made = pdf.render(layout.write(paper.body, paper.facts, "https://xinfu.example/v"))
    return _close("".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))


def values(said: Any) -> set[str]:
    """Every value among the facts, days as papers write them."""
    if isinstance(said, Mapping):
        return {value for inner in said.values() for value in values(inner)}
    if isinstance(said, list):
        return {value for inner in said for value in values(inner)}
    text = str(said)
    return {filters.day(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else _close(text)}


def _close(text: str) -> str:
    return re.sub(r"\s+", "", text)
