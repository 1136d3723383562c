"""Decides what invented records look like: enterprises that exist nowhere, with codes that pass every check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.cn.uscc import calc_check_digit

from workflows.law.uscc import ALPHABET

MARK = "（演示）"
_SIGNS = sorted(ALPHABET)
_LETTERS = [sign for sign in _SIGNS if sign.isalpha()]
_OFFICE, _RANGE = "91320411", "MAXY"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714: the eight signs of an organisation code and their weights."""
_MODULUS, _TEN = 11, 10

_PLACES = ("常州", "江苏", "新北", "龙城")
_FIRST = "云青远明汇嘉恒瑞安泽宏启新博文海天晨晟润"
_SECOND = "岫橡帆川丰禾兰庭石源达程翔睿光岭舟林峰野"
_TRADES = ("精密机械", "建设工程", "食品", "人力资源服务", "新材料", "物流", "纺织", "电子科技", "环保设备", "商贸")
_ENDS = ("有限公司", "有限公司", "有限公司", "股份有限公司")

_OFFENCES = (
    ("产品质量不合格", "抽检发现生产的一批产品不符合国家标准", "《产品质量法》第四十九条", "罚款;没收违法所得"),
    ("未按规定年报", "未在规定期限公示年度报告，经提醒仍未改正", "《企业信息公示暂行条例》第十八条", "警告"),
    ("虚假宣传", "在网店页面作虚假的商业宣传", "《反不正当竞争法》第二十条", "罚款"),
    ("违反安全生产规定", "未对从业人员进行安全生产教育和培训", "《安全生产法》第九十七条", "罚款"),
    ("违法分包", "将承包的工程违法分包给不具备资质的单位", "《建设工程质量管理条例》第六十二条", "罚款;降低资质等级"),
    ("超标排放", "水污染物排放浓度超过规定限值", "《水污染防治法》第八十三条", "责令停产停业"),
    ("拖欠劳动报酬", "未按期支付劳动者工资，责令改正后仍未支付", "《劳动合同法》第八十五条", "通报批评"),
)
_FINES = ("", "0.5", "1", "2.5", "5", "10")


@dataclass(frozen=True, slots=True)
class Issuer:
    """A unit in whose name records are invented: its name, and the sign of its document numbers."""

    name: str
    mark: str


def invent_code(random: Random) -> str:
    """A code of a range that nobody is given, right in its organisation code and in its check character."""
    body = _RANGE + random.choice(_LETTERS) + "".join(random.choice(_SIGNS) for _ in range(3))
    plain = f"{_OFFICE}{body}{organisation_sign(body)}"
    return plain + calc_check_digit(plain)


def organisation_sign(body: str) -> str:
    """The check sign of an organisation code (GB 11714): digits count as themselves, letters from ten on."""
    total = sum(weight * int(sign, 36) for weight, sign in zip(_WEIGHTS, body, strict=True))
    rest = (_MODULUS - total % _MODULUS) % _MODULUS
    return "X" if rest == _TEN else str(rest)


def invent(number: int, seed: int, until: date, issuers: Sequence[Issuer]) -> list[dict[str, str]]:
    """So many records of about half as many enterprises in the national fields; the same seed gives the same."""
    random = Random(seed)  # noqa: S311  nothing here is secret
    known: dict[str, str] = {}
    while len(known) < max(1, number // 2):
        known.setdefault(invent_code(random), invent_name(random))
    who = list(known.items())
    return [_record(random, serial, until, random.choice(who), issuers) for serial in range(1, number + 1)]


def invent_name(random: Random) -> str:
    """The name of an enterprise that does not exist, with the mark that says so."""
    name = random.choice(_PLACES) + random.choice(_FIRST) + random.choice(_SECOND)
    return f"{name}{random.choice(_TRADES)}{random.choice(_ENDS)}{MARK}"


def _record(
    random: Random, serial: int, until: date, who: tuple[str, str], issuers: Sequence[Issuer]
) -> dict[str, str]:
    issuer, decided_on = random.choice(issuers), until - timedelta(days=random.randrange(540))
    kind, fact, basis, category = random.choice(_OFFENCES)
    fine = random.choice(_FINES)
    return {
        "CF_XDR_MC": who[1],
        "CF_XDR_SHXYM": who[0],
        "CF_WSH": f"{issuer.mark}罚〔{decided_on.year}〕{serial}号",
        "CF_WFXW": kind,
        "CF_SY": fact,
        "CF_YJ": basis,
        "CF_CFLB": category,
        "CF_NR": f"{category.replace(';', '，')}{f'{fine}万元' if fine else ''}",
        "CF_NR_FK": fine,
        "CF_JDRQ": decided_on.isoformat(),
        "CF_CFJG": issuer.name,
        "CF_SJLY": issuer.name,
        "BZ": "演示数据，企业为虚构",
    }
