"""A file is known by its content; what cannot be read is refused in one sentence, in Chinese and in English."""

import io
import json
import zipfile
from datetime import date, datetime

import pytest

from tests.builders.exchange import a_row, csv_of, json_of, with_part, xlsx_of
from workflows.errors import BadInput
from workflows.registry import exchange_read
from workflows.registry.exchange_fields import BY_CODE
from workflows.registry.exchange_read import read

PLAIN = csv_of(a_row()).decode("utf-8-sig")


def _first(content: bytes) -> dict[str, str]:
    (line,) = read("f", content).lines
    return dict(line.cells)


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode("utf-8"),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("gb18030"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", "\t").encode(),
        json_of(a_row()),
        b"\n  " + json_of(a_row()),
        xlsx_of(list(a_row()), list(a_row().values())),
    ],
    ids=["utf-8", "utf-8 with mark", "gb18030", "utf-16", "tabs", "json", "json after blanks", "xlsx"],
)
def test_the_same_record_comes_out_of_every_kind_of_file(content: bytes):
    """How a file was saved does not change what it says."""
    assert _first(content) == a_row()


def test_headings_may_be_chinese_names_and_stand_below_a_title():
    """Templates begin with a title and carry a second row of headings; neither is a record."""
    names = [BY_CODE[code].name for code in a_row()]
    content = xlsx_of(
        ["行政处罚信息报送表"], [], [f"{name} *" for name in names], list(a_row()), list(a_row().values())
    )
    assert _first(content) == a_row()


def test_unknown_columns_are_told_and_left_out():
    """Nothing is taken silently, nothing dropped silently."""
    sheet = read("f", csv_of(a_row(内部编号="7")))
    assert sheet.ignored == ("内部编号",)
    assert dict(sheet.lines[0].cells) == a_row()


def test_rows_keep_the_numbers_that_a_spreadsheet_shows():
    """A report names the row that the clerk sees; blank rows count and are no records."""
    rows = [list(a_row()), list(a_row().values()), [], list(a_row(CF_WSH="2").values())]
    assert [line.number for line in read("f", xlsx_of(*rows)).lines] == [2, 4]
    assert [line.number for line in read("f", json_of(a_row(), {}, a_row())).lines] == [1, 3]


def test_dates_and_numbers_of_a_spreadsheet_become_texts():
    """A cell that holds a day or a whole number reads as it would be typed."""
    row = a_row() | {"CF_JDRQ": datetime(2026, 6, 1), "CF_YXQ": date(2027, 6, 1), "CF_NR_FK": 3.0}  # noqa: DTZ001  a cell has no zone
    said = _first(xlsx_of(list(row), list(row.values())))
    assert (said["CF_JDRQ"], said["CF_YXQ"], said["CF_NR_FK"]) == ("2026-06-01", "2027-06-01", "3")
    assert _first(json_of(a_row() | {"CF_JDRQ": 20260601, "CF_NR_FK": 0.5}))["CF_JDRQ"] == "20260601"


@pytest.mark.parametrize("sign", ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("x")'])
def test_what_looks_like_a_formula_stays_a_text(sign: str):
    """Nothing is calculated on the way in, and our own exports can be opened safely and read back."""
    row = a_row(BZ=sign)
    assert _first(xlsx_of(list(row), list(row.values())))["BZ"] == sign
    out = csv_of(row)
    assert f"'{sign[:2]}".encode() in out
    assert _first(out)["BZ"] == sign


HEADINGS = ",".join(a_row())
BOOK = xlsx_of(list(a_row()), list(a_row().values()))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b" \n ", "文件是空的"),
        (b"hello\nworld\n", "没有找到字段名称"),
        ("名称\n甲公司\n".encode(), "没有找到字段名称"),
        (b"CF_XDR_MC,CF_WSH\na,b\n", "缺少必需的列"),
        (f"{HEADINGS},CF_WSH\n".encode(), "列重复"),
        (f"{HEADINGS}\n".encode(), "没有记录"),
        (f'{HEADINGS}\n"torn'.encode(), "引号没有成对"),
        (bytes(range(1, 256)) * 20, "编码无法识别"),
        (b"\x00\x01" * 400, "编码无法识别"),
        (b"%PDF-1.7 \x9f\x92\x96\xff\xff\xff" * 9, "编码无法识别"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Excel"),
        (b"PK\x03\x04" + b"\0" * 60, "不是可以读取的 Excel"),
        (BOOK[: len(BOOK) // 2], "不是可以读取的 Excel"),
        (with_part(BOOK, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"), "不是可以读取的 Excel"),
        (with_part(BOOK, "xl/workbook.xml", b"<a/>"), "不是可以读取的 Excel"),
        (b'{"CF_WSH": "1"}', "应是一个数组"),
        (b"[1, 2]", "应是一个数组"),
        (b'[{"CF_WSH": ["a"]}]', "应是文字或数字"),
        (b'[{"a": "1", "a": "2"}]', "JSON 无法读取"),
        (b"[" * 100_000, "JSON 无法读取"),
        (b'[{"CF_WSH": "1"}', "JSON 无法读取"),
        (b"[]", "没有找到字段名称"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content: bytes, said: str):
    """Whoever brings a wrong file learns what it is and what to do, in both languages."""
    with pytest.raises(BadInput, match=said) as refused:
        read("f", content)
    assert "\n" not in refused.value.sentence
    assert refused.value.english != BadInput.default_english


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (b"<worksheet>" + b" " * 30_000_000, "解压后过大"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', "不允许的声明"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><worksheet/>'.encode("utf-16"), "不允许的声明"),
    ],
    ids=["bomb", "entities", "entities in utf-16"],
)
def test_a_hostile_spreadsheet_is_not_opened(part: bytes, said: str):
    """A file that unpacks to a hundred times itself, or declares entities, costs nothing but a refusal."""
    with pytest.raises(BadInput, match=said):
        read("f", with_part(BOOK, "xl/worksheets/sheet1.xml", part))


def test_an_archive_of_many_parts_is_not_opened():
    """Also many small parts make a large whole."""
    out = io.BytesIO(BOOK)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(600):
            archive.writestr(f"xl/p{number}.xml", b"<a/>")
    with pytest.raises(BadInput, match="解压后过大"):
        read("f", out.getvalue())


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch):
    """The limits are said in the refusal."""
    monkeypatch.setattr(exchange_read, "MOST_ROWS", 2)
    with pytest.raises(BadInput, match="最多 2 行"):
        read("f", json_of(a_row(), a_row(), a_row()))
    monkeypatch.setattr(exchange_read, "LARGEST", 100)
    with pytest.raises(BadInput, match="请分成几个文件"):
        read("f", json_of(a_row()))


def test_a_long_number_in_json_stays_a_text():
    """A number of ten thousand digits is a text too long, not a crash."""
    said = read("f", json.dumps([a_row()])[:-2].encode() + b', "BZ": ' + b"9" * 10_000 + b"}]")
    assert len(said.lines[0].cells["BZ"]) == 10_000
