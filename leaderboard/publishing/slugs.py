"""Slugs for what is made on a page: derived from the name and unique.

Some appear in addresses, so none may be a word that the addresses already use.
"""

import re
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from leaderboard.extensions import db
from leaderboard.locale.names import ascii_digits

LONGEST = 50


def fresh_slug(name: str, column: Any, *, noun: str) -> str:
    """A slug not yet in the column; a name without Latin letters falls back to the noun."""
    plain = ascii_digits(name).casefold().encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or noun
    taken = set(db.session.scalars(select(column).where(column.startswith(stem))))
    taken |= fixed_words(current_app)
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found


def fixed_words(app: Flask) -> set[str]:
    """The fixed words of the app's addresses that follow the name of a place."""
    paths = [rule.rule.split("/")[2:] for rule in app.url_map.iter_rules()]
    return {word for path in paths for word in path if "<" not in word}
