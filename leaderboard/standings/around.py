"""Where one person stands on the board that everybody looks at first, and how near the next is."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from leaderboard.configuration import Configuration
from leaderboard.extensions import db
from leaderboard.models import Audience, By, Leaderboard, Metric
from leaderboard.rules.periods import PeriodKind, Span, period_of, previous_period
from leaderboard.rules.ranking import Ties
from leaderboard.standings.boards import Board, Standing, board

POINTS_METRIC = "points"


@dataclass(frozen=True)
class Around:
    """The board, the person's own row on it, the rows to show, and the next better one."""

    board: Board
    own: Standing | None
    rows: tuple[Standing, ...]
    ahead: Standing | None

    @property
    def gap(self) -> int:
        """The points that are missing to the rank of the next better one; 0 without one."""
        if self.ahead is None or self.own is None:
            return 0
        return int((self.ahead.value or 0) - (self.own.value or 0))


def around(
    person_id: int,
    *,
    kind: PeriodKind,
    today: date,
    settings: Configuration,
    is_manager: bool,
) -> Around | None:
    """The person and two neighbours on each side by points; None where no such board is theirs to
    see."""
    setting = points_board(is_manager=is_manager)
    if setting is None:
        return None
    period = period_of(kind, today, settings.almanac)
    before = previous_period(period, settings.almanac)
    # On the first day there is no yesterday to compare with, so the last period is.
    earlier = Span(period.start, today) if period.start < today else before.span
    found = standings(setting, period.span).moved_since(standings(setting, earlier))
    place = found.place_of(person_id)
    own = None if place is None else found.rows[place]
    return Around(found, own, found.around(person_id) or found.rows[-2:], next_better(found, own))


def points_board(*, is_manager: bool) -> Leaderboard | None:
    """The first board of people by points that the viewer may see."""
    statement = (
        select(Leaderboard)
        .join(Metric, Metric.id == Leaderboard.metric_id)
        .where(
            Metric.slug == POINTS_METRIC,
            Leaderboard.by == By.REP,
            Leaderboard.retired_at.is_(None),
        )
        .order_by(Leaderboard.position, Leaderboard.id)
        .limit(1)
    )
    if not is_manager:
        statement = statement.where(Leaderboard.audience == Audience.EVERYONE)
    return db.session.scalar(statement)


def standings(setting: Leaderboard, span: Span) -> Board:
    metric = db.session.get_one(Metric, setting.metric_id)
    return board(
        metric,
        by=By(setting.by),
        span=span,
        ties=Ties(setting.ties),
        team_id=setting.team_id,
    )


def next_better(found: Board, own: Standing | None) -> Standing | None:
    """The nearest row with a better rank."""
    if own is None or own.rank is None:
        return None
    better = [row for row in found.rows if row.rank is not None and row.rank < own.rank]
    return better[-1] if better else None
