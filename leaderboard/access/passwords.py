"""Passwords: argon2id, checked in the same time whether or not anybody has the address."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
# Verified for people who are not there or have no password yet, so that both take equally long.
NOBODY = HASHER.hash("nobody has this password")


def hash_of(password: str) -> str:
    return HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password; without a kept hash the answer is no, after the same work."""
    try:
        return HASHER.verify(kept or NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether today's settings ask for more work than this hash was made with."""
    return HASHER.check_needs_rehash(kept)
