"""The version of everything shown: it moves whenever a log, a void, an award or a setting does."""

from sqlalchemy import Select, func, select, text

from leaderboard.extensions import db
from leaderboard.models import Activity, Audit, Award, Void

NEWEST = select(
    *(
        select(func.coalesce(func.max(table.id), 0)).scalar_subquery()
        for table in (Activity, Void, Award, Audit)
    )
)
# PostgreSQL lets a later number be committed before an earlier one, whose commit would then move
# nothing. So whoever is writing at the moment belongs to the version; `scoring.locks` makes
# writers visible before they draw a number.
WRITING = text(
    "(SELECT coalesce(string_agg(x::text, ','), '') "
    "FROM pg_snapshot_xip(pg_current_snapshot()) AS x)"
)
NEWEST_AND_WRITING = NEWEST.add_columns(WRITING)


def version() -> str:
    """Numbers that only grow: what was read under the same version is still so.

    The tables are only ever added to, so their newest ids cost four look-ups and no counter that
    all writers would queue for.
    """
    return ".".join(str(number) for number in db.session.execute(statement()).one())


def statement() -> Select:
    """On SQLite there is one writer, so numbers are committed in their order."""
    return NEWEST_AND_WRITING if db.engine.dialect.name == "postgresql" else NEWEST
