"""Run by Alembic on the connection that shopdesk.data.opening hands over."""

from alembic import context

from shopdesk.data.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
