"""Brings the tables of a database up to date: numbered changes, each in a pre and a post half."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from workflows.store.database import Database
from workflows.store.schema import Base

_LOCK = 7_340_033
"""An arbitrary number, the same in every process: only one of them changes tables at a time."""


def create_tables(database: Database) -> None:
    """All tables of today at once, for an office that lives no longer than a scenario."""
    Base.metadata.create_all(database.engine)


def upgrade(database: Database) -> None:
    """Runs every change that this database has not had; two processes at once run it once."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
