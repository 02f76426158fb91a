"""What a manager sees first."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.goals import NewGoal, Target, set_goal
from leaderboard.locale import PLAIN
from leaderboard.models import GoalKind, Metric, Organisation
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import publish
from leaderboard.web.here import Here
from leaderboard.web.overview import overview_of
from tests.standings.entries import log

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@pytest.fixture
def company(session, cast):
    return session.scalar(select(Organisation.id))


def put(session, owner_id, name, metric="calls", target=20, **given):
    metric_id = session.scalar(select(Metric.id).where(Metric.slug == metric))
    with publish(by_id=None, at=given.pop("at", AT)) as publication:
        new = NewGoal(
            kind=GoalKind.TEAM,
            name=name,
            metric_id=metric_id,
            owner_id=owner_id,
            target=Target(target, **given),
            period_kind=PeriodKind.MONTH,
            since=TODAY,
        )
        return set_goal(publication, new)


def overview(app, kind=PeriodKind.MONTH):
    with app.test_request_context():
        now = Here(configuration.current(), None, AT, TODAY)
        return overview_of(kind, now, PLAIN)


def test_the_chart_adds_up_day_by_day(app, session, cast, company):
    log(
        session,
        "11-02 ada call x3\n11-02 otto call\n11-20 ben call x4\n10-31 ada call",
        {"ada": cast.ada, "ben": cast.ben, "otto": cast.otto},
    )
    put(session, company, "All our calls", stretch=24)
    shown = overview(app)
    chart = shown.chart
    assert (shown.main_name, shown.main.bar.value_text) == ("All our calls", "8")
    assert len(chart.points) == 26
    assert chart.points[0] == (0.0, 0.0)
    assert chart.points[2] == (2 / 30, 4.0)
    assert chart.points[-1] == (25 / 30, 8.0)
    assert chart.pace == ((0.0, 0.0), (1.0, 20.0))
    assert (chart.target, chart.stretch) == (20.0, 24.0)
    assert [text for _, text in chart.ticks] == ["1 Nov", "16 Nov", "30 Nov"]
    assert shown.subtitle == "17 of 21 working days gone"


def test_each_team_has_one_bar_on_the_main_metric(app, session, cast, company):
    put(session, company, "All")
    put(session, cast.north, "Revenue", metric="revenue", target=100)
    put(session, cast.north, "Calls")
    put(session, cast.south, "Revenue", metric="revenue", target=100)
    shown = overview(app)
    assert [team.bar.name for team in shown.teams] == ["North", "South"]
    assert [team.bar.target_text for team in shown.teams] == ["of 20", "of €1"]


def test_a_period_without_a_goal_says_so(app, session, cast, company):
    put(session, company, "All")
    shown = overview(app, PeriodKind.WEEK)
    assert (shown.main, shown.chart, shown.teams) == (None, None, [])


def test_the_overview_is_for_managers(session, visitor, cast, company):
    put(session, company, "All our calls", at=clock.now())
    assert visitor(cast.ada).get("/overview").status_code == 403
    page = visitor(cast.mona).get("/overview")
    assert page.status_code == 200
    assert "Team pace" in page.text
    assert "No goal in this period" in visitor(cast.mona).get("/overview?kind=week").text
    for kind in ("day", "nonsense"):
        assert visitor(cast.mona).get(f"/overview?kind={kind}").status_code == 404
