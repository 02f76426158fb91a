"""Configuration, read from the environment once, when the app is made.

`LEADERBOARD_DATA` (default `data`) is the folder with what this installation owns: the SQLite
database and the secret key. `DATABASE_URL` and `REDIS_URL` move it to PostgreSQL and several
machines.
"""

import re
import socket
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).parent
# Whatever grants access when it appears in an address: keys of screens, tokens of links.
SECRETS = re.compile(r"(/(?:screen|invites|reset)/|[?&;](?:key|token|password)=)[^\s/?&#;\"']+")
DATABASES = ("sqlite", "postgresql+psycopg")
ANYWHERE = ("0.0.0.0", "::")


class BadSetting(ValueError):
    """A variable has a value that cannot be used; the sentence names it."""


class MissingSecret(RuntimeError):
    """There is no secret key yet; `flask init` or `make run` makes one."""


class DebugServed(RuntimeError):
    """The debugger lets anybody who sees an error run code, so it must never face people."""


def load(environ: Mapping[str, str]) -> dict[str, Any]:
    """All the app's configuration from `environ`, with defaults for a small installation."""
    data = Path(environ.get("LEADERBOARD_DATA") or ROOT / "data").absolute()
    url = database_url(environ.get("DATABASE_URL", ""), data=data)
    secure = environ.get("HTTPS", "") == "1"
    return {
        "DATA": data,
        "SECRET_KEY": environ.get("SECRET_KEY") or read_secret(data),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        "REDIS_URL": redis_url(environ.get("REDIS_URL", "")),
        "PUBLIC_URL": environ.get("PUBLIC_URL", "").rstrip("/"),
        "LOCAL_URL": local_url(environ),
        "TRUSTED_HOSTS": [h for h in environ.get("TRUSTED_HOSTS", "").split(",") if h] or None,
        "TRUSTED_PROXIES": whole(environ, "TRUSTED_PROXIES", 0),
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "SESSION_COOKIE_NAME": "__Host-leaderboard" if secure else "leaderboard",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # The session's row ends it earlier; no response sets a cookie that says nothing new.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=90),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        # For each person, counted by each process for itself.
        "LOGS_A_MINUTE": whole(environ, "LOGS_A_MINUTE", 120),
        "STREAM_CAP": whole(environ, "STREAM_CAP", 1000),
    }


def address(environ: Mapping[str, str]) -> tuple[str, int]:
    """Where the server listens: on this machine only, unless HOST says otherwise."""
    port = whole(environ, "PORT", 8000)
    if not 0 < port < 65536:
        raise BadSetting("PORT is a number from 1 to 65535.")
    return environ.get("HOST") or "127.0.0.1", port


def whole(environ: Mapping[str, str], name: str, usual: int) -> int:
    text = environ.get(name) or str(usual)
    if not text.isdecimal():
        raise BadSetting(f"{name} is a whole number, not {text!r}.")
    return int(text)


def local_url(environ: Mapping[str, str]) -> str:
    """Where others on the network find this machine, for links when no public address is set."""
    host, port = address(environ)
    shown = reachable(host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def reachable(host: str) -> str:
    """The host as others on the network know it."""
    if host not in ANYWHERE:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting only finds out which of our addresses would be used.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])


def read_secret(data: Path) -> str | None:
    """The key that `flask init` wrote, or None before the first start."""
    path = data / "secret_key"
    return path.read_text().strip() if path.exists() else None


def database_url(url: str, *, data: Path) -> str:
    """The database to use; any usual spelling of a PostgreSQL address means psycopg 3."""
    if not url:
        return f"sqlite:///{data / 'leaderboard.sqlite3'}"
    for old in ("postgres://", "postgresql://"):
        if url.startswith(old):
            url = "postgresql+psycopg://" + url.removeprefix(old)
    if not is_database(url):
        raise BadSetting("DATABASE_URL is written like postgresql://user:password@host/database.")
    return url


def is_database(url: str) -> bool:
    """Whether this is the address of a kind of database that we support."""
    try:
        return make_url(url).drivername in DATABASES
    except (ArgumentError, ValueError):
        # ValueError: a port that is not a number.
        return False


def redis_url(url: str) -> str:
    """Where several machines tell each other that something changed; empty if there is only one."""
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise BadSetting("REDIS_URL is written like redis://host:6379/0.")
    return url


def engine_options(url: str) -> dict[str, Any]:
    """How connections are pooled; only a server can disappear between two requests."""
    if url.startswith("sqlite"):
        # Never wait for a connection: on SQLite it is just an open file, and writers queue
        # elsewhere.
        return {"pool_size": 20, "max_overflow": -1}
    return {"pool_pre_ping": True}
