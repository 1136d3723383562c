"""A message says what happened to this receiver, long and short, and never goes out with an empty place."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from notifications import compose
from notifications.compose import Message, count_sms
from notifications.message import read_text
from notifications.refusals import BadText, MissingName

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
VALUES = {"case_no": "XF2026-R-000038", "unit": "市场监管局", "due": "2026-11-26"}


def said(body: str, values: Mapping[str, object] | None = None, **over: object) -> Message:
    """A message with this body, composed at NOW."""
    lines = {"code": "N1", "title": "告知", "body": body, **over}
    text = read_text("\n".join(f"{name} = {value!r}" for name, value in lines.items()).encode())
    return compose.compose(text, {**VALUES, **(values or {})}, now=NOW, base_url="https://xinfu.example/")


def test_values_stand_in_their_places():
    """Title, text, subject and short form are filled alike."""
    made = said("{case_no}请在{due}前办理", title="{unit}告知", email="告知（{case_no}）", sms="【{unit}】{case_no}")
    assert made == Message(
        code="N1",
        title="市场监管局告知",
        body="XF2026-R-000038请在2026-11-26前办理",
        sms="【市场监管局】XF2026-R-000038",
        subject="告知（XF2026-R-000038）",
    )


@pytest.mark.parametrize("empty", [None, "", [], ()])
def test_nothing_goes_out_with_an_empty_place(empty):
    """All missing names are told at once, wherever they stand."""
    with pytest.raises(MissingName, match="doc_no、reasons") as refused:
        said("理由：{reasons}", {"reasons": empty}, sms="{doc_no}")
    assert refused.value.details["missing"] == ("doc_no", "reasons")
    assert not refused.value.again


def test_nought_is_a_value():
    """「还有 0 个单位」 is an answer."""
    assert said("还有{k}个单位", {"k": 0}).body == "还有0个单位"


@pytest.mark.parametrize("day", ["2026-11-26", date(2026, 11, 26)])
def test_a_day_is_written_as_its_place_asks(day):
    """The weekday is that of the deadline, not of today."""
    made = said("{due:long}（{due:weekday}），即{due:day}", {"due": day})
    assert made.body == "2026年11月26日（周四），即11月26日"


def test_a_short_message_leaves_out_the_year_of_today():
    """It has seventy characters; a day of another year keeps its year."""
    assert said("甲", sms="{due}前").sms == "11-26前"
    assert said("甲", {"due": "2027-01-05"}, sms="{due}前").sms == "2027-01-05前"


def test_the_year_of_today_is_chinas():
    """At 17:00 UTC on New Year's Eve the new year has begun here."""
    text = read_text("code = 'N1'\ntitle = '甲'\nbody = '乙'\nsms = '{due}'".encode())
    eve = datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert compose.compose(text, {"due": "2027-01-05"}, now=eve).sms == "01-05"


def test_a_list_is_read_as_a_list():
    """Defects are counted when the place asks for it."""
    items = {"items": ["缺少整改报告", "承诺书未签字"]}
    assert said("{items}", items).body == "缺少整改报告；承诺书未签字"
    assert said("{items:numbered}", items).body == "1．缺少整改报告；2．承诺书未签字"


def test_a_path_of_the_office_becomes_an_address():
    """Who reads the mail can go there."""
    assert said("进度：{url}", {"url": "/p/cases/7"}).body == "进度：https://xinfu.example/p/cases/7"


@pytest.mark.parametrize(
    ("place", "value"), [("{x}", {"a": 1}), ("{x}", True), ("{x:day}", "很快"), ("{x}", [["甲", {}]])]
)
def test_what_cannot_be_written_is_refused(place, value):
    """Nobody is sent the inside of the program."""
    with pytest.raises(BadText):
        said(place, {"x": value})


def test_a_value_brings_no_breaks_into_a_subject():
    """A reason typed in two lines cannot add a header to a mail."""
    made = said("{reason}", {"reason": "材料不全\r\nBcc: all@unit.example"}, email="退回：{reason}")
    assert made.subject == "退回：材料不全 Bcc: all@unit.example"
    assert "\r\n" in made.body


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("字" * 70, 1), ("字" * 71, 2), ("字" * 134, 2), ("字" * 135, 3), ("𠮷" * 36, 2)]
)
def test_short_messages_are_counted_as_they_are_paid(text, count):
    """Seventy in one, sixty-seven in each of several; a character beyond the first plane counts twice."""
    assert count_sms(text) == count


def test_a_message_without_short_form_costs_none():
    """Internal messages have none."""
    assert said("甲").sms_count == 0
    assert said("甲", sms="乙").sms_count == 1
