"""A manager's first page: the company's goals, the teams' pace, who needs help, and the latest
activity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leaderboard import locale
from leaderboard.locale import Writing, current_writing
from leaderboard.locale.writing import N_
from leaderboard.permissions import allow, manager
from leaderboard.rules.attainment import time_gone
from leaderboard.rules.periods import Period, PeriodKind, period_of
from leaderboard.rules.working_days import WorkingCalendar
from leaderboard.standings.feed import feed
from leaderboard.standings.progress import Instance, Progress, measured, pursued_goals, running
from leaderboard.web.goals.facts import when
from leaderboard.web.goals.few import crowded
from leaderboard.web.goals.shown import Linked
from leaderboard.web.overview.asked import leave_asked
from leaderboard.web.overview.chart import Chart, chart_of, grows
from leaderboard.web.overview.hands import hands_of, share_of_pace
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
MOST_FEED = 5
# At most this many teams have a bar; with more teams, those furthest from their pace.
MOST_TEAMS = 12


@dataclass(frozen=True)
class Overview:
    """The overview of one period. `others` are the company's other goals running today, of any
    period."""

    title: str
    subtitle: str
    kinds: list[tuple[str, str, bool]]
    main: Linked | None
    main_name: str
    chart: Chart | None
    others: list[Linked]
    teams: list[Linked]
    team_count: int


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
        hands=hands_of(current_user, now),
        asked=leave_asked(current_user, now),
        feed=just_done(now),
        moved=moved_by_others(current_user, now),
        crowded=crowded(current_user, day=now.today),
    )


def just_done(now: Here) -> list[ReceiptLine]:
    """Today's newest entries: who, what, when, and the points."""
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
    """Every company goal running today, most important first, and one goal for each team.
    Between equal goals, the one for the displayed period wins."""
    company_id = now.settings.organisation_id
    found = running(pursued_goals({company_id, *now.settings.teams()}), day=now.today)
    company = [item for item in found if item.row.owner_id == company_id]
    company.sort(key=lambda item: (-item.row.impact, item.period != period, item.urgency))
    teams = of_teams([i for i in found if i.row.owner_id != company_id], company[:1], period)
    shown = measured([*company, *teams], now.settings)
    ours, theirs = shown[: len(company)], shown[len(company) :]
    main = ours[0] if ours else None
    return Overview(
        title=locale.period_name(period, writing),
        subtitle=time_told(period, now, writing),
        kinds=[
            (_(name), url_for("overview.index", kind=each.value), each is period.kind)
            for each, name in KINDS.items()
        ],
        main=linked(main, dated(main, main.name, period, writing)) if main else None,
        main_name=dated(main, main.name, period, writing) if main else "",
        chart=chart_of(main, now, writing) if main and grows(main) else None,
        others=[linked(p, dated(p, p.name, period, writing)) for p in ours[1:]],
        teams=[linked(p, dated(p, p.owner.name, period, writing)) for p in worth_showing(theirs)],
        team_count=len(theirs),
    )


def of_teams(found: Iterable[Instance], main: Sequence[Instance], period: Period) -> list[Instance]:
    """One goal for each team: for the displayed period first, then on the main goal's metric,
    then by importance."""
    metric_id = main[0].row.metric_id if main else 0
    chosen: dict[int, Instance] = {}
    for item in sorted(
        found, key=lambda i: (i.period != period, i.row.metric_id != metric_id, i.urgency)
    ):
        chosen.setdefault(item.row.owner_id, item)
    return list(chosen.values())


def worth_showing(teams: Sequence[Progress]) -> list[Progress]:
    """All teams if they are few, otherwise those furthest from their pace; sorted by name."""
    chosen = sorted(teams, key=share_of_pace)[:MOST_TEAMS]
    return sorted(chosen, key=lambda p: (locale.by_alphabet(p.owner.name), p.owner.id))


def dated(progress: Progress, name: str, period: Period, writing: Writing) -> str:
    """The name, with the goal's period where it differs from the page's."""
    if progress.period == period:
        return name
    # Translators: the name of a goal or a team, and the period that the goal is for
    return _("%(name)s, %(period)s", name=name, period=when(progress, writing))


def linked(progress: Progress, name: str) -> Linked:
    url = url_for("goals.show", goal_id=progress.goal_id)
    return Linked(bar_of(progress, name=name, is_short=True), url)


def time_told(period: Period, now: Here, writing: Writing) -> str:
    """For example: 17 of 21 working days gone."""
    working = WorkingCalendar(now.settings.weeks, now.settings.holidays)
    time = time_gone(period.span, now.today, working)
    return _(
        "%(gone)s of %(total)s gone",
        gone=locale.number(time.gone, writing),
        total=locale.count_of(time.total, "working day", writing),
    )
