"""An entry's place among those of its day: its own number, unless it is a correction that changes
nothing that counts. That keeps the place of the entry it corrects, so whoever was first stays
first."""

from typing import Any

from sqlalchemy import func, select

from leaderboard.configuration import Configuration
from leaderboard.models import Activity, Origin
from leaderboard.scoring.new_activity import NewActivity
from leaderboard.scoring.totals import LIVE

PLACE = func.coalesce(Activity.place_id, Activity.id)
# What rules, goals and boards may count; so do the dimension values.
COUNTING = (
    "subject_id",
    "kind_id",
    "occurred_on",
    "quantity",
    "amount",
    "profit",
    "minutes",
    "days",
)


def kept_place(row: Any, new: NewActivity, settings: Configuration) -> int | None:
    """The stored entry's place, if the new one may keep it; None if something that
    counts changes."""
    is_same = all(getattr(row, name) == getattr(new, name) for name in COUNTING)
    if not is_same or settings.values_of(row.cut_id) != new.value_ids:
        return None
    return int(row.place_id or row.id)


def place_kept_by(staged: Any) -> Any:
    """The same in SQL for a file's rows: the place of the entry now behind a row, if the row says
    the same."""
    return (
        select(PLACE)
        .join(Origin, Origin.activity_id == Activity.id)
        .where(
            Origin.id == staged.c.origin_id,
            *(
                getattr(Activity, name).is_not_distinct_from(staged.c[name])
                for name in (*COUNTING, "cut_id")
            ),
            LIVE,
        )
        .scalar_subquery()
    )
