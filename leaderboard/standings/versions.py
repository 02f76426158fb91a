"""The version of everything shown: it moves whenever a log, a void, an award or a setting does."""

from sqlalchemy import ScalarSelect, Select, func, select, text

from leaderboard.extensions import db
from leaderboard.models import Activity, Audit, Award, Void

TABLES = (Activity, Void, Award, Audit)
NEWEST = select(
    *(select(func.coalesce(func.max(table.id), 0)).scalar_subquery() for table in TABLES)
)
# PostgreSQL lets a later number be committed before an earlier one, whose commit then leaves the
# newest as it was. So the last numbers are added up: as many as can be on their way at once, each
# connection having one entry at most (whoever writes many, or settings, writes alone).
ON_THEIR_WAY = 100
# Who takes longer than that is named by the snapshot, for others began and ended meanwhile;
# `scoring.locks` makes writers visible before they draw a number.
WRITING = text(
    "(SELECT coalesce(string_agg(x::text, ','), '') "
    "FROM pg_snapshot_xip(pg_current_snapshot()) AS x)"
)


def sum_of_newest(table: type[Activity | Void | Award | Audit]) -> ScalarSelect[int]:
    """Grows with every number that joins the newest, in whatever order."""
    newest = select(table.id).order_by(table.id.desc()).limit(ON_THEIR_WAY).subquery()
    return select(func.coalesce(func.sum(newest.c.id), 0)).scalar_subquery()


NEWEST_AND_WRITING = select(*(sum_of_newest(table) for table in TABLES)).add_columns(WRITING)


def version() -> str:
    """Numbers that only grow: what was read under the same version is still so.

    The tables are only ever added to, so their newest ids cost four look-ups in an index and no
    counter that all writers would queue for.
    """
    return ".".join(str(number) for number in db.session.execute(statement()).one())


def statement() -> Select:
    """On SQLite there is one writer, so numbers are committed in their order."""
    return NEWEST_AND_WRITING if db.engine.dialect.name == "postgresql" else NEWEST
