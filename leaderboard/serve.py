"""`make run`: serve this installation with the production server."""

import logging
import os
import resource
import socket
import sys

import click
from flask import Flask

import config
from leaderboard import configuration, create_app, installation, scoring
from leaderboard.access.invites import own_address
from leaderboard.backups import Serving, hold_place
from leaderboard.cli.terminal import in_a_sentence


@click.command()
def main() -> None:
    """Create what is missing, say how to begin, and become the server."""
    with in_a_sentence():
        app = ready()
        refuse_taken_address()
        with app.app_context():
            if not configuration.is_founded():
                click.echo(invitation(), err=True)
        become_server()


def ready() -> Flask:
    """The app with its folder, key and schema in place; this process serves nothing itself."""
    loaded = config.load(os.environ)
    installation.keep_folder(loaded["DATA"])
    if not loaded["SECRET_KEY"]:
        installation.make_secret(loaded["DATA"])
    app = create_app()
    with app.app_context():
        installation.make_schema()
        finish_import()
    return app


def finish_import() -> None:
    """Finish an import that was decided and then cut off, or discard one that was not."""
    try:
        with scoring.only_import():
            if file := scoring.finish_import():
                click.echo(f"Finished the import of {file}, which had been cut off.", err=True)
    except scoring.OthersWriting:
        # It is running now, beside the server.
        return
    except Exception:
        # Whatever blocks it will block the next import too, but nobody else.
        logging.getLogger(__name__).exception("An import that was cut off cannot be finished.")


def refuse_taken_address() -> None:
    """Say once, before doing much, that nothing can listen there; gunicorn would retry and use
    words of its own."""
    host, port = config.address(os.environ)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        # Python repeats the address in brackets.
        why = (error.strerror or str(error)).partition(" (")[0]
        raise click.ClickException(
            f"Cannot listen on {host}:{port}: {why}. Set HOST or PORT to another one."
        ) from error


def invitation() -> str:
    """Where to found the company, and with which token."""
    token = installation.set_up_token()
    return (
        "\nThere is no organisation here yet. Set it up in the browser:\n"
        f"  {own_address()}/set-up?token={token}\n"
        f"(the set-up token is {token})\n"
        "or in the terminal: flask init --name NAME --admin EMAIL\n"
    )


def become_server(app: str = "wsgi:app") -> None:
    """Replace this process with gunicorn: a clean start, so that gevent comes before the
    application."""
    loaded = config.load(os.environ)
    try:
        hold_place(loaded["DATA"])
    except Serving as error:
        raise SystemExit("A restore is running. Start the server when it is done.") from error
    raise_file_limit(loaded["STREAM_CAP"] + 1000)
    os.chdir(config.ROOT)
    conf = config.ROOT / "leaderboard" / "gunicorn_conf.py"
    arguments = ["-m", "gunicorn", "--config", str(conf), app]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *arguments])


def raise_file_limit(wanted: int) -> None:
    """Every stream is an open file, and many systems allow a process only 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    main()
