"""An application as a person fills it in, page by page."""

from __future__ import annotations

from typing import Any

from tests.builders.web import Person

TOPICS: dict[str, dict[str, Any]] = {
    "applicant": {"capacity": "agent", "name": "沈芳"},
    "facts": {"correction": "已全部下架召回", "duty": "performed", "duty_on": "2026-08-02"},
    "ways": {"ways": ["rectification"], "bankruptcy": "none"},
    "materials": {},
    "commitment": {
        "text_version": "2026-1",
        "signer": "沈芳",
        "signed_on": "2026-11-23",
        "method": "online",
        "agreed": "true",
    },
    "contact": {"name": "沈芳", "phone": "0519-85000011"},
}


def fill_in(asking: Person, base: str, but: tuple[str, ...] = ()) -> str:
    """Fills in every topic, checks, submits; returns the address of the receipt."""
    for topic, answers in TOPICS.items():
        if topic not in but:
            answer = asking.send(f"{base}/{topic}", **answers)
            assert answer.status_code == 302, (topic, answer.get_data(as_text=True))
    sent = asking.send(f"{base}/check", f"{base}/submit")
    assert sent.status_code == 303
    return str(sent.headers["Location"])
