"""A leaderboard's standings in one of its periods, with who has moved."""

from datetime import date

from leaderboard import configuration
from leaderboard.configuration import Configuration, LeaderboardFacts
from leaderboard.locale import by_alphabet
from leaderboard.models import By
from leaderboard.rules.periods import DAY, Almanac, Period, Span, previous_period
from leaderboard.standings.boards import Board, Standing, board
from leaderboard.standings.sums import families_on


def board_of(
    leaderboard: LeaderboardFacts, *, period: Period, today: date, shows_hidden: bool = False
) -> Board:
    """The standings in a period with each row's movement: the only way to a board with movement.
    `shows_hidden` adds hidden people, unranked, for viewers who may see them."""
    settings = configuration.current()
    return board(
        settings.metrics()[leaderboard.metric_id],
        by=leaderboard.by,
        span=period.span,
        ties=leaderboard.ties,
        team_id=leaderboard.team_id,
        shows_hidden=shows_hidden,
        today=today,
        earlier=span_before(period, today=today, almanac=settings.almanac),
    )


def span_before(period: Period, *, today: date, almanac: Almanac) -> Span | None:
    """What movement is measured against: while the period runs, the period up to yesterday, from
    its second day on; otherwise the period before. In a future period nothing has moved."""
    if today < period.start:
        return None
    if period.start < today < period.end:
        return Span(period.start, today)
    return previous_period(period, almanac).span


def not_yet_begun(
    by: By, *, span: Span, today: date, team_id: int | None, settings: Configuration
) -> tuple[Standing, ...]:
    """Everybody who could be on the board, by name and without a value: what it lists before the
    first log."""
    found = (
        people_at_a_dash(today, settings) if by is By.REP else teams_at_a_dash(by, today, settings)
    )
    day = min(today, span.end - DAY)
    listed = [
        row for row in found if team_id is None or team_id in settings.teams_above(row.team_id, day)
    ]
    return tuple(sorted(listed, key=lambda row: (by_alphabet(row.name), row.subject_id)))


def people_at_a_dash(today: date, settings: Configuration) -> list[Standing]:
    """Whoever works here, is in a team and is not hidden."""
    team_of = settings.crowd(today).team_of
    return [
        Standing(None, person.id, person.name, None, 0, False, team_id=team_id)
        for person in settings.people().values()
        if person.left_on is None and not person.is_hidden and (team_id := team_of[person.id])
    ]


def teams_at_a_dash(by: By, today: date, settings: Configuration) -> list[Standing]:
    """The teams, or those with teams below them."""
    families = families_on(today, settings)
    ids = families if by is By.TEAM else {top for above in families.values() for top in above}
    return [
        Standing(None, team_id, settings.teams()[team_id].name, None, 0, False, team_id=team_id)
        for team_id in ids
    ]
