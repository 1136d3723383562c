"""Unified social credit codes: the vectors, forgiving input, and sentences that help to find the slip."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.errors import BadInput
from workflows.law.uscc import ALPHABET, check, find_fault, is_valid, normalise

VALID = ["914403001922038216", "91440300708461136T", "91110108551385082Q"]
DEMO = [
    "91320411MAXY00112K",
    "91320411MAXY00227R",
    "91320411MAXY00331X",
    "91320411MAXY004464",
    "91320411MAXY005508",
    "91320411MAXY00665E",
    "91320411MAXY0077XF",
    "93320411MAXY00884J",
]
INVALID = ["9133010057462616XH", "91110108717809965C", "914403001922038217"]
SLIP = "统一社会信用代码第 18 位与前 17 位对不上，可能有一位填错，请对照营业执照核对。"


@pytest.mark.parametrize("code", VALID + DEMO)
def test_good_codes_pass(code):
    """Known codes and those of the demo are accepted as they stand."""
    assert check(code) == code


@pytest.mark.parametrize("code", INVALID)
def test_a_wrong_check_character_is_told_without_the_right_one(code):
    """The sentence does not name the expected character: any position may be wrong."""
    assert find_fault(code) == SLIP
    with pytest.raises(BadInput, match="对不上"):
        check(code)


@pytest.mark.parametrize(
    "text",
    [
        "9144 0300 7084 6113 6t",
        "９１４４０３００７０８４６１１３６Ｔ",
        " 91440300-708461136T\n",
        "91440300\u200b708461136t",
    ],
)
def test_spaces_full_width_and_lower_case_are_accepted(text):
    """People copy codes from anywhere."""
    assert check(text) == "91440300708461136T"
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "请填写"),
        ("9144030070846113", "应为 18 位，现为 16 位"),
        ("9144030070846113600T", "现为 20 位"),
        ("91440300O08461136T", "第 9 位“O”不是可用的字符"),
        ("91440300708461136%", "第 18 位“%”"),
    ],
)
def test_the_sentence_says_what_to_look_at(text, part):
    """Length and impossible characters are told apart from a slip."""
    assert part in (find_fault(text) or "")


def test_a_code_may_begin_with_a_letter():
    """Village collectives are registered under N; their codes are as good as others."""
    stem = "N2320411MF1234567"
    assert sum(is_valid(stem + sign) for sign in ALPHABET) == 1


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 17), sign=st.sampled_from(sorted(ALPHABET)))
def test_every_single_slip_is_found(place, sign):
    """One wrong character anywhere never passes."""
    code = VALID[1]
    if code[place] != sign:
        assert not is_valid(code[:place] + sign + code[place + 1 :])


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=30))
def test_no_input_breaks_it(text):
    """Whatever is typed gets a sentence or passes."""
    assert is_valid(text) == (find_fault(text) is None)
