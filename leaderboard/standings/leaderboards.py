"""A leaderboard's board in one of its periods, with who has moved."""

from datetime import date

from leaderboard import configuration
from leaderboard.configuration import LeaderboardFacts
from leaderboard.rules.periods import Almanac, Period, Span, previous_period
from leaderboard.standings.boards import Board, board


def board_of(leaderboard: LeaderboardFacts, *, period: Period, today: date) -> Board:
    """The standings of a period as everybody may see them, with each row's movement."""
    settings = configuration.current()
    metric = settings.metrics()[leaderboard.metric_id]

    def standings_over(span: Span) -> Board:
        return board(
            metric,
            by=leaderboard.by,
            span=span,
            ties=leaderboard.ties,
            team_id=leaderboard.team_id,
        )

    earlier = span_before(period, today=today, almanac=settings.almanac)
    return standings_over(period.span).moved_since(standings_over(earlier))


def span_before(period: Period, *, today: date, almanac: Almanac) -> Span:
    """What movement is told against: the period up to yesterday while it runs, from its second day
    on; else the period before."""
    if period.start < today < period.end:
        return Span(period.start, today)
    return previous_period(period, almanac).span
