"""Interviews have a table; a promise may be given in an interview, about no record, with a day of its own."""

import sqlalchemy as sa
from alembic import op

from workflows.store.schema import Base

revision = "0002_pre"
down_revision = "0001_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What the first change of a fresh database has made already is left as it is."""
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    known = {column["name"]: column for column in sa.inspect(bind).get_columns("commitments")}
    with op.batch_alter_table("commitments") as table:
        if "promise" not in known:
            table.add_column(sa.Column("promise", sa.String, nullable=False, server_default=""))
            table.add_column(sa.Column("due_on", sa.Date))
        if not known["record_id"]["nullable"]:
            table.alter_column("record_id", existing_type=sa.BigInteger, nullable=True)
