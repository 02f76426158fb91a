"""The main company goal day by day, as a line against even pace."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _

from leaderboard import locale
from leaderboard.locale import Writing
from leaderboard.rules.metrics import Part, Window
from leaderboard.rules.periods import DAY, Span
from leaderboard.standings.progress import Progress
from leaderboard.standings.tallies import sums_by_day
from leaderboard.web.page.bars import bar_of
from leaderboard.web.request.here import Here

# Axis labels closer to another than this share of the width are dropped.
TOO_NEAR = 0.14
# The space above the chart's highest line.
HEADROOM = 1.04


@dataclass(frozen=True)
class Chart:
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


def grows(progress: Progress) -> bool:
    """Whether it is a sum of what happens within the period."""
    return all(
        term.part is Part.NUMERATOR and term.window is Window.WITHIN
        for term in progress.metric.terms
    )


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
    """The value at the end of each day so far, starting at 0."""
    days, total = main.span.days, 0
    sums = sums_by_day(main.metric.terms, Span(main.span.start, now.today + DAY), now.settings)
    points = [(0.0, 0.0)]
    for number in range((now.today - main.span.start).days + 1):
        total += sums.get(main.span.start + number * DAY, 0)
        points.append(((number + 1) / days, float(total)))
    return points


def ticks_of(span: Span, today: float, writing: Writing) -> list[tuple[float, str]]:
    """The first day, the middle and the last, without those that would overlap today's."""
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
