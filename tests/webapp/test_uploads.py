"""Uploads: decided by their content, each fault with a sentence of its own, nothing else lost."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.builders.papers import a_pdf, a_picture, an_ofd
from tests.builders.town import Town
from tests.builders.web import Person
from tests.builders.wizard import fill_in
from webapp import uploads
from webapp.uploads import LARGEST
from workflows.errors import BadInput
from workflows.store import files


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("证明.pdf", a_pdf(), "application/pdf"),
        ("证明.PDF", a_pdf(), "application/pdf"),
        ("照片.png", a_picture(), "image/png"),
        ("照片.jpg", a_picture("JPEG"), "image/jpeg"),
        ("照片.jpeg", a_picture("JPEG"), "image/jpeg"),
        ("文书.ofd", an_ofd(), "application/ofd"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_what_it_says_is_accepted(name: str, content: bytes, kind: str):
    """PDF, OFD, JPG and PNG, whatever the case of their ending."""
    assert uploads.check(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("合同.exe", b"MZ", "“合同.exe”不是可接受的文件"),
        ("合同", b"%PDF-1.4", "“合同”不是可接受的文件"),
        ("证明.pdf", b"MZ\x90\x00", "“证明.pdf”的内容不是 PDF，可能改过扩展名"),
        ("证明.pdf", b"", "“证明.pdf”是空文件"),
        ("证明.pdf", a_pdf("x"), "“证明.pdf”设有打开密码，去除密码后再上传"),
        ("证明.pdf", b"%PDF-1.7 torn off", "“证明.pdf”无法打开，可能已损坏"),
        ("照片.png", a_picture("JPEG"), "“照片.png”的内容不是 PNG"),
        ("照片.jpg", b"\xff\xd8\xff torn", "“照片.jpg”的内容不是 JPG"),
        ("文书.ofd", a_pdf(), "“文书.ofd”的内容不是 OFD"),
        ("大.pdf", b"%PDF-" + b"0" * LARGEST, "“大.pdf”超过 20 MB"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_what_is_not_is_refused_with_its_own_sentence(name: str, content: bytes, said: str):
    """The content decides, not the name; each fault says what to do."""
    with pytest.raises(BadInput) as refusal:
        uploads.check(name, content)
    assert said in refusal.value.sentence


def _send(asking: Person, page: str, files: dict[str, Any], path: str = "") -> Any:
    data: dict[str, Any] = {"csrf_token": asking.token(page), "back": "1", **files}
    return asking.client.post(page + path, data=data, content_type="multipart/form-data")


def test_a_wrong_file_does_not_touch_the_others(town: Town):
    """The good one is kept and shown, the wrong one named beside its question; the slot stays open."""
    shen = town.sign_in("shenfang")
    page = f"/p/apply/repair/{town.records['r1'].id}/materials"
    sent = {"duty-proof": (io.BytesIO(a_pdf()), "凭证.pdf"), "licence": (io.BytesIO(b"MZ"), "执照.pdf")}
    answer = _send(shen, page, sent)
    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert "“执照.pdf”的内容不是 PDF" in said
    assert "凭证.pdf" in shen.text(page)
    assert 'name="licence"' in shen.text(page)


def test_a_file_chosen_is_kept_before_the_form_is_sent(town: Town):
    """Files go up when they are chosen; a wrong one is told at once, in words that a script can show."""
    shen = town.sign_in("shenfang")
    page = f"/p/apply/repair/{town.records['r1'].id}/materials"
    kept = _send(shen, page, {"duty-proof": (io.BytesIO(a_pdf()), "凭证.pdf")}, "/draft")
    assert kept.get_json() == {"saved": "10:00"}
    assert "凭证.pdf" in shen.text(page)
    wrong = _send(shen, page, {"duty-proof": (io.BytesIO(b""), "空.pdf")}, "/draft")
    assert wrong.status_code == 422
    assert "“空.pdf”是空文件" in wrong.get_json()["error"]["sentence"]


def test_an_uploaded_file_comes_with_its_case(town: Town):
    """What was uploaded for a draft belongs to the case that it became: the officer opens it, the digest is on the receipt."""
    shen = town.sign_in("shenfang")
    base = f"/p/apply/repair/{town.records['r1'].id}"
    _send(shen, f"{base}/materials", {"duty-proof": (io.BytesIO(a_pdf()), "凭证.pdf")})
    receipt = fill_in(shen, base, but=("materials",))
    shown = shen.text(receipt)
    assert "凭证.pdf" in shown
    number = receipt.split("/")[3]
    with town.office.database.reading() as connection:
        kept = files.list_of_case(connection, town.house.page(number).id)
    assert [row.name for row in kept] == ["凭证.pdf"]
    opened = town.sign_in("wanglei").get(f"/w/files/{kept[0].id}")
    assert opened.data == a_pdf()
    assert opened.mimetype == "application/pdf"
