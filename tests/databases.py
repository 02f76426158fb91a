"""One app for the whole test run on each database, and a fresh database before every test.

Migrating takes a second, restoring a template's rows a few milliseconds. So each database is
migrated and filled once, and restored before each test.
"""

import sqlite3
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

import config
from leaderboard import configuration, create_app, live
from leaderboard.extensions import db
from leaderboard.web.request import pace
from tests.cast import Cast, gather
from tests.services import Postgres


@dataclass(frozen=True)
class RestorableApp:
    """An app, and how to restore its database to the template."""

    app: Flask
    cast: Cast
    restore: Callable[[], None]


class OutsideClient(FlaskClient):
    """A client as separate from the test as a browser is.

    Without the fresh context a request would share `g`, and with it the signed-in person, with an
    app context that the test holds. The rollback lets the test's session see what was stored.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return response


def on_sqlite(folder: Path) -> RestorableApp:
    template, path = folder / "template.sqlite3", folder / "leaderboard.sqlite3"
    cast = fill(make_app(f"sqlite:///{template}", data=folder))
    app = make_app(f"sqlite:///{path}", data=folder)
    source, copy = sqlite3.connect(template), sqlite3.connect(path)
    copy.execute("PRAGMA synchronous = OFF")

    def restore() -> None:
        source.backup(copy)
        forget_what_was(app)

    return RestorableApp(app, cast, restore)


def on_postgresql(server: Postgres, folder: Path) -> RestorableApp:
    app = make_app(server.make("leaderboard"), data=folder)
    cast = fill(app)
    with app.app_context():
        event.listen(db.engine, "connect", refuse_to_write_while_reading)
    connection = server.connect("leaderboard")
    statements = keep_seed(connection)

    def restore() -> None:
        connection.execute(statements)
        forget_what_was(app)

    return RestorableApp(app, cast, restore)


def refuse_to_write_while_reading(connection: psycopg.Connection, record: Any) -> None:
    """Reads take no transaction there, so anything that writes outside one would be committed."""
    connection.execute("SET default_transaction_read_only = on")
    connection.commit()
    connection.read_only = False


def keep_seed(connection: psycopg.Connection) -> bytes:
    """Copy all rows aside; returns the statements that restore them, and the counters with them.

    Copying a whole database would take 60 ms, and truncating all tables 40.
    """
    # With foreign key checks off, the order of the tables does not matter. A test that left a
    # transaction open fails the next one instead of hanging it.
    statements = ["SET session_replication_role = replica", "SET lock_timeout = '5s'"]
    connection.execute("CREATE SCHEMA seed")
    for name in db.metadata.tables:
        kept = connection.execute(
            f'CREATE TABLE seed."{name}" AS TABLE public."{name}"'.encode()
        ).rowcount
        statements.append(f'DELETE FROM public."{name}"')
        if kept:
            statements.append(f'INSERT INTO public."{name}" SELECT * FROM seed."{name}"')
    counters = connection.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall()
    for name, last in counters:
        statements.append(f"SELECT setval('{name}', {last or 1}, {last is not None})")
    return "; ".join(statements).encode()


def make_app(url: str, *, data: Path) -> Flask:
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "a secret of the tests",
            "DATA": data,
            "SQLALCHEMY_DATABASE_URI": url,
            "SQLALCHEMY_ENGINE_OPTIONS": config.engine_options(url),
            "REDIS_URL": "",
        }
    )
    app.test_client_class = OutsideClient
    return app


def fill(app: Flask) -> Cast:
    """The migrated schema, with the cast in it."""
    with app.app_context():
        flask_migrate.upgrade()
        cast = gather()
        db.engine.dispose()
    return cast


def forget_what_was(app: Flask) -> None:
    """What the app remembers about the database is from the test before, and so are its streams."""
    with app.app_context():
        configuration.forget()
    live.init_app(app)
    pace.init_app(app)
