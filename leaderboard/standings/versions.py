"""The version of everything shown: it moves whenever a log, a void, an award or a setting is
written."""

from sqlalchemy import ColumnElement, ScalarSelect, func, literal_column, select

from leaderboard.models import Activity, Audit, Award, Void
from leaderboard.statements import Prepared

TABLES = (Activity, Void, Award, Audit)
NEWEST = select(
    *(select(func.coalesce(func.max(table.id), 0)).scalar_subquery() for table in TABLES)
)
# PostgreSQL may commit a higher number before a lower one, and the lower one's commit then leaves
# the newest as it was. So the last numbers are added up: as many as can be in flight at once, with
# at most one entry per connection (whoever writes many, or settings, writes alone).
ON_THEIR_WAY = 100
# Writers that take longer than that are named by the snapshot, because others began and ended
# meanwhile; `scoring.locks` makes writers visible before they draw a number.
WRITING: ColumnElement[str] = literal_column(
    "(SELECT coalesce(string_agg(x::text, ','), '') "
    "FROM pg_snapshot_xip(pg_current_snapshot()) AS x)"
)


def sum_of_newest(table: type[Activity | Void | Award | Audit]) -> ScalarSelect[int]:
    """Grows with every number that joins the newest, in whatever order."""
    newest = select(table.id).order_by(table.id.desc()).limit(ON_THEIR_WAY).subquery()
    return select(func.coalesce(func.sum(newest.c.id), 0)).scalar_subquery()


NEWEST_AND_WRITING = select(*(sum_of_newest(table) for table in TABLES)).add_columns(WRITING)
# SQLite has one writer, so numbers are committed in order.
VERSION = Prepared({"sqlite": NEWEST, "postgresql": NEWEST_AND_WRITING})


def version() -> str:
    """Numbers that only grow: whatever was read at the same version still holds.

    The tables are append-only, so their newest ids cost four index lookups, and no counter is
    needed that all writers would queue for.
    """
    [numbers] = VERSION.all()
    return ".".join(str(number) for number in numbers)
