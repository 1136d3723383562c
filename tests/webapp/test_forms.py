"""Forms: the schema is asked as it is meant, posted texts become typed answers, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from tests.builders.style_form import FORM
from webapp.fields import Field, Kind, read_fields
from webapp.forms import Form
from workflows.errors import BadInput


def form_of(required: tuple[str, ...] = (), **properties: Mapping[str, Any]) -> Form:
    """A form of these questions."""
    titled = {name: {"title": name, **schema} for name, schema in properties.items()}
    return Form(
        {"type": "object", "additionalProperties": False, "required": list(required), "properties": dict(titled)}
    )


def read(form: Form, *pairs: tuple[str, str]) -> dict[str, Any]:
    """The answers of a posted page."""
    return form.read(MultiDict(pairs)).answers


class Drawer:
    """Numbers the uploads from 1, and refuses those called bad."""

    def __init__(self) -> None:
        self.kept: dict[int, dict[str, Any]] = {}

    def keep(self, upload: FileStorage, asked: Field) -> Mapping[str, Any]:
        if "bad" in (upload.filename or ""):
            raise BadInput(f"“{upload.filename}”是空文件。")
        number = len(self.kept) + 1
        self.kept[number] = {"file": number, "name": upload.filename, "size": 3}
        return self.kept[number]

    def find(self, file_id: int) -> Mapping[str, Any] | None:
        return self.kept.get(file_id)


def upload(name: str) -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(BytesIO(b"abc"), filename=name)


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, Kind.TEXT),
        ({"type": "string", "maxLength": 500}, Kind.LONG),
        ({"type": "string", "format": "date"}, Kind.DATE),
        ({"type": "string", "format": "x-uscc"}, Kind.USCC),
        ({"type": "number"}, Kind.NUMBER),
        ({"type": "integer"}, Kind.INTEGER),
        ({"type": "boolean"}, Kind.YES_NO),
        ({"type": "boolean", "const": True}, Kind.CONFIRM),
        ({"oneOf": [{"const": "a", "title": "甲"}, {"const": "b", "title": "乙"}]}, Kind.RADIO),
        ({"enum": list("abcdefgh")}, Kind.SELECT),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, Kind.CHECKBOXES),
        ({"type": "array", "items": {"type": "string"}}, Kind.LINES),
        ({"type": "array", "items": {"type": "object", "format": "x-file"}}, Kind.FILES),
        ({"type": "object", "format": "x-file"}, Kind.FILES),
        ({"type": "array", "items": {"type": "object", "properties": {}}}, Kind.ROWS),
        ({"type": "object", "properties": {}}, Kind.GROUP),
    ],
)
def test_each_kind_of_question_is_recognised(schema: Mapping[str, Any], kind: Kind):
    """A designer writes JSON Schema only; how it is asked follows."""
    [field] = read_fields({"properties": {"q": schema}})
    assert field.kind is kind


def test_many_choices_with_consequences_stay_open_to_the_eye():
    """A choice whose consequence is written is never hidden in a drop-down list."""
    offered = [{"const": n, "title": str(n), "description": "后果"} for n in range(12)]
    [field] = read_fields({"properties": {"q": {"oneOf": offered}}})
    assert field.kind is Kind.RADIO
    assert field.choices[3].consequence == "后果"


def test_a_reference_within_the_form_is_followed_and_may_be_retitled():
    """$defs are shared descriptions; what stands beside the reference wins."""
    schema = {
        "$defs": {"name": {"type": "string", "title": "名称", "maxLength": 20}},
        "properties": {"a": {"$ref": "#/$defs/name"}, "b": {"$ref": "#/$defs/name", "title": "别名"}},
    }
    first, second = read_fields(schema)
    assert (first.title, first.most) == ("名称", 20)
    assert second.title == "别名"


@pytest.mark.parametrize(
    ("schema", "posted", "answer"),
    [
        ({"type": "string"}, "  甲\r\n乙  ", "甲\n乙"),
        ({"type": "string"}, "甲\x00乙", "甲乙"),
        ({"type": "integer"}, "１２", 12),
        ({"type": "integer"}, "12,000", 12000),
        ({"type": "integer"}, "3.0", 3),
        ({"type": "number"}, "3.5", 3.5),
        ({"type": "number"}, "-2", -2),
        ({"type": "number"}, "两万", "两万"),
        ({"type": "number"}, "nan", "nan"),
        ({"type": "number"}, "1_000", "1_000"),
        ({"type": "string", "format": "date"}, "2026-11-26", "2026-11-26"),
        ({"type": "string", "format": "date"}, "2026年11月6日", "2026-11-06"),
        ({"type": "string", "format": "date"}, "2026/2/30", "2026/2/30"),
        ({"type": "string", "format": "date-time"}, "2026-11-26T14:30", "2026-11-26T14:30:00+08:00"),
        ({"type": "boolean"}, "false", False),
        ({"type": "boolean", "const": True}, "true", True),
        ({"oneOf": [{"const": 1}, {"const": 2}]}, "2", 2),
        ({"enum": ["a"]}, "z", "z"),
        ({"type": "string", "format": "x-uscc"}, "9132 0411 maxy 00112k", "91320411MAXY00112K"),
        ({"type": "array", "items": {"type": "string"}}, "甲\n\n乙 ", ["甲", "乙"]),
        ({"type": "string", "format": "email"}, "ａ@b.cn", "a@b.cn"),
    ],
)
def test_posted_texts_become_typed_answers(schema: Mapping[str, Any], posted: str, answer: Any):
    """Numbers, dates and truths arrive as such; what cannot be read stays as it was typed."""
    assert read(form_of(q=schema), ("q", posted)) == {"q": answer}


@pytest.mark.parametrize("kind", ["string", "number", "boolean"])
def test_an_empty_answer_is_no_answer(kind: str):
    """So that a required question is missed instead of answered with nothing."""
    assert read(form_of(q={"type": kind}), ("q", " ")) == {}


def test_several_ticks_make_a_list_and_none_makes_nothing():
    """Checkboxes post one pair each."""
    form = form_of(q={"type": "array", "items": {"enum": ["a", "b", "c"]}})
    assert read(form, ("q", "a"), ("q", "c")) == {"q": ["a", "c"]}
    assert read(form) == {}


DEFECTS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["text"],
        "properties": {"text": {"title": "问题"}, "days": {"type": "integer"}},
    },
}


def test_rows_close_their_gaps_and_forget_the_blank_ones():
    """Rows are numbered by the page; answers hold only what was written."""
    form = form_of(d=DEFECTS)
    answers = read(form, ("d.4.text", "乙"), ("d.0.text", "甲"), ("d.0.days", "3"), ("d.2.text", ""))
    assert answers == {"d": [{"text": "甲", "days": 3}, {"text": "乙"}]}


def test_a_row_is_added_and_taken_away_without_scripts():
    """The buttons post the whole form; nothing typed is lost and nothing is submitted."""
    form = form_of(d=DEFECTS)
    typed = [("d.0.text", "甲"), ("d.1.text", "乙")]
    added = form.read(MultiDict([*typed, ("_add", "d")]))
    assert added.reshaped
    assert [row[0].value for row in added.controls[0].rows] == ["甲", "乙", None]
    removed = form.read(MultiDict([*typed, ("_remove", "d.0")]))
    assert removed.reshaped
    assert removed.answers == {"d": [{"text": "乙"}]}


def test_a_button_of_one_list_leaves_the_others_alone():
    """Rows within rows are addressed by their whole path."""
    inner = {"type": "array", "items": {"type": "object", "properties": {"text": {"title": "t"}}}}
    form = form_of(a=inner, ab=inner)
    bound = form.read(MultiDict([("a.0.text", "1"), ("ab.0.text", "2"), ("_remove", "ab.0")]))
    assert bound.answers == {"a": [{"text": "1"}]}


def test_a_required_list_shows_its_first_row_at_once():
    """Nobody has to press "add" before the first defect."""
    [control] = form_of(("d",), d=DEFECTS).show().controls
    assert len(control.rows) == 1


def test_files_are_kept_added_and_removed():
    """A kept file travels by its number; its name and size are never taken from the page."""
    form, drawer = form_of(f={"type": "array", "items": {"type": "object", "format": "x-file"}}), Drawer()
    first = form.read(MultiDict(), MultiDict([("f", upload("a.pdf")), ("f", upload("b.pdf"))]), drawer)
    assert [one["name"] for one in first.answers["f"]] == ["a.pdf", "b.pdf"]
    second = form.read(MultiDict([("f", "1"), ("f", "2"), ("f", "99"), ("_remove", "f.0")]), drawer=drawer)
    assert [one["file"] for one in second.answers["f"]] == [2]
    assert second.reshaped


def test_a_refused_file_is_told_at_its_field_and_the_others_stay():
    """E5: the files already there are not affected."""
    form, drawer = form_of(f={"type": "array", "items": {"type": "object", "format": "x-file"}}), Drawer()
    bound = form.read(MultiDict(), MultiDict([("f", upload("good.pdf")), ("f", upload("bad.pdf"))]), drawer).checked()
    assert [one["name"] for one in bound.answers["f"]] == ["good.pdf"]
    assert bound.errors == {"f": "“bad.pdf”是空文件。"}


def test_a_single_file_is_replaced_by_the_next():
    """One slot holds one file."""
    form, drawer = form_of(f={"type": "object", "format": "x-file"}), Drawer()
    form.read(MultiDict(), MultiDict([("f", upload("old.pdf"))]), drawer)
    bound = form.read(MultiDict([("f", "1")]), MultiDict([("f", upload("new.pdf"))]), drawer)
    assert bound.answers["f"]["name"] == "new.pdf"


def test_every_fault_is_told_at_once_in_the_order_of_the_form():
    """The summary says the same as the fields, top to bottom, with anchors that exist."""
    bound = (
        Form(FORM)
        .read(MultiDict([("decision", "supplement"), ("amount", "两万"), ("defects.0.slot", "proof")]))
        .checked()
    )
    assert list(bound.errors) == [
        "uscc",
        "checked",
        "amount",
        "paid_on",
        "kinds",
        "materials",
        "defects.0.text",
        "truth",
    ]
    assert bound.errors["amount"] == "“罚款金额”只能写数字，例如 12.5"
    assert bound.errors["truth"] == "还没有勾选“以上内容经本人核对”"
    assert bound.summary[0] == ("f-uscc", "还没有填写“统一社会信用代码”")
    assert ("f-defects-0-text", "还没有填写“问题和要求”") in bound.summary


def test_a_question_of_one_answer_is_needed_only_with_it():
    """不予受理 needs its reason; 受理 does not."""
    form = Form(FORM)
    assert "reason" in form.read(MultiDict([("decision", "refuse")])).checked().errors
    assert "reason" not in form.read(MultiDict([("decision", "accept")])).checked().errors
    reason = next(field for field in form.fields if field.name == "reason")
    assert reason.when is not None
    assert reason.when.said == "不予受理"


def test_a_wrong_answer_is_shown_again_as_it_was_typed():
    """Right and wrong values stay in the form."""
    bound = Form(FORM).read(MultiDict([("amount", "两万"), ("uscc", "9132")])).checked()
    shown = {control.path: control.shown for control in bound.controls}
    assert (shown["amount"], shown["uscc"]) == ("两万", "9132")


def test_errors_of_the_office_stand_beside_their_fields():
    """What casework refuses is told in the form's own words where it has some, else in those of casework."""
    bound = Form(FORM).read(MultiDict([("decision", "accept")]))
    refused = bound.with_errors({"uscc": "请填写", "decision": "该记录已在办", "elsewhere": "另有一处"})
    assert refused.errors["uscc"] == "还没有填写“统一社会信用代码”"
    assert refused.errors["decision"] == "该记录已在办"
    assert refused.summary[0] == ("form", "另有一处")


def test_a_check_page_speaks_the_words_of_the_form():
    """Codes of choices are for machines."""
    bound = Form(FORM).show({"decision": "refuse", "checked": True, "amount": 20000, "kinds": ["receipt", "promise"]})
    said = dict(bound.typed)
    assert said["审查意见"] == "不予受理"
    assert said["是否与执法文书一致"] == "是"
    assert said["罚款金额"] == "20000 元"
    assert said["核验的材料"] == "缴款凭证、信用承诺书"


def test_defaults_are_offered_until_something_was_answered():
    """A draft is the person's own; the schema does not fill it up again."""
    form = form_of(q={"type": "string", "default": "甲"}, r={"type": "string"})
    assert form.show().answers == {"q": "甲"}
    assert form.show({"r": "乙"}).answers == {"r": "乙"}


words = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(["q", "n", "d.0.text", "d.1.days", "d.7.text", "_add", "_remove", "f", "x"]), words)
    )
)
def test_no_posted_page_breaks_the_reading(pairs: list[tuple[str, str]]):
    """Whatever a browser or a hand-made request sends is read, and reading the same answers again changes nothing."""
    form = form_of(
        q={"type": "string"},
        n={"type": "number"},
        d=DEFECTS,
        f={"type": "array", "items": {"type": "object", "format": "x-file"}},
    )
    bound = form.read(MultiDict(pairs), drawer=Drawer()).checked()
    assert form.show(bound.answers).answers == (bound.answers or {})
    assert all(sentence for _anchor, sentence in bound.summary)
