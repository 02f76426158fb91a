"""Awards computed ahead of a change: stored as JSON, and written when the change is saved."""

import time
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Award as Line
from leaderboard.rules.model import Earned, Slot
from leaderboard.scoring import awards, totals
from leaderboard.scoring.ahead import PointsDifference

# Lines to look up and write at once: a few milliseconds.
AT_ONCE = 200


def to_json(difference: PointsDifference, settings: Configuration) -> list[list[Any]]:
    """The lines to write. Rules and versions are stored by position: PostgreSQL may give new ones
    other numbers once they are saved."""
    places = {
        version.id: (at, nth)
        for at, rule in enumerate(settings.rules)
        for nth, version in enumerate(rule.versions)
    }
    return [
        [
            *places[award.version_id],
            award.slot.window_start.isoformat(),
            award.slot.cause,
            award.team_id,
            award.number,
            award.day.isoformat(),
            award.times,
            award.points,
            award.reason,
            dict(award.params),
            turn,
        ]
        for award, turn in difference.fresh
    ]


def from_json(row: list[Any], person_id: int, settings: Configuration) -> tuple[Earned, int]:
    """A line as it was computed, with its slot's turn."""
    at, nth, start, cause, team_id, number, day, times, points, reason, params, turn = row
    rule = settings.rules[at]
    version = rule.versions[nth]
    award = Earned(
        slot=Slot(rule.id, person_id, date.fromisoformat(start), cause),
        version_id=version.id,
        team_id=team_id,
        number=number,
        day=date.fromisoformat(day),
        times=times,
        points=points,
        badge_id=version.badge_id,
        reason=reason,
        params=params,
    )
    return award, turn


def write_prepared(
    people: Iterable[tuple[int, list[int], list[list[Any]]]],
    settings: Configuration,
    *,
    at: datetime,
) -> None:
    """Reverse and write what was computed for each person, with a turn for others in between."""
    for person_id, stale, fresh in people:
        for ids in lots(stale):
            lines = db.session.execute(select(Line.__table__).where(Line.id.in_(ids))).all()
            changes = awards.reverse(lines, at=at, reason=awards.RESCORED)
            totals.add(changes, settings.almanac)
            time.sleep(0)
        for rows in lots(fresh):
            given = [from_json(row, person_id, settings) for row in rows]
            awards.write(given, at=at, is_silent=True)
            totals.add(awards.points_of(given), settings.almanac)
            time.sleep(0)


def lots(rows: Collection[Any]) -> Iterator[list[Any]]:
    """So many at a time."""
    listed = list(rows)
    for first in range(0, len(listed), AT_ONCE):
        yield listed[first : first + AT_ONCE]
