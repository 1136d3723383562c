"""Findings are told to tools as one document and to people line by line."""

import json

from tests.engine.lint.bundles import BUNDLES
from tests.engine.lint.judging import changed, judged
from workflows.engine.lint import report_json, report_text

SPOILT = ("total = len(propose.decision)", "total = open(propose.decision)")


def test_the_document_has_verdict_and_findings():
    """Every finding has level, rule, file, element, name, message and hint."""
    report = report_json(judged(changed("spine", SPOILT)))
    assert report["verdict"] == "refuse"
    assert [list(found) for found in report["findings"]] == [
        ["level", "rule", "file", "element", "name", "message", "hint"]
    ]
    assert report["findings"][0]["name"] == "汇总意见"
    assert json.loads(json.dumps(report, ensure_ascii=False)) == report
    clean = report_json(judged(BUNDLES["spine"]))
    assert (clean["verdict"], clean["findings"]) == ("accept", [])


def test_people_read_place_sentence_and_hint():
    """The last line sums up; English on request."""
    found = judged(changed("spine", SPOILT))
    lines = report_text(found).splitlines()
    assert lines[0] == "错误  repair/repair.bpmn sum_up 汇总意见  [bad-text]"
    assert lines[1].strip() == "“汇总意见”的脚本：没有名为“open”的函数（第 1 行第 1 列）"
    assert lines[-1] == "不通过：1 个错误，0 个提示"
    english = report_text(found, lang="en").splitlines()
    assert english[0].startswith("error  ")
    assert "there is no function open" in english[1]
    assert english[-1] == "refused: 1 errors, 0 warnings"
    assert report_text(()) == "通过：0 个错误，0 个提示"


def test_advice_alone_does_not_refuse():
    """Warnings are told and accepted."""
    report = report_json(judged(changed("spine", ('name="已登记"', 'name=""'))))
    assert report["verdict"] == "accept"
    assert [found["level"] for found in report["findings"]] == ["warning"]
