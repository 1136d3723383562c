"""Decides what every test that opens a store gets: a clean database of each kind, and an office in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.builders.offices import TestOffice, open_office
from workflows.store.database import Database
from workflows.store.schema import Base


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with all tables; each test copies the file."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    """A PostgreSQL database of this test process's own, in the server that `make test` started."""
    server = os.environ.get("XINFU_TEST_POSTGRES", "")
    if not server:
        pytest.fail("no PostgreSQL: tests that open a store are run by `make test`")
    url = make_url(server)
    name = f"xinfu_test_{os.getpid()}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    database = Database(url.set(database=name).render_as_string(hide_password=False))
    Base.metadata.create_all(database.engine)
    yield database
    database.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty database; the test runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "office.db"
        shutil.copy(sqlite_template, path)
        opened = Database(f"sqlite:///{path}")
        yield opened
        opened.close()
        return
    shared: Database = request.getfixturevalue("postgres")
    yield shared
    with shared.writing() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def house(database: Database, tmp_path: Path) -> TestOffice:
    """An office on a clean database, at 10 o'clock on Monday 2026-11-23, with the test processes released."""
    return open_office(database, tmp_path / "files")
