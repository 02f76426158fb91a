"""What the managers have set, as plain values, read once for each change.

Every change of a setting writes an audit row, so the newest audit id is the configuration's number:
while it is the same, what was read before still holds.
"""

from flask import current_app
from sqlalchemy import func, select

from leaderboard.configuration.cuts import cut_key, new_cuts
from leaderboard.configuration.facts import (
    LeaderboardFacts,
    MetricFacts,
    PersonFacts,
    ScreenFacts,
    SlideFacts,
    TeamFacts,
)
from leaderboard.configuration.known import Configuration
from leaderboard.configuration.loading import NotFounded, load
from leaderboard.configuration.values import metric_value, term_value
from leaderboard.database import kept
from leaderboard.extensions import db
from leaderboard.models import Audit, Organisation
from leaderboard.statements import Prepared

__all__ = [
    "NUMBER",
    "Configuration",
    "LeaderboardFacts",
    "MetricFacts",
    "NotFounded",
    "PersonFacts",
    "ScreenFacts",
    "SlideFacts",
    "TeamFacts",
    "current",
    "cut_key",
    "forget",
    "is_founded",
    "keep_number",
    "latest",
    "metric_value",
    "new_cuts",
    "term_value",
]

EXTENSION = "leaderboard-configuration"
# The configuration's number, as a subquery: a query at the start of a request can fetch it too and
# pass it to `keep_number`.
NUMBER = select(func.coalesce(func.max(Audit.id), 0)).scalar_subquery()
NEWEST = Prepared(select(NUMBER))


def current() -> Configuration:
    """The configuration as this transaction sees it, read again only after a change."""
    session = db.session()
    seen: Configuration | None = kept(session).get("configuration")
    if seen is not None:
        return seen
    number = kept(session).get("number")
    if number is None:
        number = NEWEST.scalar()
    known = current_app.extensions.get(EXTENSION)
    is_publishing = session.info.get("is_publishing")
    if is_publishing:
        # Otherwise objects loaded before the change, lists of versions above all, would be reused.
        session.flush()
        session.expire_all()
    if known is None or known.number != number or is_publishing:
        known = load(number)
    # An open publication sees changes that may yet be rolled back, so nobody keeps what it reads.
    if not is_publishing:
        current_app.extensions[EXTENSION] = known
        kept(session)["configuration"] = known
    return known


def latest() -> Configuration:
    """The configuration as last read, which is current unless somebody has just changed a setting;
    for callers that fetch the number in a query of their own."""
    known: Configuration | None = current_app.extensions.get(EXTENSION)
    return known or current()


def keep_number(number: int) -> None:
    """Use the number the database just returned, for as long as this transaction reads."""
    kept(db.session())["number"] = number


def forget() -> None:
    """Read everything again next time; for whoever swaps the database under the app."""
    current_app.extensions.pop(EXTENSION, None)


def is_founded() -> bool:
    """Whether this database has its organisation."""
    return db.session.scalar(select(Organisation.id)) is not None
