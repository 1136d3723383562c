"""A database of its own for each measurement: a SQLite file, or one more database in the private PostgreSQL."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from workflows.store.database import Database

KINDS = ("sqlite", "postgres")
SERVER = "XINFU_TEST_POSTGRES"
_ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def fresh_place(kind: str) -> Iterator[tuple[str, Path]]:
    """The address of an empty database and a folder beside it; both are gone afterwards."""
    with TemporaryDirectory(prefix="xinfu-bench-") as name:
        folder = Path(name)
        if kind == "sqlite":
            yield f"sqlite:///{folder / 'office.db'}", folder
            return
        own = f"xinfu_bench_{os.getpid()}_{folder.name[-8:].lower()}"
        server = Database(server_url())
        try:
            _administer(server, f'CREATE DATABASE "{own}"')
            yield server.engine.url.set(database=own).render_as_string(hide_password=False), folder
        finally:
            _administer(server, f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
            server.close()


def server_url() -> str:
    """The running PostgreSQL that the environment names, or the private one of this checkout, started when needed."""
    given = os.environ.get(SERVER, "")
    if given:
        return given
    command = [str(_ROOT / "scripts" / "postgres.sh"), "start"]
    started = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    return started.stdout.strip()


def _administer(server: Database, sql: str) -> None:
    with server.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(sql)
