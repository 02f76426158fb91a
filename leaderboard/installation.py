"""What an installation needs before it can start: its folder, its secret key, its schema."""

import base64
import hashlib
import hmac
import logging
import os
import re
import secrets
from pathlib import Path

import flask_migrate
from flask import current_app
from sqlalchemy import text

from leaderboard import configuration
from leaderboard.database import WAIT_SECONDS
from leaderboard.extensions import db

# What this program puts into its data folder. A folder with anything else in it belongs to
# somebody.
OURS = re.compile(
    r"\.?secret_key(\.\w+)?|leaderboard(-before-[\d-]+)?\.sqlite3(-wal|-shm|-journal|\.import)?"
    r"|server\.lock|demo\.json|restore\.sql"
)
OTHERS = 0o077


class SharedFolder(RuntimeError):
    """The data folder is open to other users of this machine, and not ours to close."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def keep_folder(data: Path) -> None:
    """Make sure that the data folder exists and nobody else can look into it.

    An open folder is closed if it is empty or holds only what this program has put there. Anything
    else may be somebody's home or a shared place: it raises SharedFolder and touches nothing.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = data.stat()
    if not found.st_mode & OTHERS:
        return
    is_mine = found.st_uid == os.geteuid()
    if not is_mine or not all(OURS.fullmatch(name) for name in os.listdir(data)):
        raise SharedFolder(data)
    data.chmod(0o700)


def make_secret(data: Path) -> None:
    """Make the folder and, once, the key that signs cookies and links."""
    keep_folder(data)
    path = data / "secret_key"
    if path.exists():
        return
    # Written aside and then linked, so that nobody ever reads half a key and the first one stays.
    aside = data / f".secret_key.{secrets.token_hex(4)}"
    write_private(aside, secrets.token_urlsafe(48) + "\n")
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        aside.unlink()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def make_schema() -> None:
    """Migrate the current app's database to the newest version."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.upgrade()


def empty() -> None:
    """Delete everything in the current app's database; only the demo may."""
    db.session.remove()
    engine = db.engine.execution_options(write=WAIT_SECONDS)
    with engine.connect() as connection, connection.begin():
        db.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    configuration.forget()
    make_schema()


def set_up_token() -> str:
    """A token that proves that whoever founds the company in the browser has read the log.

    It is derived from the secret key, so it is stored nowhere and the same on every machine; 100
    bits.
    """
    key = current_app.config["SECRET_KEY"].encode()
    digest = hmac.new(key, b"set up this installation", hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:20]


def ask_database() -> None:
    """Query the database for nothing in particular; raises the driver's error if it does not
    answer."""
    db.session.execute(text("SELECT 1"))
