"""Decides what is wrong with a text of the small language, in a sentence for the person who wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Fault(Enum):
    """One way a text can go wrong; Chinese for the screen, English on request."""

    EMPTY = ("这里是空的", "there is nothing here")
    TOO_LONG = ("超过了 {limit} 个字符", "longer than {limit} characters")
    CONTROL = ("含有看不见的控制字符 {shown}", "contains the invisible control character {shown}")
    PUNCTUATION = ("用了“{shown}”这样的全角标点，请改用半角标点", "full-width punctuation {shown}; use the plain one")
    LETTER = ("名称“{shown}”用了全角或变形的字母", "the name {shown} uses full-width or altered letters")
    SYNTAX = ("写法不完整或不对，读不懂", "cannot be read: incomplete or wrong syntax")
    PREFIX = ("字符串前不能加前缀“{shown}”", "a string may not have the prefix {shown}")
    ESCAPE = ("字符串里的“{shown}”不能这样写", "the escape {shown} may not be used in a string")
    GLUED = ("数字和名称“{shown}”连在了一起", "a number runs into the name {shown}")
    BRACKETS = ("括号不配对", "brackets do not match")
    DEEP = ("嵌套过深，超过 {limit} 层", "nested deeper than {limit} levels")
    CONSTRUCT = ("不能使用{shown}", "{shown} is not allowed")
    CONSTANT = ("不能使用{shown}这样的值", "a value of kind {shown} is not allowed")
    NUMBER = ("数字太大", "the number is too big")
    HIDDEN = ("“{shown}”不能用作名称", "{shown} may not be used as a name")
    CALL = ("只能按名称调用登记过的函数", "only registered functions may be called, by name")
    UNKNOWN_FUNCTION = ("没有名为“{shown}”的函数", "there is no function {shown}")
    KEYWORD = ("函数“{shown}”不接受带名称的参数", "the function {shown} takes no named arguments")
    IDENTITY = ("is 只能和 None 比较", "is may only be used with None")
    TARGET = ("只能给一个变量赋值，不能改动它里面的内容", "only a whole variable may be assigned, never a part of one")
    TAKEN = ("“{shown}”是函数的名称，不能赋值", "{shown} is a function and may not be assigned")
    RUN_TOGETHER = (
        "单元格以“{shown}”开头会和输入列连在一起，请写成“? {shown} …”",
        "a cell must not begin with {shown}; write ? {shown} …",
    )
    RANGE = (
        "不支持 FEEL 写法，区间请写成“1 <= ? <= 5”，多个值请写成“? in [1, 2]”",
        "FEEL is not supported; write 1 <= ? <= 5 or ? in [1, 2]",
    )
    WORD = ("“{shown}”不是这里的写法，请写 True、False 或 None", "{shown} is not known here; write True, False or None")
    INDENTED = ("输出单元格前后不能有空格或换行", "an output cell may not begin with a space or a new line")
    UNKNOWN_NAME = ("没有名为“{shown}”的变量", "there is no variable {shown}")
    NO_KEY = ("里面没有“{shown}”这一项", "there is no entry {shown} in it")
    NO_PARTS = ("这个值里面没有可取的项", "this value has no parts")
    NO_INDEX = ("序号 {shown} 超出了列表", "index {shown} is outside the list")
    OPERANDS = ("{left}和{right}不能用“{shown}”运算", "{shown} cannot be applied to {left} and {right}")
    ARGUMENTS = ("函数“{shown}”的参数不对", "wrong arguments for the function {shown}")
    NOT_A_VALUE = ("得到的{shown}不是可以保存的值", "the result, {shown}, is not a value that can be kept")
    KEY = ("“{shown}”不能用作数据里的键", "{shown} may not be used as a key of data")
    TOO_MUCH = ("得到的数据太大或太深", "the value becomes too big or too deep")
    EXHAUSTED = ("计算步数超过了上限", "the computation takes too many steps")

    def __init__(self, chinese: str, english: str) -> None:
        self.chinese = chinese
        self.english = english


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where in the text (both counted from 1)."""

    message: str
    line: int
    column: int
    english: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.message}（第 {self.line} 行第 {self.column} 列）"


def problem(fault: Fault, place: tuple[int, int] = (1, 1), **details: object) -> Problem:
    return Problem(said(fault, details), *place, fault.english.format(**details))


def said(fault: Fault, details: Mapping[str, object]) -> str:
    """The Chinese sentence of a fault."""
    return fault.chinese.format(**details)
