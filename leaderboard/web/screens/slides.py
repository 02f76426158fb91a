"""The slides of a screen: the top of a board, with the teams' and company's goals beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from leaderboard import locale
from leaderboard.configuration import Configuration, LeaderboardFacts, ScreenFacts, SlideFacts
from leaderboard.locale import Writing
from leaderboard.models import Audience, By, SubjectKind, Unit
from leaderboard.rules.attainment import State
from leaderboard.rules.metrics import Direction, Value
from leaderboard.rules.periods import Period, period_of
from leaderboard.rules.ranking import Ties
from leaderboard.standings import Board, Standing
from leaderboard.standings.leaderboards import board_of, not_yet_begun
from leaderboard.standings.progress import Progress, progress_of, pursued_goals
from leaderboard.web.page.bar_words import BarWords
from leaderboard.web.page.bars import Bar, bar_of
from leaderboard.web.page.rows import BoardRow, rows_of, value_name
from leaderboard.web.request.here import Here

# What fits on a screen: rows of a board, and teams beside it.
MOST_ROWS = 12
MOST_TEAMS = 7
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
class Beside:
    title: str
    bars: tuple[Bar, ...]
    shared: Bar | None
    teams: tuple[Progress, ...]

    @property
    def density(self) -> str:
        """How tightly the cards are packed."""
        count = len(self.bars) + (self.shared is not None)
        return "" if count <= 4 else "is-snug" if count == 5 else "is-tight"


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


# --- goals beside a board ------------------------------------------------------------------------


def beside(
    slide: SlideFacts,
    leaderboard: LeaderboardFacts,
    period: Period,
    screen: ScreenFacts,
    here: Here,
) -> Beside | None:
    """The team and company goals on the slide's metric; None if there are none."""
    if slide.goals_metric_id is None:
        return None
    found = goals_of(slide.goals_metric_id, leaderboard, here)
    chosen = [nearest(list(some), period) for _owner, some in groupby(found, key=owner_id)]
    teams = tuple(p for p in chosen if p.owner.kind is SubjectKind.TEAM)[:MOST_TEAMS]
    shared = next((p for p in chosen if p.owner.kind is SubjectKind.ORGANISATION), None)
    if not chosen:
        return None
    metric = here.settings.metrics()[slide.goals_metric_id]
    shows_values = screen.shows_money or metric.unit != Unit.MONEY
    writing = here.speaker.writing
    return Beside(
        title=goals_title(value_name(metric, writing), teams, shared, writing),
        bars=tuple(screen_bar(p, slide, writing, shows_values=shows_values) for p in teams),
        shared=screen_bar(shared, slide, writing, shows_values=shows_values) if shared else None,
        teams=teams,
    )


def goals_of(metric_id: int, leaderboard: LeaderboardFacts, here: Here) -> list[Progress]:
    """Today's running team and company goals on a metric, grouped by owner."""
    teams = {
        team_id
        for team_id in here.settings.teams()
        if leaderboard.team_id in (None, *here.settings.teams_above(team_id, here.today))
    }
    goals = pursued_goals({*teams, here.settings.organisation_id})
    on_metric = [goal for goal in goals if goal.metric_id == metric_id]
    found = progress_of(on_metric, day=here.today)
    return sorted(found, key=lambda p: (locale.by_alphabet(p.owner.name), *owner_id(p)))


def owner_id(progress: Progress) -> tuple[int]:
    return (progress.owner.id,)


def nearest(found: list[Progress], period: Period) -> Progress:
    """The goal for the board's period, else the one with the shortest period."""
    return min(found, key=lambda p: (p.period != period, p.span.end - p.span.start, p.urgency))


def goals_title(
    metric: str, teams: tuple[Progress, ...], shared: Progress | None, writing: Writing
) -> str:
    """The goals' metric, and their period if they all share one."""
    periods = {p.period for p in (*teams, *([shared] if shared else []))}
    only = periods.pop() if len(periods) == 1 else None
    if only is None:
        return _("Goals: %(metric)s", metric=metric)
    name = locale.period_name(only, writing, year=False)
    return _("Goals: %(metric)s, %(period)s", metric=metric, period=name)


def screen_bar(
    progress: Progress, slide: SlideFacts, writing: Writing, *, shows_values: bool
) -> Bar:
    """A goal's bar for a screen, with short amounts or none, and its share at the end."""
    is_shared = progress.owner.kind is SubjectKind.ORGANISATION
    name = _("All of us") if is_shared else progress.owner.name
    bar = bar_of(progress, name=name, is_short=True)
    attainment = progress.attainment
    percent = locale.attainment(attainment.way, writing) if attainment.way else ""
    # Past stretch, the state already contains the percentage.
    left = "" if attainment.state is State.PAST_STRETCH else percent
    # The same goal may be beside several boards.
    bar = replace(bar, key=f"{slide.id}-{bar.key}", left_text=left)
    if not shows_values:
        return replace(
            bar,
            value_text=percent,
            target_text="",
            left_text="",
            state_text=words_without_sums(attainment.state) or bar.state_text,
        )
    if is_shared and (short := left_to_all(progress, writing)):
        return replace(bar, state_text=_("%(left)s to the shared goal", left=short))
    return bar


def words_without_sums(state: State) -> str:
    """Where a goal stands, on a screen that hides money; "" if the state contains no amount
    anyway."""
    words = {
        State.JUST_BEGUN: _("Just begun"),
        State.BEHIND: _("On the way"),
        State.OPEN: _("On the way"),
    }
    return words.get(state, "")


def left_to_all(progress: Progress, writing: Writing) -> str:
    """How much the company is short of its target; "" if that is not a plain amount."""
    attainment = progress.attainment
    course = attainment.course
    on_the_way = (State.JUST_BEGUN, State.ON_PACE, State.AHEAD, State.BEHIND, State.OPEN)
    if attainment.value is None or attainment.state not in on_the_way or not course.is_sum:
        return ""
    if course.direction is Direction.LOWER:
        return ""
    words = BarWords(progress, writing, is_own=False, is_short=True)
    return words.gap(course.target - attainment.value)
