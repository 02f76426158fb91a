"""The keys of the screens: shown once, stored as a hash, useless once revoked.

Make, renew or revoke a key within `scoring.publish` and audit it; the open screen hears of it with
that commit.
"""

import secrets

from sqlalchemy import bindparam, select

from leaderboard.access.sessions import hash_of
from leaderboard.extensions import db
from leaderboard.models import Screen

BY_KEY = select(Screen).where(Screen.key_hash == bindparam("hashed"))


def make_key() -> str:
    """A new key, for one screen's address: 192 bits, so guessing needs no limit."""
    return secrets.token_urlsafe(24)


def key_hash(key: str) -> str:
    """What is stored of a key."""
    return hash_of(key)


def find(hashed: str) -> Screen | None:
    """The screen a key belongs to, even if the screen is revoked."""
    return db.session.scalar(BY_KEY, {"hashed": hashed})
