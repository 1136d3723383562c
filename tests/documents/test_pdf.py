"""The PDF of a paper is archivable, readable by machines and people, the same every time, and full of its own case."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pypdf import PdfReader

from tests.documents.samples import facts, other_facts, paper
from workflows.documents import pdf
from workflows.documents.faces import FONTS, Face
from workflows.errors import NotAvailable

A4 = (595.28, 841.89)
HERE = re.compile(r"\s+")


@pytest.fixture(scope="module")
def first() -> bytes:
    """The paper of the first case."""
    return pdf.render(paper())


@pytest.fixture(scope="module")
def other() -> bytes:
    """The paper of another case."""
    return pdf.render(paper(other_facts()))


def text_of(made: bytes) -> str:
    """All text without the breaks of lines."""
    return HERE.sub("", "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))


def test_a_paper_is_a4_and_archivable(first):
    """PDF/A-3a: page size, conformance in the metadata, tags, language, title."""
    reader = PdfReader(io.BytesIO(first))
    assert all(
        (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.1) for page in reader.pages
    )
    catalogue: Any = reader.trailer["/Root"]
    metadata = catalogue["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in metadata
    assert 'pdfaid:conformance="A"' in metadata
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/StructTreeRoot"]
    assert catalogue["/Lang"] == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "信用修复决定书（常新市监信修决〔2026〕12号）"


def test_all_faces_are_embedded(first):
    """It looks the same on a machine without our faces, in thirty years."""
    reader = PdfReader(io.BytesIO(first))
    used: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for resources in used
        for font in resources["/Font"].values()
    }
    assert {name.partition("+")[2] for name in fonts} >= {face.family.replace(" ", "-") for face in Face}
    assert all(any(key.startswith("/FontFile") for key in described.get_object()) for described in fonts.values())


def test_the_text_holds_the_facts_of_the_case(first):
    """A screen reader, a search and a court read the same words as the eye."""
    text = text_of(first)
    for said in (
        "常州市新北区市场监督管理局",
        "常新市监信修决〔2026〕12号",
        "信用修复决定书",
        "常州云岫精密机械有限公司（演示）：",
        "91320411MAXY00112K",
        "XF2026-R-000038",
        "2026年11月9日",
        "常市监处〔2026〕101号",
        "12,345.00元",
        "3个工作日内",
        "2026年11月26日",
        "抄送：常州市新北区财政局，常州市新北区住房和城乡建设局。",
        "2026年11月23日印发",
        "附件：解除惩戒措施清单",
        "验证码7K3M9QXT",
    ):
        assert HERE.sub("", said) in text


def test_two_cases_differ_in_everything_that_is_theirs(first, other):
    """A paper that says the same to everybody says nothing: at least ten values are those of its own case."""
    mine, theirs = text_of(first), text_of(other)
    own = [
        value
        for value in (
            *_values(facts()),
            "2026年11月12日",
            "2026年6月26日",
            "2026年9月26日",
            "2026年11月26日",
            "12,345.00元",
        )
        if HERE.sub("", value) in mine and HERE.sub("", value) not in theirs
    ]
    assert len(own) >= 10, own


def test_the_same_paper_gives_the_same_bytes(first):
    """A rendering that is repeated after a crash does not make a second paper; its dates are those of the paper."""
    assert pdf.render(paper()) == first
    metadata: Any = PdfReader(io.BytesIO(first)).metadata
    assert metadata["/CreationDate"].startswith("D:20261123")


def test_papers_made_at_the_same_time_do_not_disturb_each_other(first, other):
    """Two workers of one process render at once."""
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(pdf.render, [paper(), paper(other_facts()), paper()]))
    assert made == [first, other, first]


def test_pages_are_numbered_between_dashes(first):
    """— 1 — on the outer side, on every page."""
    pages = [HERE.sub("", page.extract_text()) for page in PdfReader(io.BytesIO(first)).pages]
    assert len(pages) >= 2
    assert all(f"—{number}—" in text for number, text in enumerate(pages, 1))


def test_no_page_has_the_signature_alone():
    """Seal and date never stand on a page without text of the paper, however long the body happens to be."""
    for lines in range(8, 40, 3):
        body = "<p>" + "经审查，同意你单位的申请。" * lines + "</p>"
        last = PdfReader(io.BytesIO(pdf.render(paper(body=body)))).pages[-1]
        text = HERE.sub("", last.extract_text())
        assert "2026年11月23日印发" in text
        assert "同意你单位的申请。" in text


def test_a_missing_face_is_refused_by_name(tmp_path):
    """The page says which face to install; nothing half-made is kept."""
    for face in Face:
        if face is not Face.XIAOBIAOSONG:
            (tmp_path / face.file).symlink_to(FONTS / face.file)
    with pytest.raises(NotAvailable, match="小标宋"):
        pdf.render(paper(), tmp_path)


def test_a_machine_without_pango_hears_so_in_a_sentence(monkeypatch):
    """The library fails on loading; that is no traceback for a user."""

    def broken(name: str) -> None:
        raise OSError(f"cannot load library behind {name}")

    monkeypatch.setattr("importlib.import_module", broken)
    with pytest.raises(NotAvailable, match="缺少系统库 Pango"):
        pdf.load_library()


def _values(said) -> set[str]:
    """Every text and number among the facts."""
    if isinstance(said, dict):
        return set().union(*(_values(value) for value in said.values()))
    if isinstance(said, list):
        return set().union(*(_values(value) for value in said))
    return {str(said)}
