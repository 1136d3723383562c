"""The demo office: made by playing stories on an embedded database, with a clock that can be moved on."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from webapp import demo_play
from webapp.boot import Installation, open_installation
from webapp.commands.speech import gettext as _
from webapp.commands.speech import listed
from webapp.demo_play import Playing, Say
from webapp.login import hash_password
from webapp.settings import ROOT, Settings, read_settings
from workflows.clock import CHINA, OffsetClock, StoppedClock, SystemClock, china_day
from workflows.design import cast, publish
from workflows.design.cast import Cast, parse_cast
from workflows.design.load import load_folder
from workflows.engine.definition import fingerprint
from workflows.queries import demo as queries
from workflows.registry.subjects import new_subject
from workflows.store import people, registry

FIRST_DAY = datetime(2026, 11, 23, 10, tzinfo=CHINA)
SERVICE = "一网通办"


def open_demo(say: Say) -> Installation:
    """The demo office, made on the first call and found again on the next ones."""
    settings = _settings()
    files = load_folder(ROOT / "bpmn")
    made_of = settings.data / "made-of"
    if made_of.exists() and made_of.read_text() != fingerprint(files):
        say(_("流程或演示数据已更新，重新准备演示数据 …"))
        _clear(settings)
    installation = open_installation(settings)
    with installation.office.database.reading() as connection:
        latest = queries.latest_instant(connection)
    if latest is None:
        password = make(installation, files, say)
        _write_accounts(settings, password, installation)
        made_of.write_text(fingerprint(files))
    _set_clock(installation, latest)
    _print_accounts(settings, say)
    return installation


def _settings() -> Settings:
    """A database of its own beside everything else, whatever the environment says of the office's."""
    plain = read_settings()
    data = plain.data / "demo"
    start = SystemClock().now() if os.environ.get("DEMO_TODAY") == "1" else FIRST_DAY
    url = os.environ.get("XINFU_DATABASE_URL") or f"sqlite:///{data / 'xinfu.db'}"
    return replace(plain, data=data, database_url=url, sandbox_start=start)


def _clear(settings: Settings) -> None:
    for path in settings.data.glob("xinfu.db*"):
        path.unlink()


def _set_clock(installation: Installation, latest: datetime | None) -> None:
    """The demo goes on where it was left: never before the last thing that happened in it."""
    clock = installation.office.clock
    if isinstance(clock, OffsetClock) and latest is not None and latest > clock.now():
        clock.advance_to(latest)


def make(installation: Installation, files: Mapping[str, bytes], say: Say) -> str:
    """Fills an empty office up to its present instant; returns the password of every account."""
    office, clock = installation.office, installation.office.clock
    password = secrets.token_urlsafe(9)
    begins, until = demo_play.begins(files), clock.now()
    stopped = StoppedClock(min(begins, until))
    office.clock = stopped
    say(_("发布流程 …"))
    release_id = publish.propose(office, files, by="zhengyu", note="演示")
    publish.approve(office, release_id, by="qianjin", live_from=office.clock.now())
    say(_("登记单位、人员和企业 …"))
    company = parse_cast(files["demo/people.toml"].decode())
    ids = _enter_company(installation, company, hash_password(password), china_day(begins))
    say(_("办理演示案件：一年来已办结的，和正在办理的 …"))
    demo_play.play(Playing(installation, stopped, company, ids), files, until, say)
    office.clock = clock
    return password


def _enter_company(installation: Installation, company: Cast, password: str, since: date) -> Mapping[str, int]:
    """Everybody who is there from the first day: staff, enterprises, who acts for them, who is absent."""
    office = installation.office
    with office.database.writing() as connection:
        ids = cast.enter_cast(connection, company, {member.login: password for member in company.members})
        for enterprise in company.enterprises:
            new = replace(
                new_subject(office.district, enterprise.uscc, enterprise.name),
                address=enterprise.address,
                phone=enterprise.phone,
                service_consent_on=since if enterprise.consent else None,
            )
            registry.add_subject(connection, new)
        for mandate in company.mandates:
            subject = registry.find_subject_by_uscc(connection, office.district, mandate.uscc)
            if subject is not None:
                cast.add_mandate(connection, ids[mandate.login], subject.id, mandate, since)
        for absence in company.absences:
            cast.add_absence(connection, ids, absence)
    return ids


def _write_accounts(settings: Settings, password: str, installation: Installation) -> None:
    """Accounts with their password, and one service token; readable by the owner only."""
    token = secrets.token_urlsafe(24)
    office = installation.office
    with office.database.writing() as connection:
        holder = people.find_by_login(connection, "wuhao")
        if holder is not None:
            people.add_service_account(
                connection, people.service_account(SERVICE, token, holder.id, office.clock.now())
            )
        accounts = queries.list_accounts(connection)
    said = {
        "password": password,
        "accounts": [
            {"login": row.login, "name": row.name, "unit": row.unit, "roles": row.roles, "password": password}
            for row in accounts
        ],
        "service": {"name": SERVICE, "token": token},
    }
    path = _accounts_path(settings)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(said, file, ensure_ascii=False, indent=1)


def _accounts_path(settings: Settings) -> Path:
    return settings.data.parent / "demo-accounts.json"


def _print_accounts(settings: Settings, say: Say) -> None:
    path = _accounts_path(settings)
    if not path.exists():
        return
    said = json.loads(path.read_text(encoding="utf-8"))
    say("")
    say(_("演示账号（密码均为 %(password)s）：", password=said["password"]))
    for row in said["accounts"]:
        say(f"  {row['login']:<12}{row['name']}  {row['unit'] or _('企业')}  {listed(row['roles'])}")
    say(_("接口令牌和全部账号在 %(path)s", path=path))
    say("")
