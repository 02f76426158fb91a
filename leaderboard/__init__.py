"""A leaderboard for sales teams: the application and how it is put together."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask

import config
from leaderboard import cli, database, live, locale, models, web
from leaderboard.extensions import db, login, migrate
from leaderboard.publishing.proposals import worker

# The models are imported so that the database extension knows every table.
__all__ = ["create_app", "models"]


class App(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """None of our functions is a coroutine; Flask would look at each in every request."""
        return func


def create_app(overrides: Mapping[str, Any] | None = None, *, is_served: bool = True) -> Flask:
    """The app, configured from the environment and then by `overrides` (for tests).

    One that is served needs its secret key and refuses the debugger; the command line can do
    without (`flask init` makes the key).
    """
    app = App(
        __name__,
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
    )
    app.config.from_mapping(config.load(os.environ))
    app.config.from_mapping(overrides or {})
    if is_served and not app.config["SECRET_KEY"]:
        raise config.MissingSecret("No secret key: run `flask init` first, or set SECRET_KEY.")
    if is_served and app.debug:
        raise config.DebugServed("FLASK_DEBUG is set: the debugger must not face people.")
    bind(app)
    web.register(app)
    cli.init_app(app)
    return app


def bind(app: Flask) -> None:
    """Tie the extensions to this app."""
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"))
    login.init_app(app)
    locale.init_app(app)
    live.init_app(app)
    worker.init_app(app)
