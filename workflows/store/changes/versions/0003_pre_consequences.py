"""What a record brings about beside measures has a table; a measure says what its own term is."""

import sqlalchemy as sa
from alembic import op

from workflows.store.schema import Base

revision = "0003_pre"
down_revision = "0002_pre"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What the first change of a fresh database has made already is left as it is."""
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    if "term" not in {column["name"] for column in sa.inspect(bind).get_columns("measures")}:
        with op.batch_alter_table("measures") as table:
            table.add_column(sa.Column("term", sa.String, nullable=False, server_default=""))
