"""What every command does first: use the terminal's language, and require a company."""

import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import IO, Any
from unicodedata import category, east_asian_width

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError, OperationalError

import config
from leaderboard import configuration
from leaderboard.access import sessions
from leaderboard.database import first_line, is_away
from leaderboard.extensions import db
from leaderboard.installation import SharedFolder
from leaderboard.locale import LANGUAGES, Writing, current_writing, write_as
from leaderboard.models import Organisation

# What spells the flag of a part of a country, as of Scotland.
TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))
# Persian half-spaces, the marks that keep a name or a Latin word in its place in a sentence, and
# what joins the parts of one emoji.
KEPT = (
    "\N{ZERO WIDTH NON-JOINER}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
    f"\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}\N{ZERO WIDTH JOINER}{TAGS}"
)
UNSHOWN = "\N{REPLACEMENT CHARACTER}"


class Failed(click.ClickException):
    """A command that cannot do what it should. The sentence is complete from the start: by the time
    click shows it, the terminal's language is no longer known."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.sentence = _("Error: %(why)s", why=why)

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.sentence, file=file, err=True)


def in_terminal(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run the command in the app's context and the terminal's language."""

    @with_appcontext
    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        write_as(Writing(language=language_of(os.environ)))
        with in_a_sentence(), stopped_alike():
            return command(*args, **kwargs)

    return run


@contextmanager
def stopped_alike() -> Iterator[None]:
    """TERM stops a command as Ctrl-C does, so that it also removes what it left half done. Only the
    main thread hears signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Errors from settings, folders and databases end the command with one sentence."""
    try:
        yield
    except (config.BadSetting, config.DebugServed) as error:
        raise Failed(str(error)) from error
    except SharedFolder as error:
        raise Failed(
            _(
                "Other users of this machine can read the data folder %(path)s. It holds other "
                "files too, so its permissions were left alone. Set LEADERBOARD_DATA to a folder "
                "of its own, or restrict this one yourself: chmod 700 %(path)s",
                path=error.path,
            )
        ) from error
    except KeyboardInterrupt as stopped:
        raise Failed(_("Stopped before it was done.")) from stopped
    except BrokenPipeError:
        # Whoever reads the output has seen enough; click ends the command.
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise Failed(f"{where}{error.strerror or error}") from error
    except Exception as error:
        # Anything else a database raises is a bug, and must be loud.
        refused = (DatabaseError, OperationalError, sqlite3.OperationalError)
        if not is_away(error) and type(error) not in refused:
            raise
        why = printable(first_line(error))
        raise Failed(_("The database cannot be used: %(why)s", why=why)) from error


def on_company(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a command that needs the organisation; dates and sums are written its way."""

    @in_terminal
    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        language = current_writing().language
        house = sessions.house(language=language) if is_founded() else None
        if house is None:
            raise Failed(
                _("There is no organisation here yet. To set one up, see: flask init --help")
            )
        write_as(house.writing)
        return command(*args, **kwargs)

    return run


def is_founded() -> bool:
    """Whether there is an organisation; the database may have no tables, or not exist."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return False
    return inspect(db.engine).has_table(Organisation.__tablename__) and configuration.is_founded()


def language_of(environ: Mapping[str, str]) -> str:
    """The terminal's language, if we have it."""
    asked = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return next((known for known in LANGUAGES if known[:2] == asked[:2]), LANGUAGES[0])


def printable(text: str) -> str:
    """The text without terminal control characters: names and files may contain anything."""
    return "".join(shown(sign) for sign in text)


def shown(sign: str) -> str:
    if category(sign) == "Zs":
        return " "
    return sign if sign.isprintable() or sign in KEPT else UNSHOWN


def room(text: str) -> int:
    """How many columns the text takes in the terminal: combining marks take none, wide characters
    two."""
    seen = (sign for sign in text if category(sign) not in ("Cf", "Mn", "Me"))
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in seen)
