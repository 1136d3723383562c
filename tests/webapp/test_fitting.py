"""A form asks only what its case raises."""

from __future__ import annotations

from webapp.work.fitting import first_answers, fit

SCHEMA = {
    "type": "object",
    "required": ["opinion"],
    "properties": {
        "training": {"type": "object", "title": "培训核验", "x-when": {"start.ways": "training"}},
        "urgent": {"type": "string", "title": "加急理由", "x-when": {"start.urgent": True}},
        "passed": {
            "type": "array",
            "items": {
                "oneOf": [
                    {"const": "training", "title": "接受培训", "x-when": {"start.ways": "training"}},
                    {"const": "report", "title": "提交报告", "x-when": {"start.ways": "report"}},
                ]
            },
        },
        "opinion": {"type": "string"},
    },
}


def test_questions_of_ways_that_were_not_chosen_are_left_out():
    """Neither the question nor the choice is there."""
    fitted = fit(SCHEMA, {"start": {"ways": ["report"]}}, [])
    assert list(fitted["properties"]) == ["passed", "opinion"]
    assert [one["const"] for one in fitted["properties"]["passed"]["items"]["oneOf"]] == ["report"]


def test_a_value_that_is_no_list_must_be_the_same():
    """A case that does not know the name does not raise the question."""
    assert "urgent" in fit(SCHEMA, {"start": {"ways": [], "urgent": True}}, [])["properties"]
    assert "urgent" not in fit(SCHEMA, {"start": {"ways": [], "urgent": False}}, [])["properties"]
    assert "urgent" not in fit(SCHEMA, {}, [])["properties"]


def test_the_task_page_of_a_repair_asks_about_the_chosen_way(town):
    """The enterprise chose 整改失信: nothing is asked about training, and the answers still count."""
    case = town.apply()
    town.do("wanglei", case.case_id, "formal_check", {"decision": "accept", "opinion": "材料齐全"})
    shown = town.sign_in("wanglei").text(f"/w/tasks/{town.task(case.case_id, 'check_conditions').id}")
    assert "整改核验" in shown
    assert "培训核验" not in shown


def test_a_question_may_begin_with_what_the_case_says():
    """The name says where; what the case does not say stays open."""
    schema = {"properties": {"text": {"x-from": "preview.text"}, "rows": {"x-from": "mine.rows"}, "note": {}}}
    assert first_answers(schema, {"preview": {"text": "公示文本"}}) == {"text": "公示文本"}
    assert first_answers(schema, {"mine": {"rows": [{"code": "M-01"}]}}) == {"rows": [{"code": "M-01"}]}
