"""`make run`: serve this installation with the production server."""

import os
import resource
import sys

import click
from flask import Flask

import config
from leaderboard import configuration, create_app, installation
from leaderboard.access.invites import own_address
from leaderboard.backups import Serving, hold_place


def main() -> None:
    """Make what is missing, say how to begin, and become the server."""
    app = ready()
    with app.app_context():
        if not configuration.is_founded():
            click.echo(invitation(), err=True)
    become_server()


def ready() -> Flask:
    """The app with its folder, key and schema; this process serves nothing itself."""
    settings = config.load(os.environ)
    if not settings["SECRET_KEY"]:
        installation.make_secret(settings["DATA"])
    try:
        app = create_app()
    except config.DebugServed as error:
        raise SystemExit(str(error)) from error
    with app.app_context():
        installation.make_schema()
    return app


def invitation() -> str:
    """Where and with which token the company is founded."""
    token = installation.set_up_token()
    return (
        "\nThere is no organisation here yet. Set it up in the browser:\n"
        f"  {own_address()}/set-up?token={token}\n"
        f"(the set-up token is {token})\n"
        "or in the terminal: flask init --name NAME --admin EMAIL\n"
    )


def become_server() -> None:
    """Replace this process by gunicorn: it starts clean, so gevent comes before the application."""
    settings = config.load(os.environ)
    try:
        hold_place(settings["DATA"])
    except Serving as error:
        raise SystemExit("A restore is going on; start the server after it.") from error
    raise_file_limit(settings["STREAM_CAP"] + 1000)
    os.chdir(config.ROOT)
    conf = config.ROOT / "leaderboard" / "gunicorn_conf.py"
    arguments = ["-m", "gunicorn", "--config", str(conf), "wsgi:app"]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *arguments])


def raise_file_limit(wanted: int) -> None:
    """Every stream is an open file, and many systems allow a process only 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    main()
