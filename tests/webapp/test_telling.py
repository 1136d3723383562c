"""What the office tells its own people: each letter leaves as a mail to the right person, in Chinese, with its link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest

from tests.builders.mailbox import Mailbox, serving
from tests.builders.offices import ROOT
from tests.builders.web import settings
from webapp.outgoing.telling import telling
from workflows.casework.effects import Handler
from workflows.casework.office import Office
from workflows.design import rehearsal, season
from workflows.design.play import play
from workflows.design.scenarios import parse_scenario
from workflows.engine.definition import Bundle
from workflows.engine.folder import read_folder


@cache
def _bundle() -> Bundle:
    return Bundle(read_folder(ROOT / "bpmn"))


def _mails(path: str, folder: Path, mailbox: Mailbox) -> dict[str, list[EmailMessage]]:
    """Plays a scenario with a real post, and sorts what arrived by the code of the message."""
    files = _bundle().files
    scenario = parse_scenario(path, files[path].decode())
    with serving(mailbox) as port:
        post = replace(settings(folder), smtp=f"127.0.0.1:{port}", base_url="https://xinfu.example")

        def handlers(office: Office) -> Mapping[str, Handler]:
            return {**rehearsal.handlers(office), "tell": telling(post)}

        verdict = play(scenario, _bundle(), season.cast_of(files), handlers)
    assert verdict.failures == ()
    found: dict[str, list[EmailMessage]] = {}
    for mail in mailbox.mails:
        found.setdefault(mail["X-Xinfu-Message"], []).append(mail)
    return found


MAXIMUM, SUPPLEMENT = "repair/scenarios/17-hold-maximum.yaml", "repair/scenarios/12-supplement-unanswered.yaml"
HELD = "常州云岫精密机械有限公司（演示）的“等待其他单位核查”（整改涉及的仓库改建是否已经竣工验收）"
LETTERS = {
    "nudge": (
        MAXIMUM,
        "N8a",
        "陈洁 <chenjie@xinbei.example>",
        "催办：XF2026-H-000001 答复核查事项",
        "XF2026-H-000001 常州云岫精密机械有限公司（演示）“答复核查事项”将于2026-05-14截止，请及时办理。"
        "办理：https://xinfu.example/w/cases/XF2026-H-000001",
    ),
    "escalation": (
        MAXIMUM,
        "N8",
        "秦岚 <qinlan@xinbei.example>",
        "超期督办：XF2026-H-000001 答复核查事项",
        "XF2026-H-000001 常州云岫精密机械有限公司（演示）“答复核查事项”已超期（2026-05-14截止）。请今日处理或在督办单填写原因。"
        "本次为第2级督办。办理：https://xinfu.example/w/cases/XF2026-H-000001",
    ),
    "hold-over": (
        MAXIMUM,
        "N9",
        "王磊 <wanglei@xinbei.example>",
        "恢复计算期限：XF2026-R-000001",
        f"XF2026-R-000001 {HELD}已到最长期限，办理期限自2026-05-21次日起恢复计算。"
        "办理：https://xinfu.example/w/cases/XF2026-R-000001",
    ),
    "hold-open": (
        SUPPLEMENT,
        "N10",
        "王磊 <wanglei@xinbei.example>",
        "仍在中止：XF2026-R-000001",
        "XF2026-R-000001 常州青橡食品有限公司（演示）的“等待企业补正”（一次性补正告知书所列材料）自2026-06-16起仍在中止计时，"
        "请催问答复或恢复办理。办理：https://xinfu.example/w/cases/XF2026-R-000001",
    ),
}
"""By text: the scenario, the code, and the last mail with it: to whom, under which subject, saying what."""


def test_every_letter_of_the_office_is_shown_to_leave():
    """What lies in the folder is what is proved here, beside the reminder that a subject has asked for itself."""
    texts = {Path(path).stem for path in _bundle().files if path.startswith("office/messages/")}
    assert texts == LETTERS.keys() | {"may-apply"}


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_of_the_office_leaves_with_text_receiver_and_link(name: str, tmp_path: Path):
    """Nothing empty: the right person, the right day, and where to go on."""
    path, code, to, subject, body = LETTERS[name]
    mail = _mails(path, tmp_path, Mailbox())[code][-1]
    assert (mail["To"], mail["Subject"], mail.get_content().strip()) == (to, subject, body)
