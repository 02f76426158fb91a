"""A look at what a file does to points already paid, before it is saved."""

from collections.abc import Sequence

from leaderboard import configuration
from leaderboard.imports.ended import Ended
from leaderboard.scoring import Publication
from leaderboard.scoring.marks import last_rows
from leaderboard.scoring.moved import PointsMoved, moved_since
from leaderboard.scoring.team_sums import teams_moved


class MovesPoints(Exception):
    """Leaves the transaction of a file that moves points and that nobody has agreed to; nothing in
    it was written."""

    def __init__(self, moved: PointsMoved, ended: Sequence[Ended] = ()) -> None:
        super().__init__(f"points of {moved.people} people move")
        self.moved, self.ended = moved, ended


class Look:
    """Opened before a file changes anything. `moves_teams`: it may say who is in which team."""

    def __init__(self, publication: Publication, *, moves_teams: bool = False) -> None:
        self.publication, self.moves_teams = publication, moves_teams
        self.marks = last_rows()
        self.before = configuration.current()

    def moved(self) -> PointsMoved:
        """Bring all awards in line with the file, and say what that moves."""
        moved, last_day = self.publication.moved, self.publication.last_day
        teams = (
            teams_moved(moved, last_day, self.before, configuration.current())
            if self.moves_teams
            else None
        )
        self.publication.settle()
        return moved_since(self.marks, teams)
