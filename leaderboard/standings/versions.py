"""The version of everything shown: it moves whenever a log, a void, an award or a setting does."""

from sqlalchemy import func, select

from leaderboard.extensions import db
from leaderboard.models import Activity, Audit, Award, Void

NEWEST = select(
    *(
        select(func.coalesce(func.max(table.id), 0)).scalar_subquery()
        for table in (Activity, Void, Award, Audit)
    )
)


def version() -> str:
    """Four numbers that only grow: what was read under the same version is still so.

    The tables are only ever added to, so their newest ids cost four look-ups and no counter that
    all writers would queue for.
    """
    return ".".join(str(number) for number in db.session.execute(NEWEST).one())
