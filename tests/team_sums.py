"""What teams come to, to compare with what a change of settings says it does to them."""

from collections import Counter

from sqlalchemy import select

from leaderboard import configuration
from leaderboard.models import POINTS, Total
from leaderboard.rules.periods import PeriodKind


def sums(session):
    """The points and activities of each team and those below it, ever."""
    session.rollback()
    settings, points, activities = configuration.current(), Counter(), Counter()
    for total in session.scalars(select(Total).where(Total.period_kind == PeriodKind.DAY.value)):
        for above in settings.teams_above(total.team_id, total.start):
            if total.kind_id == POINTS:
                points[above] += total.quantity
            else:
                activities[above] += total.entries
    session.rollback()
    return points, activities


def changed(before, after):
    """What each team gained or lost: (points, activities)."""
    gained = [
        {team: now[team] - was[team] for team in {*was, *now}}
        for was, now in zip(before, after, strict=True)
    ]
    teams = {team for numbers in gained for team, number in numbers.items() if number}
    return {team: tuple(numbers.get(team, 0) for numbers in gained) for team in teams}
