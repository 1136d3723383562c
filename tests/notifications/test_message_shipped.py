"""Every message text that ships can be read, names everything that it uses, and fits one short message."""

from pathlib import Path

import pytest

from notifications.compose import ONE_SMS, compose
from notifications.message import MessageText, read_text
from tests.notifications.samples import NOW

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "bpmn").glob("**/messages/*.toml"))

STANDARD = {
    "case_no": "XF2026-R-000038",
    "code": "7K3M9Q",
    "ent_short": "常州云岫精密机械有限公司（演示）",
    "unit": "市场监管局",
    "tel": "0519-85000020",
    "officer": "王磊",
    "date": "2026-11-23",
    "weekday": "周一",
}
"""What every text gets without asking, as long as it is in the demonstration."""


def _read(path: Path) -> MessageText:
    return read_text(path.read_bytes(), path.relative_to(ROOT).as_posix())


def _sample(name: str) -> object:
    """A value of usual length for a name that a text asks for itself."""
    if any(word in name for word in ("due", "date", "until", "_on", "from")):
        return "2026-12-07"
    return STANDARD.get(name, 2)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT / "bpmn").as_posix())
def test_a_shipped_text_asks_for_every_name_that_it_uses(path):
    """A place for a value that nobody provides would stop the message on the day it is needed."""
    text = _read(path)
    assert text.uses - set(text.names) - STANDARD.keys() == set()
    assert text.receivers


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT / "bpmn").as_posix())
def test_a_shipped_short_form_fits_one_short_message(path):
    """With values of usual length; a second part costs twice and may arrive first."""
    text = _read(path)
    made = compose(text, {name: _sample(name) for name in text.uses}, now=NOW)
    assert len(made.sms) <= ONE_SMS, made.sms
