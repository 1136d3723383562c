"""授权: who acts for an enterprise is shown, given by its legal representative, and ended at once."""

from __future__ import annotations

import io
from typing import Any

from tests.builders.papers import a_pdf
from tests.builders.town import ACCEPT, Town
from tests.builders.web import Person

PAGE = "/p/agents"


def _give(person: Person, **said: object) -> Any:
    data: dict[str, Any] = {"csrf_token": person.token(PAGE), "proof": (io.BytesIO(a_pdf()), "授权委托书.pdf")}
    return person.client.post(PAGE, data=data | said, content_type="multipart/form-data")


def _end_of(person: Person, login: str) -> str:
    """Where the button leads that ends this person's authorisation."""
    return person.text(PAGE).split(f'data-testid="mandate-{login}"')[1].split('action="')[1].split('"')[0]


def test_a_representative_lets_somebody_act_and_ends_it(town: Town):
    """丁海 may act for E1 until his day, sees its records, and is out the moment 许建国 ends it."""
    xu = town.sign_in("xujianguo")
    shown = xu.text(PAGE)
    for said in ("许建国", "沈芳", "法定代表人", "经办人", "本单位全部事项", "有效"):
        assert said in shown
    assert _give(xu, login="dinghai", name="丁海", valid_until="2026-12-31").status_code == 303
    assert "授权委托书.pdf" in xu.text(PAGE)
    dinghai = town.sign_in("dinghai")
    address = f"/p/records?subject={town.subjects['e1']}"
    assert town.records["r1"].document_number in dinghai.text(address)
    assert xu.send(PAGE, _end_of(xu, "dinghai")).status_code == 303
    assert town.records["r1"].document_number not in dinghai.text(address)
    assert "2026-11-23 已撤销" in xu.text(PAGE)


def test_what_is_filled_in_wrong_is_said_at_its_field(town: Town):
    """An unknown account, another's name, an officer, a day too far or over, no paper: each a sentence, nothing given."""
    xu = town.sign_in("xujianguo")
    for said in (
        {"login": "nobody", "name": "丁海", "valid_until": "2026-12-31"},
        {"login": "dinghai", "name": "张三", "valid_until": "2026-12-31"},
        {"login": "wanglei", "name": "王磊", "valid_until": "2026-12-31"},
    ):
        answer = _give(xu, **said)
        assert answer.status_code == 422
        assert "姓名与账号不符" in answer.get_data(as_text=True)
    for day in ("2026-11-22", "2029-01-01"):
        assert "有效期填今天至" in _give(xu, login="dinghai", name="丁海", valid_until=day).get_data(as_text=True)
    assert _give(xu, login="xujianguo", name="许建国", valid_until="2026-12-31").status_code == 422
    assert xu.send(PAGE, login="dinghai", name="丁海", valid_until="2026-12-31").status_code == 422
    assert "丁海" not in xu.text(PAGE).split("<main")[1].split("<form")[0]


def test_only_the_representative_gives_and_ends(town: Town):
    """An agent sees the list and who can do it; neither giving nor ending works for anybody else."""
    shen = town.sign_in("shenfang")
    shown = shen.text(f"{PAGE}?subject={town.subjects['e1']}")
    assert "由法定代表人或破产管理人登录后办理" in shown
    assert "撤销</button>" not in shown
    assert _give(shen, login="dinghai", name="丁海", valid_until="2026-12-31").status_code == 403
    dinghai = town.sign_in("dinghai")
    assert dinghai.send(PAGE, f"{PAGE}/1/end").status_code == 404


def test_mail_goes_to_who_acts_today(town: Town):
    """After the end of a mandate nothing is mailed to that person; the box of the enterprise tells how each way went."""
    xu = town.sign_in("xujianguo")
    case = town.apply(login="xujianguo")
    xu.send(PAGE, _end_of(xu, "shenfang"))
    town.settle()
    town.do("wanglei", case.case_id, "formal_check", ACCEPT)
    mails = [path.read_bytes() for path in (town.folder / "mails").rglob("*.eml")]
    assert any(b"To: =?utf-8?b?" in mail and b"xujianguo@mail.example" in mail for mail in mails)
    assert not any(b"shenfang@mail.example" in mail for mail in mails)
    shown = xu.text("/p/messages")
    assert "站内已送达 · 邮件已发送 · 短信未发送" in shown
