"""Lists of cases."""

from __future__ import annotations

from sqlalchemy import Connection, select

from workflows.store.schema import Case


def list_ids(connection: Connection) -> list[int]:
    """Every case there is, oldest first."""
    return list(connection.execute(select(Case.id).order_by(Case.id)).scalars())
