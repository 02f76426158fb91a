"""What a change of settings does to points already paid, read in its own transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import case, func, select

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.models import Award as Line
from leaderboard.scoring.marks import Marks
from leaderboard.scoring.team_sums import TeamMoved, points_of_lines, with_points


@dataclass(frozen=True)
class PointsMoved:
    """How many people a change moves, with points and badges up and down; and what each team, by
    its name, has more or less."""

    people: int
    up: int
    down: int
    badges_up: int
    badges_down: int
    teams: Mapping[str, TeamMoved] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether nobody would notice."""
        return not (self.people or self.teams)


def moved_since(marks: Marks, teams: Mapping[int, TeamMoved] | None = None) -> PointsMoved:
    """What the lines written since then come to, person by person; and, of a change that moves
    people or teams, team by team."""
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
        teams={} if teams is None else teams_since(marks, teams),
    )


def teams_since(marks: Marks, teams: Mapping[int, TeamMoved]) -> dict[str, TeamMoved]:
    """What each team has more or less now; a team that a file makes has a name only here."""
    settings = configuration.current()
    rows = db.session.execute(
        select(Line.team_id, Line.occurred_on, func.sum(Line.points))
        .where(Line.id > marks.award_id)
        .group_by(Line.team_id, Line.occurred_on)
    )
    lines = [(row.team_id, row.occurred_on, int(row[2])) for row in rows]
    moved, names = with_points(teams, points_of_lines(lines, settings)), settings.teams()
    return {names[team_id].name: team for team_id, team in moved.items()}
