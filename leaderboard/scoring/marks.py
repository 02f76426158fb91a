"""The end of the ledger at one moment, and whom it has grown for since."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Activity, Void
from leaderboard.models import Award as Line
from leaderboard.rules.evaluation import kinds_counted


@dataclass(frozen=True)
class Marks:
    """The last rows of the ledger that a result was computed from."""

    activity_id: int = 0
    void_id: int = 0
    award_id: int = 0


def last_rows() -> Marks:
    """The end of the ledger; to be read while nobody else writes."""
    return Marks(*(newest(table) for table in (Activity, Void, Line)))


def newest(table: Any) -> int:
    return db.session.scalar(select(func.max(table.id))) or 0


def changed_since(marks: Marks, settings: Configuration) -> set[int]:
    """The people whose part of the ledger has grown since, and those who may be first on a day
    because of it."""
    found = set(
        db.session.scalars(select(Activity.subject_id).where(Activity.id > marks.activity_id))
    )
    voided = select(Activity).join(Void, Void.activity_id == Activity.id)
    found |= set(
        db.session.scalars(
            voided.with_only_columns(Activity.subject_id).where(Void.id > marks.void_id)
        )
    )
    found |= set(db.session.scalars(select(Line.subject_id).where(Line.id > marks.award_id)))
    places = db.session.execute(
        voided.with_only_columns(
            Activity.subject_id, Activity.team_id, Activity.kind_id, Activity.occurred_on
        ).where(Void.id > marks.void_id)
    ).all()
    return found | mates_at(places, settings)


def mates_at(places: Iterable[Any], settings: Configuration) -> set[int]:
    """The people with entries in the same team on the same day, of a kind whose first is paid."""
    kinds = kinds_counted(
        [r for r in settings.rules if any(v.trigger.looks_at_team for v in r.versions)], ()
    )
    wanted: dict[tuple[int, int], set[date]] = defaultdict(set)
    for place in places:
        if place.kind_id in kinds:
            for team_id in (place.team_id, settings.team_on(place.subject_id, place.occurred_on)):
                wanted[team_id, place.kind_id].add(place.occurred_on)
    return {
        subject_id
        for (team_id, kind_id), days in wanted.items()
        for subject_id in db.session.scalars(
            select(Activity.subject_id)
            .distinct()
            .where(
                Activity.team_id == team_id,
                Activity.kind_id == kind_id,
                Activity.occurred_on.in_(days),
            )
        )
    }
