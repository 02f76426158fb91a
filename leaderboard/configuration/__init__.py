"""What the managers have set, as plain values, read once for each change.

Every change of a setting writes an audit row, so the newest audit id is the configuration's
number: while it stands, what was read before still holds.
"""

from flask import current_app
from sqlalchemy import func, select

from leaderboard.configuration.cuts import cut_key, new_cuts
from leaderboard.configuration.facts import LeaderboardFacts, MetricFacts, PersonFacts, TeamFacts
from leaderboard.configuration.known import Configuration
from leaderboard.configuration.loading import NotFounded, load
from leaderboard.configuration.values import term_value
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
    "TeamFacts",
    "current",
    "cut_key",
    "forget",
    "is_founded",
    "keep_number",
    "latest",
    "new_cuts",
    "term_value",
]

EXTENSION = "leaderboard-configuration"
# The configuration's number; whoever asks the database for something else at the beginning of a
# request can ask for it as well and `keep_number` it.
NUMBER = select(func.coalesce(func.max(Audit.id), 0)).scalar_subquery()
NEWEST = Prepared(select(NUMBER))


def current() -> Configuration:
    """The configuration as this transaction sees it, read anew only after a change."""
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
        # What was read before the change, lists of versions above all, would be read once more.
        session.flush()
        session.expire_all()
    if known is None or known.number != number or is_publishing:
        known = load(number)
    # What an open publication sees changes, and may yet be rolled back: nobody keeps it.
    if not is_publishing:
        current_app.extensions[EXTENSION] = known
        kept(session)["configuration"] = known
    return known


def latest() -> Configuration:
    """The configuration as it was last read, which is the current one unless somebody has just
    changed a setting; for whoever asks for the number in a statement of its own."""
    known: Configuration | None = current_app.extensions.get(EXTENSION)
    return known or current()


def keep_number(number: int) -> None:
    """What the database just said the number is, for as long as one goes on reading."""
    kept(db.session())["number"] = number


def forget() -> None:
    """Read everything anew next time; for whoever exchanges the database under the app."""
    current_app.extensions.pop(EXTENSION, None)


def is_founded() -> bool:
    """Whether this database has its organisation."""
    return db.session.scalar(select(Organisation.id)) is not None
