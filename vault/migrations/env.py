"""Run by Alembic; the vault passes in its own connection and commits it."""

from alembic import context

from vault.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
