"""Activities as the rules see them."""

from collections.abc import Collection, Iterable
from datetime import date
from operator import attrgetter
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
columns_of = attrgetter(*(column.key for column in COLUMNS))


# A row of the ledger as written, by column name; not a model, because making one takes longer than
# writing it.
Written = row_type(column.key for column in Activity.__table__.c)


def entry_of(row: Any, configuration: Configuration) -> Entry:
    """An activity, or anything with its columns, as a plain value."""
    return entry_from(columns_of(row), configuration)


def entry_from(columns: Iterable[Any], configuration: Configuration) -> Entry:
    """The same from a row of `COLUMNS`. By place, because names take several times as long."""
    number, _, team_id, kind_id, cut_id, day, quantity, amount, profit, minutes, days, place_id = (
        columns
    )
    return Entry(
        number,
        day,
        kind_id,
        configuration.teams_above(team_id, day),
        quantity,
        amount,
        profit or 0,
        minutes,
        days or 0,
        0 if days is None else 1,
        0 if profit is None else amount,
        configuration.values_of(cut_id),
        place_id,
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
        found[row[1]].append(entry_from(row, configuration))
    return found
