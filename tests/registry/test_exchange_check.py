"""Each fault of a row is named by row, field and reason, all of them at once."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders.exchange import E2, a_row, csv_of, grounds
from workflows.errors import BadInput
from workflows.registry import exchange_mapping
from workflows.registry.exchange_check import check, document_number, read_day
from workflows.registry.exchange_mapping import Correspondence
from workflows.registry.exchange_read import read


def _check(*rows: dict[str, str], table: Correspondence | None = None):
    return check(read("f", csv_of(*rows)), grounds(table=table) if table is not None else grounds())


def _faults(*rows: dict[str, str]) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.code, fault.reason) for fault in _check(*rows)[1]]


def test_a_right_row_becomes_a_record():
    """The national fields, and what the office's table adds, are what a record needs."""
    (given,), faults = _check(a_row())
    assert faults == ()
    record = given.record
    assert (record.unit, record.kind, record.gravity) == ("SJJ", "penalty", "一般")
    assert (record.decided_on, record.published_on) == (date(2026, 6, 1), date(2026, 11, 23))
    assert (record.fact, record.reason, record.basis) == ("抽检不合格", "产品质量不合格", "《产品质量法》第四十九条")
    assert record.national["CF_NR_FK"] == "1"
    assert given.silent == {"kind", "gravity", "unit", "published_on"}


def test_our_own_columns_say_more_than_the_table():
    """Class, kind, deciding unit and day of publication can be given; nothing is guessed then."""
    row = a_row(XF_FL="serious", XF_ZL="失信主体名单信息", XF_RDDW="住建局", XF_GSRQ="2026/6/9", CF_CFJG="市局")
    (given,), faults = _check(row)
    assert faults == ()
    record = given.record
    assert (record.gravity, record.kind, record.unit) == ("严重", "listing", "ZJJ")
    assert record.published_on == date(2026, 6, 9)
    assert given.silent == frozenset()


def test_the_gravest_category_decides_and_a_minor_one_is_not_shown():
    """Several categories in one penalty: the gravest says the class; 轻微 is not published in principle."""
    (grave, minor), _ = _check(
        a_row(CF_CFLB="警告、罚款;吊销许可证件"),
        a_row(CF_CFLB="警告", CF_WSH="2", CF_XDR_SHXYM=E2, CF_XDR_MC="乙（演示）"),
    )
    assert (grave.record.gravity, minor.record.gravity) == ("严重", "轻微")
    assert minor.record.published_on is None


@pytest.mark.parametrize(
    ("over", "code", "said"),
    [
        ({"CF_XDR_MC": ""}, "CF_XDR_MC", "没有填写"),
        ({"CF_XDR_MC": "甲" * 201}, "CF_XDR_MC", "有 201 个字，最多 200 个"),
        ({"CF_XDR_SHXYM": "91320411MAXY00112L"}, "CF_XDR_SHXYM", "第 18 位与前 17 位对不上"),
        ({"CF_XDR_SHXYM": "91320411MAXY0011"}, "CF_XDR_SHXYM", "应为 18 位"),
        ({"CF_CFJGDM": "123"}, "CF_CFJGDM", "应为 18 位"),
        ({"CF_JDRQ": "去年"}, "CF_JDRQ", "不是日期"),
        ({"CF_JDRQ": "2026-02-30"}, "CF_JDRQ", "不是日期"),
        ({"CF_JDRQ": "2026-11-24"}, "CF_JDRQ", "不能晚于今天"),
        ({"CF_JDRQ": "1900-01-01"}, "CF_JDRQ", "不是可能的决定日期"),
        ({"CF_GSJZQ": "2026-05-31"}, "CF_GSJZQ", "早于处罚决定日期"),
        ({"CF_YXQ": "2026-05-31"}, "CF_YXQ", "早于处罚决定日期"),
        ({"XF_GSRQ": "2027-01-01"}, "XF_GSRQ", "晚于今天"),
        ({"CF_NR_FK": "一万"}, "CF_NR_FK", "不是金额"),
        ({"CF_NR_FK": "-1"}, "CF_NR_FK", "不是金额"),
        ({"CF_NR_FK": "1e999999999"}, "CF_NR_FK", "不是金额"),
        ({"CF_CFLB": "其他"}, "CF_CFLB", "不能确定失信程度"),
        ({"XF_FL": "很重"}, "XF_FL", "不是失信程度（轻微、一般、严重）"),
        ({"XF_ZL": "judgment"}, "XF_ZL", "不是记录种类"),
        ({"CF_CFJG": "外地某局"}, "CF_CFJG", "不是本系统的单位"),
        ({"XF_RDDW": "BANK"}, "XF_RDDW", "不是本系统的单位"),
    ],
)
def test_a_fault_is_named_by_row_field_and_reason(over: dict[str, str], code: str, said: str):
    """One wrong cell is one line of the report."""
    found = _faults(a_row(CF_WSH="9"), a_row(**over))
    assert [(row, field) for row, field, _ in found] == [(3, code)]
    assert said in found[0][2]


def test_all_faults_of_a_file_are_told_at_once():
    """Nobody mends a file fault by fault."""
    found = _faults(a_row(CF_XDR_SHXYM="1", CF_JDRQ="x", CF_NR=""), a_row(CF_YJ=""))
    assert [(row, field) for row, field, _ in found] == [
        (2, "CF_XDR_SHXYM"),
        (2, "CF_NR"),
        (2, "CF_JDRQ"),
        (3, "CF_YJ"),
    ]


def test_the_same_record_twice_in_a_file_is_a_fault():
    """Also when the year of its number is bracketed otherwise."""
    found = _faults(a_row(), a_row(CF_WSH="常新市监罚［2026］1号", CF_NR="罚款二万元"))
    assert found == [(3, "CF_WSH", "与第 2 行是同一条记录（处罚机关、文号、统一社会信用代码都相同）")]


def test_one_code_has_one_name_in_a_file():
    """Two names under one code: one of them is somebody else."""
    found = _faults(a_row(), a_row(CF_WSH="2", CF_XDR_MC="别的公司（演示）"))
    assert [(row, field) for row, field, _ in found] == [(3, "CF_XDR_MC")]


def test_without_a_table_files_must_name_the_class():
    """The office releases its own table, or is told the class."""
    table = Correspondence()
    assert [fault.code for fault in _check(a_row(), table=table)[1]] == ["CF_CFLB"]
    assert _check(a_row(XF_FL="一般"), table=table)[1] == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-02", date(2026, 1, 2)),
        ("2026/1/2", date(2026, 1, 2)),
        ("2026.1.2", date(2026, 1, 2)),
        ("2026年1月2日", date(2026, 1, 2)),
        ("２０２６－０１－０２", date(2026, 1, 2)),
        ("20260102", date(2026, 1, 2)),
        ("46024", date(2026, 1, 2)),
        ("46024.0", date(2026, 1, 2)),
        ("2026-01-02 09:30:00", date(2026, 1, 2)),
        ("2026-01-02T00:00:00", date(2026, 1, 2)),
        ("2026-13-01", None),
        ("2/1/2026", None),
        ("26-01-02", None),
        ("", None),
    ],
)
def test_days_are_read_in_the_forms_people_write(text: str, day: date | None):
    """What could be two days is none."""
    assert read_day(text) == day


@pytest.mark.parametrize("text", ["常新罚〔2026〕1号", "常新罚[2026]1号", "常新罚（2026）１号", "常新罚 【2026】 1 号"])
def test_a_document_number_has_one_spelling(text: str):
    """The same document in two files is one record."""
    assert document_number(text) == "常新罚〔2026〕1号"


def test_signs_that_nobody_sees_do_not_come_in():
    """Control characters and lone surrogates break databases and papers."""
    (given,), faults = _check(a_row(CF_SY="抽检\x07不\u200b合格"))
    assert (given.record.fact, faults) == ("抽检 不 合格", ())
    line = read("f", csv_of(a_row())).lines[0]
    sheet = replace(read("f", csv_of(a_row())), lines=(replace(line, cells={**line.cells, "CF_SY": "\ud800"}),))
    assert [fault.reason for fault in check(sheet, grounds())[1]] == ["含有无法保存的字符"]


def test_a_table_that_names_an_unknown_class_is_refused():
    """The table is data of the office, and checked like a policy."""
    text = 'kind = "x"\n[[category]]\nname = "罚款"\nclass = "重"\n[[unit]]\nname = "a"\n'
    with pytest.raises(BadInput) as refused:
        exchange_mapping.parse(text, grounds().profile)
    assert refused.value.details["findings"] == (
        "单位 a：缺少字段 code",
        "处罚类别 罚款：没有分类“重”",
        "没有记录种类“x”",
    )
