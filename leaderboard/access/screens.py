"""The keys of the screens: shown once, kept as a hash, gone when revoked.

Whoever makes, renews or revokes one does so within `scoring.publish` and audits it; the open
screen hears of it with that commit.
"""

import secrets

from sqlalchemy import bindparam, select

from leaderboard.access.sessions import hash_of
from leaderboard.extensions import db
from leaderboard.models import Screen

BY_KEY = select(Screen).where(Screen.key_hash == bindparam("hashed"))


def make_key() -> str:
    """A new key, for the address of one screen: 192 bits, so nobody needs to count guesses."""
    return secrets.token_urlsafe(24)


def key_hash(key: str) -> str:
    """What is kept of a key."""
    return hash_of(key)


def find(hashed: str) -> Screen | None:
    """The screen that a key belongs to, also when it is revoked."""
    return db.session.scalar(BY_KEY, {"hashed": hashed})
