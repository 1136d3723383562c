"""The refusals: each has a stable code and a sentence in both languages."""

import pickle
import re

import pytest

from workflows.errors import NotFound, NotYours, Refusal

CODES = {
    "already_done",
    "bad_answers",
    "bad_diagram",
    "bad_input",
    "conflict",
    "not_allowed",
    "not_available",
    "not_eligible",
    "not_found",
    "not_yours",
    "other_request",
    "too_late",
}
KINDS = sorted(Refusal.__subclasses__(), key=lambda kind: kind.code)


def test_codes_are_stable_and_distinct():
    """Pages, the API and the command line rely on these codes; a renamed one breaks somebody."""
    codes = [kind.code for kind in KINDS]
    assert set(codes) >= CODES
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_refusal_speaks_both_languages(kind: type[Refusal]):
    """A person never sees an empty refusal, nor one in the wrong language."""
    refusal = kind()
    assert re.search(r"[\u4e00-\u9fff]", refusal.sentence)
    assert re.search(r"[A-Za-z]", refusal.english)
    assert refusal.said_in("zh_CN") == refusal.sentence
    assert refusal.said_in("en_GB") == refusal.english


def test_a_refusal_carries_its_own_sentence_and_details():
    """The page can say who holds the task, not only that somebody does."""
    refusal = NotYours("该任务由李红办理", holder="lihong")
    assert str(refusal) == "该任务由李红办理"
    assert refusal.english == NotYours.default_english
    assert refusal.details == {"holder": "lihong"}


def test_a_refusal_survives_a_process_border():
    """Workers hand refusals back to whoever asked."""
    copy = pickle.loads(pickle.dumps(NotFound("没有此案号", english="No such case.", number="XF2026-R-000038")))  # noqa: S301 - our own bytes
    assert (copy.sentence, copy.english, copy.details) == ("没有此案号", "No such case.", {"number": "XF2026-R-000038"})
