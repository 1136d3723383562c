"""Decides whether a unified social credit code can be right; python-stdnum computes its check character."""

import unicodedata

from stdnum.cn.uscc import calc_check_digit

from workflows.errors import BadInput

ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_LENGTH = 18


def normalise(text: str) -> str:
    """As it is stored: half-width, upper case, without spaces and hyphens."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if not sign.isspace() and sign != "-" and sign.isprintable())


def find_fault(text: str) -> str | None:
    """The sentence that says what is wrong with it, or None when it can be right.

    The expected check character is not shown: any of the eighteen may be the wrong one.
    """
    code = normalise(text)
    if not code:
        return "请填写统一社会信用代码。"
    if len(code) != _LENGTH:
        return f"统一社会信用代码应为 {_LENGTH} 位，现为 {len(code)} 位，请对照营业执照核对。"
    for place, sign in enumerate(code, start=1):
        if sign not in ALPHABET:
            return f"统一社会信用代码第 {place} 位“{sign}”不是可用的字符（不使用 I、O、S、V、Z），请对照营业执照核对。"
    # Not stdnum's validate(): it demands digits in the first eight places, but village collectives begin with N.
    if code[-1] != calc_check_digit(code[:-1]):
        return "统一社会信用代码第 18 位与前 17 位对不上，可能有一位填错，请对照营业执照核对。"
    return None


def is_valid(text: str) -> bool:
    return find_fault(text) is None


def check(text: str) -> str:
    """The normalised code; refuses one that cannot be right."""
    fault = find_fault(text)
    if fault is not None:
        raise BadInput(
            fault,
            english="This cannot be a unified social credit code; compare it with the business licence.",
            field="uscc",
        )
    return normalise(text)
