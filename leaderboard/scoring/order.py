"""Whether an entry is last in its person's order of replay, and what a log asks to know it.

Such an entry needs no replay: the person's totals of the open periods tell what it earns.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select, true

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.models import Activity, Total
from leaderboard.rules.periods import PeriodKind, rows_of_day
from leaderboard.scoring.known import read_totals, totals_of
from leaderboard.scoring.new_activity import NewActivity
from leaderboard.statements import Prepared, among


def totals_before(new: NewActivity, settings: Configuration) -> list[Any] | None:
    """The person's totals without this entry, if it is last in order; None if the person has
    something on a later day that a rule counts together with it, or a new target. Within a day the
    number decides."""
    kind_ids = settings.kinds_together(new.subject_id, kind_id=new.kind_id)
    later = later_day(kind_ids).scalar(subject=new.subject_id, day=new.occurred_on)
    if later is not None or has_later_target(new, settings):
        return None
    return read_totals(new.subject_id, new.occurred_on, kind_ids=kind_ids, configuration=settings)


def has_later_target(new: NewActivity, settings: Configuration) -> bool:
    """Whether a goal this counts towards changes its target on a later day of the same period."""
    return any(
        new.kind_id in goal.kind_ids and goal.changes_later(new.occurred_on, settings.almanac)
        for goal in settings.paying_goals(new.subject_id)
    )


def asked_before(new: NewActivity, settings: Configuration, *, client_id: str) -> list[Any]:
    """What a log has to know first, in one statement: the configuration's number, the entry that
    came with the same client-made id, and any later day. These stand in each of the rows, one for
    each of the totals without the entry; if there are none, one row whose totals are None."""
    kind_ids = settings.kinds_together(new.subject_id, kind_id=new.kind_id)
    return asking(kind_ids).all(
        client_id=client_id,
        subject=new.subject_id,
        # Among them the day itself, which `later_of` asks for too.
        **dict(rows_of_day(new.occurred_on, settings.almanac)),
    )


@lru_cache(maxsize=512)
def asking(kind_ids: frozenset[int]) -> Prepared:
    known = select(Activity.id).where(Activity.client_id == bindparam("client_id"))
    first = select(
        configuration.NUMBER.label("number"),
        known.scalar_subquery().label("known"),
        later_of(kind_ids).scalar_subquery().label("later"),
    ).subquery("first")
    totals = totals_of(kind_ids).subquery("totals")
    return Prepared(select(first, totals).select_from(first.outerjoin(totals, true())))


@lru_cache(maxsize=512)
def later_day(kind_ids: frozenset[int]) -> Prepared:
    return Prepared(later_of(kind_ids))


def later_of(kind_ids: frozenset[int]) -> Select[date]:
    """A later day on which a subject has an entry of these kinds."""
    return (
        select(Total.start)
        .where(
            Total.subject_id == bindparam("subject"),
            Total.period_kind == PeriodKind.DAY.value,
            among(Total.kind_id, kind_ids),
            Total.start > bindparam("day"),
            # Nothing is left of a day on which everything was undone.
            Total.entries != 0,
        )
        .limit(1)
    )
