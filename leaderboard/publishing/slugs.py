"""The slugs of what is made on a page: from its name, and different from every other."""

import re
from typing import Any

from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.locale.names import ascii_digits

LONGEST = 50


def fresh_slug(name: str, column: Any, *, noun: str) -> str:
    """A slug that the column does not hold; a name without Latin letters takes the noun's."""
    plain = ascii_digits(name).casefold().encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or noun
    taken = set(db.session.scalars(select(column).where(column.startswith(stem))))
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found
