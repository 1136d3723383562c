"""The first tables of the office."""

from alembic import op

from workflows.store.schema import Base

revision = "0001_pre"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())
