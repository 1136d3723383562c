"""The settings of an installation: typed, documented, and refused when unsafe in production."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workflows.clock import CHINA
from workflows.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent
"""The checkout that this office runs from."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation is told by its environment; every name begins with XINFU_."""

    database_url: str
    """XINFU_DATABASE_URL: where the office is kept; default a SQLite file in the data folder."""
    data: Path
    """XINFU_DATA_DIR: uploads, papers, feed; default `var` beside the code."""
    secret: str
    """XINFU_SECRET_KEY: signs sessions; made once and kept in the data folder when not given."""
    sandbox_start: datetime | None
    """XINFU_CLOCK: a sandbox clock that starts there (ISO 8601) and can be moved on; never with PostgreSQL in production."""
    production: bool
    """XINFU_PRODUCTION=1: refuses a sandbox clock, a made-up secret and cookies without TLS."""
    smtp: str
    """XINFU_SMTP: host:port of the mail server; without it mails are written into the data folder."""
    mail_from: str
    """XINFU_MAIL_FROM: the sender of all mail."""
    base_url: str
    """XINFU_BASE_URL: how people reach the office from outside; stands in mails and QR codes."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Reads the environment. Raises BadInput with the name of the setting that cannot be used."""
    data = Path(environment.get("XINFU_DATA_DIR") or ROOT / "var").resolve()
    production = environment.get("XINFU_PRODUCTION", "") == "1"
    secret = environment.get("XINFU_SECRET_KEY", "")
    sandbox = _instant(environment.get("XINFU_CLOCK", ""))
    if production and len(secret) < 32:
        raise BadInput(
            "XINFU_SECRET_KEY 未设置或少于 32 个字符", english="Set XINFU_SECRET_KEY to 32 characters or more."
        )
    if production and sandbox is not None:
        raise BadInput("正式环境不能使用 XINFU_CLOCK", english="XINFU_CLOCK is for sandboxes only.")
    return Settings(
        database_url=environment.get("XINFU_DATABASE_URL") or f"sqlite:///{data / 'xinfu.db'}",
        data=data,
        secret=secret or _kept_secret(data),
        sandbox_start=sandbox,
        production=production,
        smtp=environment.get("XINFU_SMTP", ""),
        mail_from=environment.get("XINFU_MAIL_FROM", "xinfu@xinbei.example"),
        base_url=environment.get("XINFU_BASE_URL", "http://127.0.0.1:8000"),
    )


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as problem:
        raise BadInput(f"XINFU_CLOCK“{text}”无法识别", english="XINFU_CLOCK is not an ISO 8601 instant.") from problem
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _kept_secret(data: Path) -> str:
    data.mkdir(parents=True, exist_ok=True)
    path = data / "secret"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text()
