"""A message to send and somebody to get it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from notifications.channels.channel import Sending
from notifications.channels.envelope import Sender
from notifications.compose import Message
from notifications.receiver import Receiver, Way

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SENDER = Sender("xinfu@xinbei.example", "信复", "本邮件由系统自动发出，请勿回复。")
MESSAGE = Message(
    code="N3",
    title="信用修复申请已受理",
    body="贵单位申请（XF2026-R-000038）已于2026-11-23受理，将在2026-12-07前作出决定。",
    sms="【市场监管局】XF2026-R-000038已受理，将于12-07前作出决定，进度可登录信复查看。",
    subject="信用修复申请已受理（XF2026-R-000038）",
)
AGENT = Receiver("沈芳", person_id=13, email="shenfang@mail.example", phone="13800000000")
COMPANY = Receiver("常州云岫精密机械有限公司（演示）", subject_id=1, ways=frozenset({Way.SITE}))


def sending(receiver: Receiver = AGENT, key: str = "38:tell:7", **over: Any) -> Sending:
    """The message on its way."""
    return replace(Sending(MESSAGE, receiver, key, NOW, case_id=38), **over)
