"""How alembic runs a change: on the connection that `upgrade` hands over, inside its transaction."""

from alembic import context

from workflows.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=False,
    render_as_batch=True,
)
context.run_migrations()
