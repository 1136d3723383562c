"""Names that every template may use: labels of roles, kinds of cases, stages, keys of forms."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel.support import Translations
from flask import Flask, g
from flask_babel import get_translations, lazy_gettext

from workflows.engine.definition import Bundle
from workflows.errors import NotAvailable
from workflows.law.eligibility import Mark
from workflows.law.profile import Source
from workflows.law.roles import Role
from workflows.store.base import FAR
from workflows.store.database import Open

_STAGES = {
    "已提交": 2,
    "待补正": 2,
    "不予受理": 2,
    "已受理": 3,
    "审核中": 3,
    "待审批": 4,
    "不予修复": 4,
    "已决定": 5,
    "解除惩戒中": 5,
    "已办结": 6,
}
"""The stage of the public bar (提交 1, 受理 2, 审核 3, 决定 4, 解除惩戒 5) at which a repair in this state is."""
ENDINGS = frozenset({"不予受理", "不予修复", "已撤回", "待补正"})
"""States that the bar tells in words beside its stage."""
STAGED = "R"
"""The letter of the cases that have the bar."""


_NAMES: Mapping[Any, Any] = {
    Role.SUBJECT: lazy_gettext("信用主体"),
    Role.OFFICER: lazy_gettext("经办人"),
    Role.LEGAL: lazy_gettext("法制审核"),
    Role.MANAGER: lazy_gettext("审批人"),
    Role.HEAD: lazy_gettext("单位负责人"),
    Role.IMPLEMENTER: lazy_gettext("实施单位"),
    Role.CREDIT_OFFICE: lazy_gettext("信用办"),
    Role.DESIGNER: lazy_gettext("流程设计"),
    Role.ADMIN: lazy_gettext("系统管理员"),
    Role.AUDITOR: lazy_gettext("审计"),
    Role.SYSTEM: lazy_gettext("系统"),
    Mark.MET: lazy_gettext("已满足"),
    Mark.FAILED: lazy_gettext("不满足"),
    Mark.OPEN: lazy_gettext("待核"),
    Source.UNIT: lazy_gettext("认定单位确认"),
    Source.REGISTRY: lazy_gettext("登记信息"),
    Source.CHECKED: lazy_gettext("经办人核验的材料"),
    Source.STATEMENT: lazy_gettext("申请人声明"),
}
"""The names that the law gives to these, in the reader's language."""


def named(member: Role | Mark | Source) -> str:
    """What it is called on a page."""
    return str(_NAMES[member])


def role_label(group: str) -> str:
    """`officer@SJJ` as a person says it."""
    role, _, _unit = group.partition("@")
    return named(Role(role))


def fresh_key() -> str:
    """Names one form on one page, so that it counts once however often it is sent."""
    return secrets.token_urlsafe(12)


def letter_of(number: str) -> str:
    """The kind of a case by its number: XF2026-R-000038 is an R."""
    parts = number.split("-")
    return parts[1] if len(parts) == 3 else ""


def stage_of(number: str, state: str) -> int | None:
    """Where a repair is on the bar of five stages; None for other cases and for withdrawn ones."""
    return _STAGES.get(state) if letter_of(number) == STAGED else None


def side_of(state: str) -> str:
    """What stands in words beside the stage."""
    return state if state in ENDINGS else ""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What kinds of cases there are: the name of each process by its key, and by the letter of its case numbers."""

    names: Mapping[str, str]
    letters: Mapping[str, str]

    def of(self, number: str) -> str:
        """The kind of the case with this number, in words."""
        return self.letters.get(letter_of(number), "")


@lru_cache(maxsize=8)
def _kinds(bundle: Bundle) -> Kinds:
    names: dict[str, str] = {}
    letters: dict[str, str] = {}
    for path, content in sorted(bundle.files.items()):
        if path.endswith("/process.toml"):
            said = tomllib.loads(content.decode())
            key = str(said.get("key") or path.split("/")[-2])
            names[key] = str(said.get("name") or key)
            letters.setdefault(str(said.get("letter", "")), names[key])
    return Kinds(names, letters)


def kinds(connection: Open) -> Kinds:
    """The kinds of the live release."""
    try:
        release_id = g.office.live_release(connection, g.received_at)
    except NotAvailable:
        return Kinds({}, {})
    return _kinds(g.office.bundle(connection, release_id))


def _translations() -> Translations:
    """The words of the reader's language, looked up once a request and not once a word."""
    if "translations" not in g:
        g.translations = get_translations()
    found: Translations = g.translations
    return found


def _said(text: str) -> str:
    return str(_translations().ugettext(text))


def _counted(one: str, many: str, number: int) -> str:
    return str(_translations().ungettext(one, many, number))


def _said_as(context: str, text: str) -> str:
    return str(_translations().upgettext(context, text))


def install(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(_said, _counted, newstyle=True, pgettext=_said_as)  # type: ignore[attr-defined]
    app.jinja_env.filters["named"] = named
    app.jinja_env.globals.update(
        role_label=role_label, fresh_key=fresh_key, stage_of=stage_of, side_of=side_of, letter_of=letter_of, FAR=FAR
    )
