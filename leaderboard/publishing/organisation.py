"""What the whole organisation shares: its name, zone, calendar, first weekday and limits."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.extensions import db
from leaderboard.models import Goal, Organisation
from leaderboard.scoring import Publication
from leaderboard.scoring.recounting import other_kinds


def change_organisation(publication: Publication, **values: Any) -> None:
    """Store the columns that differ.

    If weeks or months now begin on other days, their totals are summed again. If the zone moves
    west, entries logged for a day that has not begun there move back to today, and a goal may have
    been set or dropped on another day.
    """
    changed = db.session.scalars(select(Organisation)).one()
    before = {name: getattr(changed, name) for name in values}
    if before == values:
        return
    almanac, zone = changed.almanac, changed.timezone
    for name, value in values.items():
        setattr(changed, name, value)
    db.session.flush()
    publication.audit(
        "change", "organisation", changed.id, before=plain(before), after=plain(values)
    )
    publication.recount(other_kinds(almanac, changed.almanac))
    if changed.timezone != zone:
        change_zone(publication, zone, publication.at)


def change_zone(publication: Publication, was: str, at: datetime) -> None:
    """Adapt what depends on today's date to the new zone."""
    settings = configuration.current()
    publication.bring_back(clock.business_date(at, settings.zone))
    dropped = db.session.scalars(select(Goal.retired_at).where(Goal.retired_at.is_not(None)))
    days = [
        min(clock.business_date(moment, zone) for zone in (was, settings.zone))
        for moment in dropped
    ]
    if days:
        publication.rescore_goals(None, since=min(days))
    for goal in db.session.scalars(select(Goal).where(Goal.until.is_not(None))):
        if settings.was_over_when_set(goal, was) != settings.is_for_record(goal):
            publication.rescore_goals([goal.owner_id], since=goal.since)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """As the audit stores it."""
    return {
        name: value.value if isinstance(value, Enum) else value for name, value in values.items()
    }
