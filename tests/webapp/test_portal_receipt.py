"""The receipt of an application: page and PDF say what was received that day, and go on saying it."""

from __future__ import annotations

import hashlib
import io

from pypdf import PdfReader

from tests.builders.papers import a_pdf
from tests.builders.town import E1, SUPPLEMENT, Town
from tests.builders.web import Person
from tests.builders.wizard import TOPICS, fill_in

SLOT = "rectification-report"


def _text(person: Person, address: str) -> str:
    answer = person.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.data)).pages)


def _apply(town: Town) -> tuple[Person, str]:
    """An application with one proof; the person and the address of the receipt."""
    shen = town.sign_in("shenfang")
    base = f"/p/apply/repair/{town.records['r1'].id}"
    data = {"csrf_token": shen.token(f"{base}/materials"), SLOT: (io.BytesIO(a_pdf()), "整改情况说明.pdf")}
    answer = shen.client.post(f"{base}/materials", data=data, content_type="multipart/form-data")
    assert answer.status_code == 302
    return shen, fill_in(shen, base, but=("materials",))


def test_the_receipt_proves_what_was_received(town: Town):
    """Page and PDF: number, code, who, when, the file with the end of its digest, the next day and the telephone."""
    shen, address = _apply(town)
    shown, page = shen.text(address), town.house.page("XF2026-R-000001")
    tail = hashlib.sha256(a_pdf()).hexdigest()[-8:]
    assert f"{address}.pdf" in shown
    printed = _text(shen, f"{address}.pdf")
    for said in (page.number, page.query_code, E1[0], "沈芳", "整改情况说明.pdf", "0519-85000000"):
        assert said in printed
    assert f"{tail[:4]} {tail[4:]}" in shown
    assert f"{tail[:4]}{tail[4:]}" in printed
    assert "区市场监督管理局 应在 11-26（周四）前" in shown
    assert "区市场监督管理局应在11-26（周四）前" in printed


def test_the_receipt_stays_as_it_was(town: Town):
    """Later days change nothing: the same bytes after a supplement was asked for; nobody else gets it."""
    shen, address = _apply(town)
    before, shown = shen.get(f"{address}.pdf").data, shen.text(address)
    town.settle()
    case = town.house.page("XF2026-R-000001")
    town.do("wanglei", case.id, "formal_check", SUPPLEMENT)
    assert shen.get(f"{address}.pdf").data == before
    main = shown.split("<main")[1].split("</main>")[0]
    assert main == shen.text(address).split("<main")[1].split("</main>")[0]
    for other in (town.sign_in("dinghai"), town.stranger()):
        assert other.get(f"{address}.pdf").status_code in {302, 404}


def test_an_application_without_files_says_so(town: Town):
    """Nothing uploaded is nothing received."""
    shen = town.sign_in("shenfang")
    address = fill_in(shen, f"/p/apply/repair/{town.records['r1'].id}")
    assert TOPICS["materials"] == {}
    assert "这次没有上传文件" in shen.text(address)
    assert "这次没有上传文件" in _text(shen, f"{address}.pdf")
