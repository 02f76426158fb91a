"""What a move of people or teams, or of entries to another day, takes from the sums of some teams
and gives to others.

Nobody is replayed for this, and a team that gets a new parent is read by its longest periods, so it
takes no longer for a company with a long history.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import case, func, literal, select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import POINTS, Total
from leaderboard.rules.periods import PeriodKind, Span
from leaderboard.scoring.beginnings import within
from leaderboard.statements import among

IS_POINTS = Total.kind_id == POINTS
SUMS = (
    func.sum(case((IS_POINTS, Total.quantity), else_=0)).label("points"),
    func.sum(case((IS_POINTS, 0), else_=Total.entries)).label("activities"),
)
Teams = tuple[int, ...]


class TeamMoved(NamedTuple):
    """How many points and activities a team, with those below it, has more or less."""

    points: int
    activities: int


def teams_moved(
    moved: Mapping[int, date], last_day: date, before: Configuration, settings: Configuration
) -> dict[int, TeamMoved]:
    """What the teams gain and lose of everything logged and paid so far. `moved`: from which day on
    people are in other teams; entries after `last_day` move back to it. Ask before either is
    done."""
    points: Counter[int] = Counter()
    activities: Counter[int] = Counter()
    for was, now, row in (
        *by_parents(before, settings),
        *by_people(moved, settings),
        *by_days(last_day, settings),
    ):
        for teams, sign in ((was, -1), (now, 1)):
            for team_id in teams:
                points[team_id] += sign * int(row.points)
                activities[team_id] += sign * int(row.activities)
    found = {who: TeamMoved(points[who], activities[who]) for who in sorted({*points, *activities})}
    return {who: team for who, team in found.items() if any(team)}


def by_parents(
    before: Configuration, settings: Configuration
) -> Iterator[tuple[Teams, Teams, Any]]:
    """Sums of teams that are under other teams than before, with both."""
    if before.parents == settings.parents:
        return
    both = (*before.parents.values(), *settings.parents.values())
    days = sorted({date.min, date.max, *(day for rows in both for day, _ in rows)})
    for start, end in pairwise(days):
        chains = {
            team_id: (before.teams_above(team_id, start), settings.teams_above(team_id, start))
            for team_id in settings.teams()
        }
        other = {team_id for team_id, (was, now) in chains.items() if was != now}
        if other:
            rows = select(Total.team_id, *SUMS).where(
                among(Total.team_id, other), within(Span(start, end), settings.almanac)
            )
            for row in db.session.execute(rows.group_by(Total.team_id)):
                yield *chains[row.team_id], row


def by_people(
    moved: Mapping[int, date], settings: Configuration
) -> Iterator[tuple[Teams, Teams, Any]]:
    """Sums of people on days on which they are in another team than what they did is labelled
    with."""
    if not moved:
        return
    settings.know_memberships()
    rows = select(Total.subject_id, Total.team_id, Total.start, *SUMS).where(
        Total.period_kind == PeriodKind.DAY.value,
        Total.start >= min(moved.values()),
        among(Total.subject_id, moved),
    )
    for row in db.session.execute(rows.group_by(Total.subject_id, Total.team_id, Total.start)):
        team_id = settings.team_on(row.subject_id, row.start)
        if row.start >= moved[row.subject_id] and team_id != row.team_id:
            was, now = (settings.teams_above(team, row.start) for team in (row.team_id, team_id))
            yield was, now, row


def by_days(last_day: date, settings: Configuration) -> Iterator[tuple[Teams, Teams, Any]]:
    """Activities of days that have not come yet, which go to the team of the last day. What they
    were paid is reversed and paid again, so it is counted with the lines that change."""
    if last_day == date.max:
        return
    settings.know_memberships()
    activities = literal(0).label("points"), func.sum(Total.entries).label("activities")
    rows = select(Total.subject_id, Total.team_id, Total.start, *activities).where(
        Total.period_kind == PeriodKind.DAY.value, Total.start > last_day, ~IS_POINTS
    )
    for row in db.session.execute(rows.group_by(Total.subject_id, Total.team_id, Total.start)):
        was = settings.teams_above(row.team_id, row.start)
        now = settings.teams_above(settings.team_of(row.subject_id, last_day), last_day)
        if was != now:
            yield was, now, row


def points_of_lines(
    lines: Iterable[tuple[int, date, int]], settings: Configuration
) -> Counter[int]:
    """What lines with these teams, days and points give each team and those above it."""
    found: Counter[int] = Counter()
    for team_id, day, points in lines:
        for above in settings.teams_above(team_id, day):
            found[above] += points
    return found


def with_points(teams: Mapping[int, TeamMoved], points: Mapping[int, int]) -> dict[int, TeamMoved]:
    """The same after what is paid changes too."""
    none = TeamMoved(0, 0)
    found = {
        who: TeamMoved(teams.get(who, none).points + points.get(who, 0), teams.get(who, none)[1])
        for who in sorted({*teams, *points})
    }
    return {who: team for who, team in found.items() if any(team)}
