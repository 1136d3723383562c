"""A PostgreSQL that is restarted: who comes next is served at once, and who comes while it is away is told so."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from tests.builders.offices import ROOT
from workflows.errors import NotAvailable
from workflows.store.database import Database

Tell = Callable[[str], str]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Tell]:
    """A server of this test's own; told start, stop or url."""
    script = tmp_path / "scripts" / "postgres.sh"
    script.parent.mkdir()
    shutil.copy(ROOT / "scripts" / "postgres.sh", script)

    def tell(verb: str) -> str:
        return subprocess.run([str(script), verb], capture_output=True, check=True, text=True).stdout.strip()

    home = Path(str(make_url(tell("start")).query["host"])).parent
    yield tell
    tell("stop")
    shutil.rmtree(home, ignore_errors=True)


def _ask(database: Database) -> None:
    for transaction in (database.reading, database.writing):
        with transaction() as connection:
            assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_nobody_is_refused_after_a_restart(server: Tell) -> None:
    """Every connection that the pool kept is dead; each is replaced before anybody works with it."""
    database = Database(server("url"))
    with database.reading() as one, database.reading() as two, database.reading() as three:
        for connection in (one, two, three):
            connection.execute(text("SELECT 1"))
    server("stop")
    server("start")
    with database.reading() as one, database.writing() as two, database.reading() as three:
        for connection in (one, two, three):
            assert connection.execute(text("SELECT 1")).scalar_one() == 1
    database.close()


def test_who_comes_while_it_is_away_is_told_and_served_afterwards(server: Tell) -> None:
    """A refusal in words, once for each who asks; then everything goes on by itself."""
    database = Database(server("url"))
    _ask(database)
    server("stop")
    for _time in range(2):
        with pytest.raises(NotAvailable, match="数据库暂时连接不上"):
            _ask(database)
    server("start")
    _ask(database)
    database.close()


def test_a_notice_of_the_server_is_no_end(server: Tell) -> None:
    """A changed setting is told to every connection; they are kept."""
    database = Database(server("url"))
    with database.reading() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = Database(server("url"))
    with other.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ALTER SYSTEM SET default_transaction_read_only = on"))
        connection.execute(text("SELECT pg_reload_conf()"))
    other.close()
    with database.reading() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() == pid
    database.close()
