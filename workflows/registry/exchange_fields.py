"""Decides in which fields records are exchanged: the national codes and our own, their Chinese names, kinds and limits."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MOST = 200
LONG = 5000


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    CODE = "code"
    DAY = "day"
    MONEY = "money"

    @property
    def label(self) -> str:
        return {Kind.TEXT: "文字", Kind.CODE: "统一社会信用代码", Kind.DAY: "日期", Kind.MONEY: "金额（万元）"}[self]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its code, its Chinese name, how long it may be, whether a record must have it."""

    code: str
    name: str
    kind: Kind = Kind.TEXT
    longest: int = MOST
    required: bool = False

    @property
    def title(self) -> str:
        """How reports call it: code and name."""
        return f"{self.code}（{self.name}）"


NATIONAL = (
    Field("CF_XDR_MC", "行政相对人名称", required=True),
    Field("CF_XDR_SHXYM", "统一社会信用代码", Kind.CODE, required=True),
    Field("CF_WSH", "行政处罚决定书文号", longest=128, required=True),
    Field("CF_WFXW", "违法行为类型", longest=2000, required=True),
    Field("CF_SY", "违法事实", longest=LONG, required=True),
    Field("CF_YJ", "处罚依据", longest=2048, required=True),
    Field("CF_CFLB", "处罚类别", required=True),
    Field("CF_NR", "处罚内容", longest=4000, required=True),
    Field("CF_NR_FK", "罚款金额（万元）", Kind.MONEY),
    Field("CF_NR_WFFF", "没收违法所得、没收非法财物的金额（万元）", Kind.MONEY),
    Field("CF_NR_ZKDX", "暂扣或吊销证照名称及编号"),
    Field("CF_JDRQ", "处罚决定日期", Kind.DAY, required=True),
    Field("CF_YXQ", "处罚有效期", Kind.DAY),
    Field("CF_GSJZQ", "公示截止期", Kind.DAY),
    Field("CF_CFJG", "处罚机关", required=True),
    Field("CF_CFJGDM", "处罚机关统一社会信用代码", Kind.CODE),
    Field("CF_SJLY", "数据来源单位"),
    Field("CF_SJLYDM", "数据来源单位统一社会信用代码", Kind.CODE),
    Field("BZ", "备注", longest=512),
)
"""The fields in which penalties are exchanged in the whole country."""

OWN = (
    Field("XF_FL", "失信程度"),
    Field("XF_ZL", "记录种类"),
    Field("XF_RDDW", "认定单位"),
    Field("XF_GSRQ", "公示日期", Kind.DAY),
)
"""What the national fields do not say; each may be left out."""

FIELDS = (*NATIONAL, *OWN)
BY_CODE = {field.code: field for field in FIELDS}
REQUIRED = tuple(field for field in FIELDS if field.required)

OF_RECORD = {
    "name": "CF_XDR_MC",
    "unit": "XF_RDDW",
    "kind": "XF_ZL",
    "gravity": "XF_FL",
    "decided_on": "CF_JDRQ",
    "fact": "CF_SY",
    "reason": "CF_WFXW",
    "basis": "CF_YJ",
    "content": "CF_NR",
    "published_on": "XF_GSRQ",
}
"""The column in which each compared field of a record comes in."""

_IGNORED = re.compile(r"[\s*＊:：_]+|[(（](?:必填|选填|万元)[)）]")


def find_field(header: str) -> Field | None:
    """The field that a column is headed by: its code or its Chinese name, however spaced and starred."""
    return _BY_HEADER.get(_plain(header))


def _plain(header: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", header)).upper()


_BY_HEADER = {
    **{_plain(field.code): field for field in FIELDS},
    **{_plain(field.name): field for field in FIELDS},
}
