"""The slugs of what is made on a page: from its name, and different from every other.

Some stand in addresses, beside words that the addresses have of their own: none is such a word.
"""

import re
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.locale.names import ascii_digits

LONGEST = 50


def fresh_slug(name: str, column: Any, *, noun: str) -> str:
    """A slug that the column does not hold; a name without Latin letters takes the noun's."""
    plain = ascii_digits(name).casefold().encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or noun
    taken = set(db.session.scalars(select(column).where(column.startswith(stem))))
    taken |= fixed_words(current_app)
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found


def fixed_words(app: Flask) -> set[str]:
    """The words that stand within an address of the app, behind the name of the place."""
    paths = [rule.rule.split("/")[2:] for rule in app.url_map.iter_rules()]
    return {word for path in paths for word in path if "<" not in word}
