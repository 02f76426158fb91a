"""Statistics about the tables for SQLite's planner, which gathers none itself; PostgreSQL does."""

from sqlalchemy import Connection, column, insert, select, table, text

# How many rows an index has, and how many share its first column, its first two and so on, in a
# company of a hundred people after a year. Without them SQLite assumes that ten rows share a value
# of the first column, and reads everybody's totals for a period to answer for one person.
ROWS_SHARING = (
    ("total", "total", "127000 25000 400 100 1 1 1"),
    ("total", "ix_total_subject", "127000 1300 250 60 1"),
    ("activity", "ix_activity_subject", "250000 2500 600 3"),
    ("activity", "ix_activity_team", "250000 12500 2500 10"),
    ("activity", "uq_activity_corrects_id", "3000 1"),
    ("award", "ix_award_subject", "150000 1500 6"),
    ("award", "ix_award_slot", "150000 10000 100 2"),
    ("award", "ix_award_activity_id", "150000 2"),
    ("award", "uq_award_reverses_id", "3000 1"),
)

STATISTICS = table("sqlite_stat1", column("tbl"), column("idx"), column("stat"))
# Creates the table of statistics or reads it again; it counts nothing.
READ_STATISTICS = text("ANALYZE sqlite_schema")


def tell_planner(connection: Connection) -> None:
    """Give SQLite the statistics it lacks: all of them in a new database, or those of a table that
    a migration has copied. Statistics that somebody had it gather are left alone."""
    if connection.dialect.name != "sqlite":
        return
    connection.execute(READ_STATISTICS)
    known = {tuple(row) for row in connection.execute(select(STATISTICS.c.tbl, STATISTICS.c.idx))}
    missing = [row for row in ROWS_SHARING if row[:2] not in known]
    if missing:
        rows = [dict(zip(("tbl", "idx", "stat"), row, strict=True)) for row in missing]
        connection.execute(insert(STATISTICS), rows)
        connection.execute(READ_STATISTICS)
