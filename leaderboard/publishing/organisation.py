"""What the whole organisation shares: its name, zone, calendar, first weekday and limits."""

from enum import Enum
from typing import Any

from sqlalchemy import select

from leaderboard import clock
from leaderboard.extensions import db
from leaderboard.models import Organisation
from leaderboard.scoring import Publication
from leaderboard.scoring.recounting import other_kinds


def change_organisation(publication: Publication, **values: Any) -> None:
    """Store the columns that differ.

    If weeks or months now begin on other days, their totals are summed again. If the zone moves
    west, entries logged for a day that has not begun there move back to today. The days on which
    goals were set and dropped stay.
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
        publication.bring_back(clock.business_date(publication.at, changed.timezone))


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """As the audit stores it."""
    return {
        name: value.value if isinstance(value, Enum) else value for name, value in values.items()
    }
