"""`make demo`: a living company in the browser with one command.

LOCALE=fa makes it Persian, LIVE=1 keeps it working, RESET=1 starts over, and HOST and PORT say
where it listens.
"""

import os
from collections.abc import Callable
from typing import Any

import click

import config
from leaderboard import clock, configuration, installation, serve
from leaderboard.backups import Serving, alone
from leaderboard.cli.terminal import in_a_sentence
from leaderboard.demo.cast import COMPANIES, ENGLISH, PERSIAN
from leaderboard.demo.company import fill
from leaderboard.demo.entrance import (
    Note,
    content_of,
    is_reached_by_others,
    tell,
    tell_qr,
    with_addresses,
)
from leaderboard.extensions import db

LOCALES = {"": ENGLISH, "en": ENGLISH, "fa": PERSIAN, "fa_IR": PERSIAN}
# What the terminal calls each step.
STEPS = {"people": "Hiring people", "history": "Ninety days of work", "today": "Today so far"}


@click.command()
def main() -> None:
    """Fill the database unless the demo is already there, say how to get in, and serve."""
    with in_a_sentence():
        open_house()


def open_house() -> None:
    language = LOCALES.get(os.environ.get("LOCALE", ""))
    if language is None:
        raise SystemExit("LOCALE must be en or fa.")
    note = Note(config.load(os.environ)["DATA"] / "demo.json")
    app = serve.ready()
    with app.app_context():
        settle(note, language)
    content = with_addresses(note.read(), config.local_url(os.environ))
    note.write(content)
    tell(content)
    if is_reached_by_others(config.address(os.environ)[0]):
        tell_qr(content["url"])
    click.echo("On this machine, the sign-in page lets you in as each of them with one click.")
    click.echo("Ctrl-C stops it. The next start keeps the data; RESET=1 starts over.\n")
    os.environ.setdefault("ACCESS_LOG", "0")
    serve.become_server("leaderboard.demo.wsgi:app")


def settle(note: Note, language: str) -> None:
    """Make sure the demo's company is in the database, without ever touching a real one."""
    if configuration.is_founded() and not note.is_about(database()):
        raise SystemExit(
            "This database belongs to a company of its own, so the demo leaves it alone.\n"
            "Give the demo another folder: make demo LEADERBOARD_DATA=demo-data"
        )
    if configuration.is_founded() and (os.environ.get("RESET") == "1" or not note.is_complete):
        empty()
    serve.refuse_taken_address()
    if not configuration.is_founded():
        make(note, language)
    elif note.read()["language"] != language:
        name = COMPANIES[note.read()["language"]].charter.name
        click.echo(f"{name} is still here. RESET=1 replaces it with another company.")


def empty() -> None:
    try:
        with alone():
            installation.empty()
    except Serving as error:
        raise SystemExit("The demo is running; stop it first.") from error


def make(note: Note, language: str) -> None:
    """Fill the database and note how to get in."""
    at = clock.now()
    # From here on the database is the demo's: if this is interrupted, the next start begins again.
    note.write({"database": database(), "language": language})
    filled = fill(language, at=at, told=progress())
    day = clock.business_date(at, COMPANIES[language].charter.timezone)
    content = content_of(filled, language, day=day.isoformat())
    note.write({"database": database(), **content})


def database() -> str:
    """Which database this is, without its password: the note is about this one only."""
    return db.engine.url.render_as_string(hide_password=True)


def progress() -> Callable[[str, int, int], None]:
    """One bar for each step."""
    bars: dict[str, Any] = {}

    def told(step: str, done: int, of: int) -> None:
        if step not in bars:
            bars[step] = click.progressbar(length=of, label=f"{STEPS[step]:22}")
            bars[step].__enter__()
        bars[step].update(done - bars[step].pos)
        if done == of:
            bars[step].__exit__(None, None, None)

    return told


if __name__ == "__main__":
    main()
