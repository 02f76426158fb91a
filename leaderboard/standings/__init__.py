"""The read side: boards, ranks, neighbours, progress."""

from leaderboard.standings.boards import Board, Standing, board
from leaderboard.standings.sums import Grouped, scores
from leaderboard.standings.versions import version

__all__ = ["Board", "Grouped", "Standing", "board", "scores", "version"]
