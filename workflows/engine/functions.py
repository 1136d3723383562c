"""Decides what the built-in functions of the small language do; each takes plain values and cannot be made to run long."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class Wrong(Exception):
    """The arguments do not fit the function."""


def _one(arguments: Sequence[object]) -> object:
    if len(arguments) != 1:
        raise Wrong
    return arguments[0]


def _items(arguments: Sequence[object]) -> list[object]:
    """The things to look at: one list, or all the arguments when there are several."""
    given = arguments[0] if len(arguments) == 1 else list(arguments)
    if not isinstance(given, list):
        raise Wrong
    return given


def _alike(items: Sequence[object]) -> list[int | float] | list[str]:
    numbers = [i for i in items if isinstance(i, int | float)]
    texts = [i for i in items if isinstance(i, str)]
    if len(numbers) == len(items):
        return numbers
    if len(texts) == len(items):
        return texts
    raise Wrong


def _number(value: object) -> int | float:
    if not isinstance(value, int | float):
        raise Wrong
    return value


def _length(arguments: Sequence[object]) -> object:
    value = _one(arguments)
    if not isinstance(value, str | list | dict):
        raise Wrong
    return len(value)


def _least(arguments: Sequence[object]) -> object:
    items = _alike(_items(arguments))
    if not items:
        raise Wrong
    return min(items)


def _most(arguments: Sequence[object]) -> object:
    items = _alike(_items(arguments))
    if not items:
        raise Wrong
    return max(items)


def _total(arguments: Sequence[object]) -> object:
    return sum(_number(item) for item in _items(arguments))


def _sorted(arguments: Sequence[object]) -> object:
    value = _one(arguments)
    if not isinstance(value, list):
        raise Wrong
    return sorted(_alike(value))


def _listed(arguments: Sequence[object]) -> list[object]:
    value = _one(arguments)
    if not isinstance(value, list):
        raise Wrong
    return value


def _round(arguments: Sequence[object]) -> object:
    if len(arguments) == 1:
        return round(_number(arguments[0]))
    if len(arguments) != 2 or type(arguments[1]) is not int or not 0 <= arguments[1] <= 10:
        raise Wrong
    return round(_number(arguments[0]), arguments[1])


def _text(arguments: Sequence[object]) -> object:
    value = _one(arguments)
    if not isinstance(value, str | int | float):
        raise Wrong
    return str(value)


def _whole(arguments: Sequence[object]) -> object:
    value = _one(arguments)
    if not isinstance(value, str | int | float) or (isinstance(value, str) and len(value) > 20):
        raise Wrong
    try:
        return int(value)
    except (ValueError, OverflowError):
        raise Wrong from None


def _decimal(arguments: Sequence[object]) -> object:
    value = _one(arguments)
    if not isinstance(value, str | int | float) or (isinstance(value, str) and len(value) > 40):
        raise Wrong
    try:
        return float(value)
    except (ValueError, OverflowError):
        raise Wrong from None


BUILT_INS: dict[str, Callable[[Sequence[object]], object]] = {
    "len": _length,
    "min": _least,
    "max": _most,
    "sum": _total,
    "any": lambda arguments: any(_listed(arguments)),
    "all": lambda arguments: all(_listed(arguments)),
    "abs": lambda arguments: abs(_number(_one(arguments))),
    "round": _round,
    "str": _text,
    "int": _whole,
    "float": _decimal,
    "bool": lambda arguments: bool(_one(arguments)),
    "sorted": _sorted,
}
