"""What a change of settings does to points already paid, read in its own transaction."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import case, func, select

from leaderboard import configuration
from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import POINTS, Total
from leaderboard.models import Award as Line
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring.ahead import Marks


@dataclass(frozen=True)
class PointsMoved:
    """How many people a change moves, with points and badges up and down; and what each team, by
    its name, has more or less, those below it included."""

    people: int
    up: int
    down: int
    badges_up: int
    badges_down: int
    teams: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether nobody would notice."""
        return not (self.people or self.teams)


def moved_since(marks: Marks, before: Counter[int] | None = None) -> PointsMoved:
    """What the lines written since then come to, person by person; and how far the teams are from
    what they had before."""
    badges = case((Line.badge_id.is_(None), 0), (Line.reverses_id.is_(None), 1), else_=-1)
    rows = db.session.execute(
        select(func.sum(Line.points), func.sum(badges))
        .where(Line.id > marks.award_id)
        .group_by(Line.subject_id)
    )
    found = [(int(points), int(count)) for points, count in rows if points or count]
    return PointsMoved(
        people=len(found),
        up=sum(points for points, _ in found if points > 0),
        down=sum(points for points, _ in found if points < 0),
        badges_up=sum(count for _, count in found if count > 0),
        badges_down=sum(count for _, count in found if count < 0),
        teams={} if before is None else teams_since(before),
    )


def teams_since(before: Counter[int]) -> dict[str, int]:
    """What each team has more or less now; a team that a file makes has a name only here."""
    settings = configuration.current()
    after, teams = team_points(settings), settings.teams()
    moved = {team_id: after[team_id] - before[team_id] for team_id in {*before, *after}}
    return {teams[team_id].name: points for team_id, points in sorted(moved.items()) if points}


def team_points(settings: Configuration) -> Counter[int]:
    """What the people of each team, and of the teams below it, have ever been paid there."""
    found: Counter[int] = Counter()
    rows = db.session.execute(
        select(Total.team_id, Total.start, func.sum(Total.quantity))
        .where(Total.period_kind == PeriodKind.DAY.value, Total.kind_id == POINTS)
        .group_by(Total.team_id, Total.start)
    )
    for team_id, day, points in rows:
        for above in settings.teams_above(team_id, day):
            found[above] += int(points)
    return found
