"""The receipt of an application: everything that was received is in it, and it is the same file each time."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from pypdf import PdfReader

from workflows.clock import CHINA
from workflows.documents.receipt import Receipt, ReceivedFile, frame, render

RECEIPT = Receipt(
    number="XF2026-R-000041",
    query_code="7K3M9QXT",
    kind="信用修复",
    applicant="常州青橡食品有限公司（演示）",
    uscc="91320411MAXY00331X",
    handed_in_by="沈芳",
    at=datetime(2026, 11, 20, 9, 30, tzinfo=CHINA),
    unit_name="区市场监督管理局",
    unit_phone="0519-85000020",
    next_step="区市场监督管理局 应在 11-25（周三）前完成“受理审查”，结果以消息告知。",
    progress_at="http://127.0.0.1:8000/public/progress",
    files=(ReceivedFile("整改报告.pdf", "整改情况说明", 1_234_567, "ab" * 28 + "9f3a77c1"),),
)


@pytest.fixture(scope="module")
def made() -> bytes:
    """The receipt as it is handed out."""
    return render(RECEIPT)


def test_everything_received_is_told(made: bytes):
    """Number, code, applicant, time, unit with telephone, next step, each file with size and tail, on one page."""
    reader = PdfReader(io.BytesIO(made))
    assert made.startswith(b"%PDF-")
    assert len(reader.pages) == 1
    text = "".join(reader.pages[0].extract_text().split())
    for said in ("XF2026-R-000041", "7K3M9QXT", "沈芳", "2026年11月20日09:30", "0519-85000020", "应在11-25（周三）前"):
        assert said in text
    for said in ("整改报告.pdf", "整改情况说明", "1.2MB", "9f3a77c1"):
        assert said in text
    assert reader.metadata is not None
    assert reader.metadata.title == "提交回执（XF2026-R-000041）"


def test_it_is_the_same_each_time(made: bytes):
    """Fetched again after years it has the same bytes."""
    assert render(RECEIPT) == made


def test_names_of_files_are_only_text():
    """What somebody called a file is written, never read as a page."""
    nasty = ReceivedFile('<img src="file:///etc/passwd">.pdf', "材料", 10, "0" * 64)
    assert "<img" not in frame(replace(RECEIPT, files=(nasty,)))
