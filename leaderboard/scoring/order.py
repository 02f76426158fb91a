"""Whether an entry is last in its person's order of replay, and what a log asks to know it.

Such an entry needs no replay: the person's totals of the open periods tell what it earns.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select, true

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.models import Activity, Total
from leaderboard.rules.periods import PeriodKind, rows_of_day
from leaderboard.scoring.activity_rows import NEXT
from leaderboard.scoring.known import read_totals, totals_of
from leaderboard.scoring.new_activity import NewActivity
from leaderboard.statements import Prepared, among
from leaderboard.trips import Call


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


class FirstQuestion(NamedTuple):
    """What a log has to know first, in one statement: the configuration's number, the entry that
    came with the same client-made id, any later day, and the number that the entry will have. These
    stand in each of the rows, one for each of the totals without the entry; if there are none, one
    row whose totals are None."""

    statement: Prepared
    values: Mapping[str, Any]

    def ask(self) -> list[Any]:
        return self.statement.all(**self.values)

    def call(self) -> Call:
        """The question as something a write begins with; `read` reads what it yields."""
        return self.statement.call(**self.values)

    def read(self, found: Iterable[tuple[Any, ...]]) -> list[Any]:
        return self.statement.rows(found)


def question_of(new: NewActivity, settings: Configuration, *, client_id: str) -> FirstQuestion:
    kind_ids = settings.kinds_together(new.subject_id, kind_id=new.kind_id)
    values = {
        "client_id": client_id,
        "subject": new.subject_id,
        # Among them the day itself, which `later_of` asks for too.
        **dict(rows_of_day(new.occurred_on, settings.almanac)),
    }
    return FirstQuestion(asking(kind_ids), values)


@lru_cache(maxsize=512)
def asking(kind_ids: frozenset[int]) -> Prepared:
    return Prepared(
        {dialect: asked_with(following, kind_ids) for dialect, following in NEXT.items()}
    )


def asked_with(following: Select[Any], kind_ids: frozenset[int]) -> Select[Any]:
    known = select(Activity.id).where(Activity.client_id == bindparam("client_id"))
    first = select(
        configuration.NUMBER.label("number"),
        known.scalar_subquery().label("known"),
        later_of(kind_ids).scalar_subquery().label("later"),
        following.scalar_subquery().label("next"),
    ).subquery("first")
    totals = totals_of(kind_ids).subquery("totals")
    return select(first, totals).select_from(first.outerjoin(totals, true()))


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
