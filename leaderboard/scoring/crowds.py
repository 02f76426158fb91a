"""People in batches whose histories fit into memory together."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import func, select

from leaderboard.extensions import db
from leaderboard.models import Person, Total
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring.touching import A_MONTH, back

# How many people, and about how many of their entries, to hold in memory at once.
CROWD = 200
MOST_ENTRIES = 50_000


def crowds(person_ids: Collection[int], *, since: date = date.min) -> Iterator[list[int]]:
    """The people by id, in batches whose histories from the day on fit into memory together."""
    ordered = sorted(set(person_ids))
    counts = entry_counts(ordered, since=since) if len(ordered) > 1 else {}
    crowd: list[int] = []
    held = 0
    for person_id in ordered:
        count = counts.get(person_id, 0)
        if crowd and (len(crowd) == CROWD or held + count > MOST_ENTRIES):
            yield crowd
            crowd, held = [], 0
        crowd.append(person_id)
        held += count
    if crowd:
        yield crowd


def entry_counts(person_ids: Collection[int], *, since: date = date.min) -> dict[int, int]:
    """About how many entries these people have from the day on, going by the totals; points are
    included, and the month that includes the day, which does no harm: a person has few months and
    many days. Many people are not named one by one."""
    kind = PeriodKind.YEAR if since == date.min else PeriodKind.MONTH
    # Grouped by the bare column, SQLite would scan everybody's days to get the order.
    held = (
        select(func.max(Total.subject_id), func.sum(Total.entries))
        .where(Total.period_kind == kind.value, Total.start >= back(since, A_MONTH))
        .group_by(Total.subject_id + 0)
    )
    if len(person_ids) <= CROWD:
        held = held.where(Total.subject_id.in_(person_ids))
    return {subject_id: int(count) for subject_id, count in db.session.execute(held)}


def everybody_sorted() -> list[int]:
    """Everybody there is or was."""
    return list(db.session.scalars(select(Person.id).order_by(Person.id)))
