"""Fill in how many of a total's entries have a known profit, an amount or minutes.

Revision: 0007, after 0006. Made: 2026-11-29 10:21:00+00:00
"""

from collections import Counter

import sqlalchemy as sa
from alembic import op

from leaderboard.rules.calendars import Calendar
from leaderboard.rules.periods import Almanac, starts_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAMES = ("profits", "priced", "lasting")
KEYS = ("period_kind", "start", "kind_id", "subject_id", "team_id", "cut_id")
COUNTED = sa.text(
    """
    SELECT occurred_on, kind_id, subject_id, team_id, cut_id,
           count(profit),
           sum(CASE WHEN amount <> 0 THEN 1 ELSE 0 END),
           sum(CASE WHEN minutes <> 0 THEN 1 ELSE 0 END)
    FROM activity
    WHERE NOT EXISTS (SELECT 1 FROM void WHERE void.activity_id = activity.id)
    GROUP BY occurred_on, kind_id, subject_id, team_id, cut_id
    """
).columns(sa.column("occurred_on", sa.Date))
ORGANISATION = sa.text("SELECT calendar, first_weekday FROM organisation")
TOTAL = sa.table(
    "total",
    sa.column("period_kind", sa.String),
    sa.column("start", sa.Date),
    *(sa.column(name, sa.BigInteger) for name in (*KEYS[2:], *NAMES)),
)


def upgrade() -> None:
    connection = op.get_bind()
    organisation = connection.execute(ORGANISATION).first()
    if organisation is None:
        return
    almanac = Almanac(Calendar(organisation.calendar), organisation.first_weekday)
    sums: dict[tuple, Counter] = {}
    for day, *place, profits, priced, lasting in connection.execute(COUNTED):
        found = Counter(profits=profits, priced=priced, lasting=lasting)
        for kind, start in starts_of(day, almanac):
            sums.setdefault((kind.value, start, *place), Counter()).update(found)
    held = TOTAL.update().where(*(TOTAL.c[name] == sa.bindparam(f"of_{name}") for name in KEYS))
    rows = [
        {f"of_{name}": value for name, value in zip(KEYS, key, strict=True)}
        | {name: int(found[name]) for name in NAMES}
        for key, found in sums.items()
        if any(found.values())
    ]
    if rows:
        connection.execute(held.values({name: sa.bindparam(name) for name in NAMES}), rows)


def downgrade() -> None:
    """Nothing to do: the columns go with the migration before."""
