"""The keys of the screens: shown once, stored as a hash, useless once revoked.

Make, renew or revoke a key within `scoring.publish` and audit it; the open screen hears of it with
that commit.
"""

import secrets

from leaderboard import configuration
from leaderboard.access.sessions import hash_of
from leaderboard.configuration import ScreenFacts


def make_key() -> str:
    """A new key, for one screen's address: 192 bits, so guessing needs no limit."""
    return secrets.token_urlsafe(24)


def key_hash(key: str) -> str:
    """What is stored of a key."""
    return hash_of(key)


def find(hashed: str) -> ScreenFacts | None:
    """The screen that a key opens; None if nobody made it or it was revoked."""
    return configuration.current().screens().get(hashed)
