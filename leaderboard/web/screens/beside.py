"""The teams' and the company's goals beside a board."""

from dataclasses import dataclass, replace
from itertools import groupby

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.configuration import LeaderboardFacts, ScreenFacts, SlideFacts
from leaderboard.locale import Writing
from leaderboard.models import SubjectKind, Unit
from leaderboard.rules.attainment import State
from leaderboard.rules.metrics import Direction
from leaderboard.rules.periods import Period
from leaderboard.standings.progress import Progress, progress_of, pursued_goals
from leaderboard.web.page.bar_words import BarWords
from leaderboard.web.page.bars import Bar, bar_of
from leaderboard.web.page.rows import value_name
from leaderboard.web.request.here import Here

# The teams that fit beside a board.
MOST_TEAMS = 7


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
