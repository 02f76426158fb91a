"""Runs all pending migrations in one transaction, on SQLite and PostgreSQL: all of them or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.types import TypeDecorator

from leaderboard.database import WAIT_SECONDS
from leaderboard.planner import tell_planner

# An arbitrary number, the same in every process: web machines that start together migrate one by
# one.
MIGRATION_LOCK = 7_365_001


def migrate_database() -> None:
    """Bring the current app's database to the requested revision."""
    migrate = current_app.extensions["migrate"]
    with migrate.db.engine.connect() as connection, without_foreign_keys(connection):
        context.configure(
            connection=connection.execution_options(write=WAIT_SECONDS),
            target_metadata=migrate.db.metadata,
            # Both databases can roll back a CREATE TABLE; Alembic does not expect that of SQLite.
            transactional_ddl=True,
            render_item=render_plain_types,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:id)"), {"id": MIGRATION_LOCK}
                )
            context.run_migrations()
            refuse_orphans(connection)
            tell_planner(connection)


def render_plain_types(kind: str, item: Any, context: Any) -> str | bool:
    """A migration names the database's types rather than ours, which may change later."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by copying it and dropping the old one; that must not cascade."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def refuse_orphans(connection: Connection) -> None:
    """SQLite did not check references along the way, so they are checked here, before the
    commit."""
    if connection.dialect.name == "sqlite":
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
        if orphans:
            raise RuntimeError(f"The migration leaves rows that point nowhere: {orphans[:5]}")


migrate_database()
