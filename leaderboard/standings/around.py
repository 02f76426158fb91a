"""Where one person stands on the board everybody looks at first, and how near the next is."""

from dataclasses import dataclass
from datetime import date

from leaderboard.configuration import Configuration, LeaderboardFacts
from leaderboard.models import Audience, By
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.standings.boards import Board, Standing
from leaderboard.standings.leaderboards import board_of

POINTS_METRIC = "points"


@dataclass(frozen=True)
class Around:
    """A board over a period, the person's own row on it, the rows to show, and the next
    better one."""

    setting: LeaderboardFacts
    kind: PeriodKind
    board: Board
    own: Standing | None
    rows: tuple[Standing, ...]
    ahead: Standing | None

    @property
    def gap(self) -> int:
        """The points missing to the rank of the next better row; 0 if there is none."""
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
    """The person and two neighbours on each side, by points; None if they may see no such board."""
    setting = points_board(settings, is_manager=is_manager)
    if setting is None:
        return None
    period = period_of(kind, today, settings.almanac)
    found = board_of(setting, period=period, today=today)
    place = found.place_of(person_id)
    own = None if place is None else found.rows[place]
    rows = found.around(person_id) or found.rows[-2:]
    return Around(setting, kind, found, own, rows, next_better(found, own))


def points_board(settings: Configuration, *, is_manager: bool) -> LeaderboardFacts | None:
    """The first board of people by points that the viewer may see."""
    for setting in settings.leaderboards().values():
        is_seen = is_manager or setting.audience is Audience.EVERYONE
        metric = settings.metrics()[setting.metric_id]
        if is_seen and setting.by is By.REP and metric.slug == POINTS_METRIC:
            return setting
    return None


def next_better(found: Board, own: Standing | None) -> Standing | None:
    """The nearest row with a better rank."""
    if own is None or own.rank is None:
        return None
    better = [row for row in found.rows if row.rank is not None and row.rank < own.rank]
    return better[-1] if better else None
