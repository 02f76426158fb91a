"""The slides of a screen: the top of a board, with the teams' and company's goals beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import locale
from leaderboard.configuration import Configuration, LeaderboardFacts, ScreenFacts, SlideFacts
from leaderboard.locale import Writing
from leaderboard.models import Audience, By, Unit
from leaderboard.rules.metrics import Value
from leaderboard.rules.periods import Period, period_of
from leaderboard.rules.ranking import Ties
from leaderboard.standings import Board, Standing
from leaderboard.standings.leaderboards import board_of, not_yet_begun
from leaderboard.web.page.rows import BoardRow, rows_of, value_name
from leaderboard.web.request.here import Here
from leaderboard.web.screens.beside import Beside, beside

# The rows that fit on a screen.
MOST_ROWS = 12
# This many places are always shown, however few people there are.
PODIUM = 3


@dataclass(frozen=True)
class ShownRow(BoardRow):
    """A row as it is read from across the room."""

    key: int = 0
    is_top: bool = False
    is_leader: bool = False
    is_team: bool = False


@dataclass(frozen=True)
class ShownSlide:
    """One slide; `beside` is None for a board alone."""

    id: int
    title: str
    subtitle: str
    value_head: str
    rows: tuple[ShownRow, ...]
    beside: Beside | None


def shown_slides(screen: ScreenFacts, here: Here) -> tuple[ShownSlide, ...]:
    return tuple(
        shown(slide, board, screen, here) for slide, board in open_slides(screen, here.settings)
    )


def open_slides(
    screen: ScreenFacts, settings: Configuration
) -> list[tuple[SlideFacts, LeaderboardFacts]]:
    """The slides in their order; boards that are retired or for managers alone are left out."""
    open_boards = {
        board.id: board
        for board in settings.leaderboards().values()
        if board.audience is Audience.EVERYONE
    }
    return [
        (slide, open_boards[slide.leaderboard_id])
        for slide in screen.slides
        if slide.leaderboard_id in open_boards
    ]


def shown(
    slide: SlideFacts, leaderboard: LeaderboardFacts, screen: ScreenFacts, here: Here
) -> ShownSlide:
    period = period_of(leaderboard.period_kind, here.today, here.settings.almanac)
    board = board_of(leaderboard, period=period, today=here.today)
    ranked = [row for row in board.rows if row.rank is not None]
    top = ranked[: how_many(len(ranked), most=screen.top)]
    rows = top or waiting(leaderboard, period, screen, here)
    has_values = screen.shows_money or board.metric.unit != Unit.MONEY
    return ShownSlide(
        id=slide.id,
        title=leaderboard.name,
        subtitle=" ".join(subtitle(board, period, here.speaker.writing, ranked[len(top) :], top)),
        value_head=board.metric.name,
        rows=tuple(screen_rows(board, rows, here.speaker.writing, has_values=has_values)),
        beside=beside(slide, leaderboard, period, screen, here),
    )


def waiting(
    leaderboard: LeaderboardFacts, period: Period, screen: ScreenFacts, here: Here
) -> list[Standing]:
    """Before the first log: as many people who could be on the board as fit, with a dash."""
    listed = not_yet_begun(
        leaderboard.by,
        span=period.span,
        today=here.today,
        team_id=leaderboard.team_id,
        settings=here.settings,
    )
    return list(listed[: min(screen.top, MOST_ROWS)])


def how_many(count: int, *, most: int) -> int:
    """How many of `count` rows to show: at most the upper half, so that nobody is shown at the
    bottom."""
    return min(most, MOST_ROWS, max(PODIUM, (count + 1) // 2))


def subtitle(
    board: Board,
    period: Period,
    writing: Writing,
    rest: Iterable[Standing],
    top: list[Standing],
) -> Iterable[str]:
    """The period, the metric and grouping, and how ties are ranked."""
    name = locale.period_name(period, writing, year=False)
    yield _("%(period)s.", period=name[:1].upper() + name[1:])
    yield BY_WORDS[board.by](value_name(board.metric, writing))
    if not top:
        yield _("The first log opens the board.")
        return
    yield TIE_WORDS[board.ties]()
    last = top[-1].rank
    others = sum(1 for row in rest if row.rank == last)
    if others:
        yield ngettext(
            "%(number)s more shares rank %(rank)s.",
            "%(number)s more share rank %(rank)s.",
            others,
            number=locale.number(others, writing),
            rank=locale.rank(last, writing),
        )


def written(row: BoardRow, value: Value | None, unit: str, writing: Writing) -> str:
    """A value as it is read from across the room, with amounts abbreviated."""
    if unit == Unit.MONEY and value is not None:
        return locale.short_sum(value, writing)
    return row.value_text


BY_WORDS = {
    By.REP: lambda metric: _("%(metric)s by person.", metric=metric),
    By.TEAM: lambda metric: _("%(metric)s by team.", metric=metric),
    By.PARENT: lambda metric: _("%(metric)s by parent team.", metric=metric),
}
TIE_WORDS = {
    Ties.EQUAL: lambda: _("Equal values share a rank."),
    Ties.FIRST: lambda: _("At equal values, whoever got there first ranks higher."),
}


def screen_rows(
    board: Board, top: list[Standing], writing: Writing, *, has_values: bool
) -> Iterable[ShownRow]:
    """The rows with short amounts; on a screen that hides money only their lanes."""
    for row, standing in zip(rows_of(board, top, own_id=0), top, strict=True):
        place = standing.rank or 0
        value = written(row, standing.value, board.metric.unit, writing)
        texts = {**vars(row), "value_text": value if has_values else ""}
        yield ShownRow(
            **texts,
            key=standing.subject_id,
            is_top=0 < place <= PODIUM,
            is_leader=place == 1,
            is_team=board.by is not By.REP,
        )
