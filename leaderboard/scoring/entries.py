"""Activities as the rules see them."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Activity
from leaderboard.rules.model import Entry
from leaderboard.scoring.totals import LIVE
from leaderboard.statements.compiled import row_type

COLUMNS = (
    Activity.id,
    Activity.subject_id,
    Activity.team_id,
    Activity.kind_id,
    Activity.cut_id,
    Activity.occurred_on,
    Activity.quantity,
    Activity.amount,
    Activity.profit,
    Activity.minutes,
    Activity.days,
    Activity.place_id,
)


# A row of the ledger as written, by column name; not a model, because making one takes longer than
# writing it.
Written = row_type(column.key for column in Activity.__table__.c)


def entry_of(row: Any, configuration: Configuration) -> Entry:
    """An activity, or a row of `COLUMNS`, as a plain value."""
    return Entry(
        number=row.id,
        day=row.occurred_on,
        kind_id=row.kind_id,
        teams=configuration.teams_above(row.team_id, row.occurred_on),
        quantity=row.quantity,
        amount=row.amount,
        profit=row.profit or 0,
        minutes=row.minutes,
        days=row.days or 0,
        timed=0 if row.days is None else 1,
        costed=0 if row.profit is None else row.amount,
        values=configuration.values_of(row.cut_id),
        kept_place=row.place_id,
    )


def measures_of(row: Any) -> tuple[int, ...]:
    """What an activity adds to the totals, in the order of `MEASURES`."""
    return (
        1,
        row.quantity,
        row.amount,
        row.profit or 0,
        row.minutes,
        row.days or 0,
        0 if row.days is None else 1,
        0 if row.profit is None else row.amount,
        0 if row.profit is None else 1,
        1 if row.amount else 0,
        1 if row.minutes else 0,
    )


def live_entries(
    subject_ids: Collection[int],
    configuration: Configuration,
    *,
    kind_ids: Iterable[int],
    since: date = date.min,
) -> dict[int, list[Entry]]:
    """Every live entry of these subjects and kinds from a day on, by subject."""
    found: dict[int, list[Entry]] = {subject_id: [] for subject_id in subject_ids}
    rows = db.session.execute(
        select(*COLUMNS).where(
            Activity.subject_id.in_(subject_ids),
            Activity.kind_id.in_(set(kind_ids)),
            Activity.occurred_on >= since,
            LIVE,
        )
    )
    for row in rows:
        found[row.subject_id].append(entry_of(row, configuration))
    return found
