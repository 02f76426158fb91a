"""What a manager sees first: how the company's main goal goes, the teams' pace, where a hand would
help and what was just done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leaderboard import locale
from leaderboard.locale import Writing, current_writing
from leaderboard.locale.writing import N_
from leaderboard.models import SubjectKind
from leaderboard.permissions import allow, manager
from leaderboard.rules.attainment import time_gone
from leaderboard.rules.metrics import Part, Window
from leaderboard.rules.periods import DAY, Period, PeriodKind, Span, WorkingCalendar, period_of
from leaderboard.standings.feed import feed
from leaderboard.standings.progress import Progress, progress_of, pursued_goals
from leaderboard.standings.tallies import sums_by_day
from leaderboard.web.goals.shown import Linked
from leaderboard.web.overview.hands import hands_of
from leaderboard.web.overview.moved import moved_by_others
from leaderboard.web.page.bars import bar_of
from leaderboard.web.page.receipts import ReceiptLine
from leaderboard.web.request.here import Here, here
from leaderboard.web.screens.ticker import line_of

blueprint = Blueprint("overview", __name__, url_prefix="/overview")

KINDS = {
    PeriodKind.WEEK: N_("Week"),
    PeriodKind.MONTH: N_("Month"),
    PeriodKind.QUARTER: N_("Quarter"),
}
# A label of the axis this near another one, in shares of the width, is left out.
TOO_NEAR = 0.14
MOST_FEED = 5
# How much room a chart has above its highest line.
HEADROOM = 1.04


@dataclass(frozen=True)
class Chart:
    """What templates/parts/chart.html draws."""

    points: list[tuple[float, float]]
    target: float
    stretch: float | None
    top: float
    pace: tuple[tuple[float, float], tuple[float, float]]
    ticks: list[tuple[float, str]]
    goal_text: str
    stretch_text: str
    pace_text: str
    today_text: str
    summary: str
    projection: None = None


@dataclass(frozen=True)
class Overview:
    """The page of one period."""

    title: str
    subtitle: str
    kinds: list[tuple[str, str, bool]]
    main: Linked | None
    main_name: str
    chart: Chart | None
    teams: list[Linked]


@blueprint.get("")
@allow(manager)
def index() -> str:
    now, writing = here(), current_writing()
    try:
        kind = PeriodKind(request.args.get("kind", PeriodKind.MONTH))
    except ValueError:
        abort(404)
    if kind not in KINDS:
        abort(404)
    period = period_of(kind, now.today, now.settings.almanac)
    return render_template(
        "overview/index.html",
        shown=overview_of(period, now, writing),
        hands=hands_of(current_user, period, now),
        feed=just_done(now),
        moved=moved_by_others(current_user, now),
    )


def just_done(now: Here) -> list[ReceiptLine]:
    """The newest of today: who, what and when, and the points for it."""
    lines = []
    for item in feed(day=now.today, most=MOST_FEED):
        line, time = line_of(item, now, shows_money=True), now.speaker.time(item.at)
        lines.append(
            ReceiptLine(
                what=locale.isolate(line.name),
                why=_(", ").join((line.what, time)),
                points_text=line.points_text or now.speaker.number(0),
                is_unpaid=not line.points_text,
            )
        )
    return lines


def overview_of(period: Period, now: Here, writing: Writing) -> Overview:
    """The company's main goal of the running period, and the teams' on the same metric."""
    owners = {now.settings.organisation_id, *now.settings.teams()}
    found = [
        progress
        for progress in progress_of(pursued_goals(owners), day=now.today)
        if progress.period == period
    ]
    found.sort(key=lambda progress: progress.urgency)
    main = main_goal(found)
    return Overview(
        title=locale.period_name(period, writing),
        subtitle=time_told(period, now, writing),
        kinds=[
            (_(name), url_for("overview.index", kind=each.value), each is period.kind)
            for each, name in KINDS.items()
        ],
        main=linked(main, main.name) if main else None,
        main_name=main.name if main else "",
        chart=chart_of(main, now, writing) if main else None,
        teams=team_bars(found, main),
    )


def main_goal(found: Sequence[Progress]) -> Progress | None:
    """The company's goal that matters most among those that grow day by day."""
    company = [p for p in found if p.owner.kind is SubjectKind.ORGANISATION and grows(p)]
    return company[0] if company else None


def grows(progress: Progress) -> bool:
    """A sum of what happens within the period."""
    return all(
        term.part is Part.NUMERATOR and term.window is Window.WITHIN
        for term in progress.metric.terms
    )


def team_bars(found: Sequence[Progress], main: Progress | None) -> list[Linked]:
    """One bar a team, by name: its goal on the main metric, else what matters most to it."""
    chosen: dict[int, Progress] = {}
    for progress in found:
        if progress.owner.kind is SubjectKind.TEAM:
            held = chosen.setdefault(progress.owner.id, progress)
            if main and held.metric.id != main.metric.id == progress.metric.id:
                chosen[progress.owner.id] = progress
    return [
        linked(progress, progress.owner.name)
        for progress in sorted(chosen.values(), key=lambda p: p.owner.name)
    ]


def linked(progress: Progress, name: str) -> Linked:
    url = url_for("goals.show", goal_id=progress.goal_id)
    return Linked(bar_of(progress, name=name, is_short=True), url)


def time_told(period: Period, now: Here, writing: Writing) -> str:
    """17 of 21 working days gone."""
    working = WorkingCalendar(now.settings.weeks, now.settings.holidays)
    time = time_gone(period.span, now.today, working)
    return _(
        "%(gone)s of %(total)s gone",
        gone=locale.number(time.gone, writing),
        total=locale.count_of(time.total, "working day", writing),
    )


# --- the chart -----------------------------------------------------------------------------------


def chart_of(main: Progress, now: Here, writing: Writing) -> Chart:
    """The goal's value from its first day to today, against even pace."""
    course, span = main.attainment.course, main.span
    target = float(course.target)
    stretch = None if course.stretch is None else float(course.stretch)
    points = points_of(main, now)
    highest = max(target, stretch or 0, points[-1][1]) * HEADROOM
    bar = bar_of(main, is_short=True)
    return Chart(
        points=points,
        target=target,
        stretch=stretch,
        top=highest,
        pace=((0.0, 0.0), (1.0, target)),
        ticks=ticks_of(span, points[-1][0], writing),
        goal_text=_("goal %(value)s", value=told(course.target, main, writing)),
        stretch_text=_("stretch %(value)s", value=told(course.stretch, main, writing))
        if course.stretch is not None
        else "",
        pace_text=_("even pace"),
        today_text=_("today"),
        summary=_(", ").join((f"{main.name}: {bar.value_text} {bar.target_text}", bar.state_text)),
    )


def points_of(main: Progress, now: Here) -> list[tuple[float, float]]:
    """The value at the end of each day so far, from nothing."""
    days, total = main.span.days, 0
    sums = sums_by_day(main.metric.terms, Span(main.span.start, now.today + DAY), now.settings)
    points = [(0.0, 0.0)]
    for number in range((now.today - main.span.start).days + 1):
        total += sums.get(main.span.start + number * DAY, 0)
        points.append(((number + 1) / days, float(total)))
    return points


def ticks_of(span: Span, today: float, writing: Writing) -> list[tuple[float, str]]:
    """The first day, one about the middle, and the last, those apart that would touch today."""
    middle = span.start + span.days // 2 * DAY
    days: list[tuple[float, date]] = [
        (0.0, span.start),
        ((middle - span.start).days / span.days, middle),
        (1.0, span.end - DAY),
    ]
    return [
        (place, locale.day_month(day, writing))
        for place, day in days
        if abs(place - today) > TOO_NEAR
    ]


def told(value: Fraction, main: Progress, writing: Writing) -> str:
    return locale.value_text(value, main.metric.unit, writing, short=True)
