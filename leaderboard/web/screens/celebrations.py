"""Celebrations: a badge or a big deal fills the screen for six seconds as it happens."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from leaderboard import live, locale
from leaderboard.locale import isolate
from leaderboard.rules.metrics import Part, Window
from leaderboard.scoring.entries import entry_of
from leaderboard.sentences import Speaker
from leaderboard.standings.feed import FeedItem
from leaderboard.standings.names import BadgeName
from leaderboard.standings.progress import Progress
from leaderboard.web.page.bar_words import BarWords
from leaderboard.web.page.bars import Bar, bar_of
from leaderboard.web.request.here import Here
from leaderboard.web.screens.slides import ShownSlide

# Whatever is older is not celebrated.
LASTS = timedelta(seconds=60)
MOST = 3


@dataclass(frozen=True)
class TeamBar:
    """What a deal did to the team's goal; `before` is the bar's position without it."""

    bar: Bar
    before: float
    text: str
    left_text: str


@dataclass(frozen=True)
class Celebration:
    """One celebration. Amounts and customers only on screens that show money."""

    key: str
    at: int
    label: str
    name: str
    team_text: str
    mark: int | None
    amount: str
    tier: int
    icon: str
    points_text: str
    points_words: str
    team_bar: TeamBar | None
    return_text: str


def celebrations_of(
    newest: Iterable[FeedItem], slides: Iterable[ShownSlide], here: Here, *, shows_money: bool
) -> tuple[Celebration, ...]:
    """What to celebrate now, latest first."""
    goals = [progress for slide in slides if slide.beside for progress in slide.beside.teams]
    found = [item for item in newest if is_due(item, here)][:MOST]
    return tuple(celebration_of(item, goals, here, shows_money=shows_money) for item in found)


def is_due(item: FeedItem, here: Here) -> bool:
    return here.at - item.at < LASTS and (bool(item.badge_ids) or is_big(item, here))


def is_big(item: FeedItem, here: Here) -> bool:
    """Whether it is a deal large enough for the organisation to celebrate."""
    return 0 < here.settings.big_deal <= item.won


def celebration_of(
    item: FeedItem, goals: list[Progress], here: Here, *, shows_money: bool
) -> Celebration:
    speaker = here.speaker
    team = here.settings.teams().get(item.team_id)
    badges = [speaker.names.badges[badge_id] for badge_id in item.badge_ids]
    best = max(badges, key=lambda badge: badge.tier, default=None)
    customer = item.activity.customer if item.activity and item.won and shows_money else ""
    return Celebration(
        key=item.key,
        at=live.milliseconds(item.at),
        label=_("Deal won") if item.won else _("Badge earned"),
        name=here.settings.people()[item.person_id].name,
        team_text=team_text(team.name if team else "", customer),
        mark=team.mark if team else None,
        amount=locale.told_sum(item.won, speaker.writing) if item.won and shows_money else "",
        tier=best.tier if best else 0,
        icon=best.icon if best else "handshake",
        points_text=speaker.points(item.points) if item.points else "",
        points_words=points_words(item, badges, speaker),
        team_bar=team_bar(item, goals, here, shows_money=shows_money),
        return_text=_("Board returns in %(seconds)s s", seconds="{}"),
    )


def team_text(team: str, customer: str) -> str:
    """For example: Harbour, with Nordwind Logistics."""
    if team and customer:
        return _("%(team)s, with %(customer)s", team=isolate(team), customer=isolate(customer))
    if customer:
        return _("with %(customer)s", customer=isolate(customer))
    return isolate(team) if team else ""


def points_words(item: FeedItem, badges: list[BadgeName], speaker: Speaker) -> str:
    """The words below the points, for example: points, and “Big Fish”."""
    names = _(", ").join(_("“%(name)s”", name=speaker.badge(badge.id)) for badge in badges)
    if item.points and badges:
        return _("points, and %(badges)s", badges=names)
    return names if badges else _("points") if item.points else ""


def team_bar(
    item: FeedItem, goals: list[Progress], here: Here, *, shows_money: bool
) -> TeamBar | None:
    """The first goal of the person's team that the entry moved."""
    if item.activity is None:
        return None
    for progress in goals:
        part = share_in(progress, item.activity, here)
        if progress.owner.id == item.team_id and part > 0:
            return moved(progress, part, here, shows_money=shows_money)
    return None


def share_in(progress: Progress, activity: Any, here: Here) -> int:
    """How much the entry adds to the goal's metric; 0 for ratios, where it cannot be known."""
    if progress.metric.is_ratio:
        return 0
    entry = entry_of(activity, here.settings)
    return sum(
        term.sign * entry.measure(term.measure)
        for term in progress.metric.terms
        if term.part is Part.NUMERATOR
        and term.window is Window.WITHIN
        and term.counts(kind_id=entry.kind_id, values=entry.values)
    )


def moved(progress: Progress, part: int, here: Here, *, shows_money: bool) -> TeamBar | None:
    """The team's bar moving from the old value to the new one."""
    attainment, writing = progress.attainment, here.speaker.writing
    if attainment.value is None:
        return None
    course = attainment.course
    # Draw it without its texts, which might contain amounts.
    bar = replace(
        bar_of(progress), value_text="", target_text="", state_text="", left_text="", key=""
    )
    before = course.way(attainment.value - part)
    period = (
        locale.period_name(progress.period, writing, year=False)
        if progress.period
        else isolate(progress.name)
    )
    return TeamBar(
        bar=bar,
        before=float(before),
        text=_(
            "%(team)s: %(before)s to %(after)s of %(period)s",
            team=isolate(progress.owner.name),
            before=locale.attainment(before, writing),
            after=locale.attainment(attainment.way, writing),
            period=period,
        ),
        left_text=left_text(progress, course.target - attainment.value, here, shows_money),
    )


def left_text(progress: Progress, left: Fraction, here: Here, shows_money: bool) -> str:
    """What the team still needs."""
    if left <= 0:
        return _("Goal reached")
    if not shows_money and progress.metric.unit == "money":
        return ""
    words = BarWords(progress, here.speaker.writing, is_own=False, is_short=True)
    return _("%(left)s to go", left=words.gap(left))
