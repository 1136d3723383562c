"""A paper says who writes, to whom, under which number, what was decided, and how to verify it."""

from datetime import date

import pytest

from tests.documents.samples import VERIFY_AT, paper
from workflows.documents import layout
from workflows.errors import BadAnswers


def test_a_paper_is_made_of_its_row():
    """Issuer, number, title, addressee, day and code come from the facts that the step fixed."""
    written = paper()
    assert written.issuer == "常州市新北区市场监督管理局"
    assert written.number == "常新市监信修决〔2026〕12号"
    assert written.title == ("信用修复决定书",)
    assert written.addressee == "常州云岫精密机械有限公司（演示）"
    assert written.issued_on == date(2026, 11, 23)
    assert written.code == "7K3M9QXT"
    assert written.copies == ("常州市新北区财政局", "常州市新北区住房和城乡建设局")


def test_the_body_may_name_another_addressee():
    """An order to lift measures goes to a unit; a colon is written once; none may be right too."""
    assert paper(body='{% set addressee = "常州市新北区财政局：" %}').addressee == "常州市新北区财政局"
    assert paper(body='{% set addressee = "" %}').addressee == ""


def test_a_missing_fact_refuses_the_paper():
    """Nothing is rendered from half of the facts."""
    with pytest.raises(BadAnswers, match="opinion"):
        paper(body="<p>{{ opinion }}</p>")


def test_the_page_carries_number_code_and_the_way_to_verify():
    """Who holds the paper finds the code in words, grouped for reading, and as a picture."""
    page = layout.frame(paper())
    assert "验证码 7K3M 9QXT" in page
    assert f"扫码或登录 {VERIFY_AT} 核验" in page
    assert page.count("data:image/svg+xml") == 2
    assert 'alt="常州市新北区市场监督管理局印章（演示）"' in page


@pytest.mark.parametrize("name", ["区财政局", "常州市新北区财政局", "常州市新北区市场监督管理局", "常" * 20, "常" * 32])
def test_the_head_never_leaves_the_text_block(name):
    """Short names are spaced out, long ones are narrowed, very long ones are also lower."""
    style = dict(part.split(": ") for part in layout.fit_head(name).split("; "))
    size, spacing = (float(style[key].removesuffix("pt")) for key in ("font-size", "letter-spacing"))
    scale = float(style["transform"].removeprefix("scaleX(").removesuffix(")"))
    assert (size + spacing) * len(name) * scale <= 442.5
    assert 0.55 < scale <= 1
    assert size > 20


def test_a_code_is_read_in_groups_of_four():
    """Eight characters are typed without a mistake when they stand in two groups."""
    assert layout.grouped("7K3M9QXT") == "7K3M 9QXT"


def test_numbers_and_days_are_not_torn():
    """A case number, and in tables a date, a document number or a single word, stay on one line; a sentence may break."""
    cells = ("2026年1月10日", "常市监信列〔2026〕1号", "一般失信", "未按期整改，仍在销售")
    page = layout.frame(paper(body=f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>"))
    assert page.count('<td class="nowrap">') == 3
    assert '<span class="nowrap">XF2026-R-000038</span>' in layout.frame(paper())
