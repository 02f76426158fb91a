"""Whether an entry is last in its person's order of replay, and what a log asks to know it."""

from datetime import date
from functools import lru_cache

from sqlalchemy import Select, bindparam, select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.models import Activity, Total
from leaderboard.rules.evaluation import kinds_counted
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring.new_activity import NewActivity
from leaderboard.statements import Prepared, among


def is_last_in_order(new: NewActivity, settings: Configuration) -> bool:
    """Whether the person has nothing on a later day that a rule counts together with this, and no
    new target; within a day the number decides."""
    if has_later_target(new, settings):
        return False
    later = later_day(kinds_together(new, settings))
    return later.scalar(subject=new.subject_id, day=new.occurred_on) is None


def has_later_target(new: NewActivity, settings: Configuration) -> bool:
    """Whether a goal this counts towards changes its target on a later day of the same period."""
    return any(
        new.kind_id in goal.kind_ids and goal.changes_later(new.occurred_on, settings.almanac)
        for goal in settings.paying_goals(new.subject_id)
    )


def kinds_together(new: NewActivity, settings: Configuration) -> frozenset[int]:
    """The kinds that a rule or a goal counts together with this."""
    rules = settings.rules_for(new.subject_id, kind_id=new.kind_id)
    return frozenset(kinds_counted(rules, settings.paying_goals(new.subject_id)))


@lru_cache(maxsize=512)
def asked_before(kind_ids: frozenset[int]) -> Prepared:
    """What a log has to know first, in one statement: the configuration's number, the entry that
    came with the same client-made id, and any later day."""
    known = select(Activity.id).where(Activity.client_id == bindparam("client_id"))
    return Prepared(
        select(
            configuration.NUMBER.label("number"),
            known.scalar_subquery().label("known"),
            later_of(kind_ids).scalar_subquery().label("later"),
        )
    )


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
        )
        .limit(1)
    )
