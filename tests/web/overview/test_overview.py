"""What a manager sees first."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.locale import PLAIN
from leaderboard.models import GoalKind, Metric, Organisation, Person, Role
from leaderboard.publishing import Newcomer, hire, make_team
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.scoring import publish
from leaderboard.web.overview import overview_of
from leaderboard.web.overview.hands import hands_of
from leaderboard.web.request.here import Here
from tests.cast import SINCE
from tests.standings.entries import log

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = date(2026, 11, 25)
# The end of a goal with its own dates.
LAST = date(2026, 11, 30)
ACTIVITY = {"kind": GoalKind.ACTIVITY}
OF_GOAL = ("period_kind", "since", "until", "impact")


@pytest.fixture
def company(session, cast):
    return session.scalar(select(Organisation.id))


def put(session, owner_id, name, metric="calls", target=20, kind=GoalKind.TEAM, **given):
    metric_id = session.scalar(select(Metric.id).where(Metric.slug == metric))
    told = {name: given.pop(name) for name in OF_GOAL if name in given}
    with publish(by_id=None, at=given.pop("at", AT)) as publication:
        new = NewGoal(
            kind=kind,
            name=name,
            metric_id=metric_id,
            owner_id=owner_id,
            target=NewTarget(target, **given),
            **{"period_kind": PeriodKind.MONTH, "since": TODAY, **told},
        )
        return set_goal(publication, new)


def overview(app, kind=PeriodKind.MONTH):
    with app.test_request_context():
        now = Here(configuration.current(), None, AT, TODAY)
        return overview_of(period_of(kind, TODAY, now.settings.almanac), now, PLAIN)


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


def names(shown):
    return [shown.main_name, *(goal.bar.name for goal in shown.others)]


def test_without_a_goal_the_page_says_so(app, session, cast, company):
    shown = overview(app, PeriodKind.WEEK)
    assert (shown.main, shown.chart, shown.others, shown.teams) == (None, None, [], [])


def test_every_running_goal_of_the_company_is_on_it_whatever_its_time(app, session, cast, company):
    quarter = {"period_kind": PeriodKind.QUARTER}
    put(session, company, "Win rate", metric="win-rate", target=400_000, **quarter)
    put(session, company, "The year", kind=GoalKind.ANNUAL, period_kind=PeriodKind.YEAR)
    put(session, company, "The fair", period_kind=None, since=date(2026, 11, 20), until=LAST)
    put(session, company, "Calls")
    put(session, company, "To come", since=date(2027, 1, 1))
    for kind in (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER):
        found = {name.split(", ")[0] for name in names(overview(app, kind))}
        assert found == {"Win rate", "The year", "The fair", "Calls"}
    # Those for another period than the page's say which one.
    assert names(overview(app)) == [
        "Calls",
        "The fair, 20 Nov 2026 to 29 Nov 2026",
        "The year, 2026",
        "Win rate, Q4 2026",
    ]


def test_the_main_goal_is_the_one_that_matters_most(app, session, cast, company):
    put(session, company, "Calls")
    put(
        session,
        company,
        "Win rate",
        metric="win-rate",
        target=400_000,
        period_kind=PeriodKind.QUARTER,
        impact=3,
    )
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER):
        shown = overview(app, kind)
        assert shown.main_name.startswith("Win rate")
        # A ratio does not grow day by day.
        assert shown.chart is None
    put(session, company, "Revenue", metric="revenue", target=10_000, impact=3)
    shown = overview(app)
    assert (shown.main_name, shown.chart is not None) == ("Revenue", True)


def test_a_team_shows_a_goal_of_another_time_rather_than_none(app, session, cast, company):
    put(session, company, "All")
    put(session, cast.north, "Rate", metric="win-rate", target=1, period_kind=PeriodKind.QUARTER)
    put(session, cast.south, "Rate", metric="win-rate", target=1, period_kind=PeriodKind.QUARTER)
    put(session, cast.south, "Calls")
    assert [team.bar.name for team in overview(app).teams] == ["North, Q4 2026", "South"]


def test_of_many_teams_those_furthest_from_their_pace_are_shown(app, session, cast, company):
    with publish(by_id=None, at=AT) as publication:
        teams = [make_team(publication, name=f"T{n:02d}", manager_id=None) for n in range(20)]
    owners = {}
    with publish(by_id=None, at=AT) as publication:
        for n, team in enumerate(teams):
            newcomer = Newcomer(f"Rep {n:02d}", None, Role.REP, team, date(2026, 1, 1))
            owners[f"rep{n}"] = hire(publication, newcomer)
    for team in teams:
        put(session, team, "Calls", target=30)
    log(session, "\n".join(f"11-02 rep{n} call x{n + 1}" for n in range(20)), owners)
    shown = overview(app)
    assert [team.bar.name for team in shown.teams] == [f"T{n:02d}" for n in range(12)]
    assert shown.team_count == 20


def test_the_overview_is_for_managers(session, visitor, cast, company):
    put(session, company, "All our calls", at=clock.now())
    assert visitor(cast.ada).get("/overview").status_code == 403
    page = visitor(cast.mona).get("/overview")
    assert page.status_code == 200
    assert "Team pace" in page.text
    assert "No goal yet" not in visitor(cast.mona).get("/overview?kind=week").text
    for kind in ("day", "nonsense"):
        assert visitor(cast.mona).get(f"/overview?kind={kind}").status_code == 404


def hands(app, session, viewer_id):
    with app.test_request_context():
        now = Here(configuration.current(), None, AT, TODAY)
        return hands_of(session.get_one(Person, viewer_id), now)


def test_a_hand_would_help_who_is_furthest_behind(app, session, cast, company):
    log(
        session,
        "11-02 ada call x4\n11-03 ben call x2\n11-04 otto call",
        {"ada": cast.ada, "ben": cast.ben, "otto": cast.otto},
    )
    put(session, cast.ada, "Calls", target=10, kind=GoalKind.ACTIVITY)
    put(session, cast.ada, "More calls", target=20, kind=GoalKind.ACTIVITY)
    put(session, cast.ben, "Calls", target=20, kind=GoalKind.ACTIVITY)
    put(session, cast.otto, "Calls", target=1, kind=GoalKind.ACTIVITY)
    put(session, cast.mona, "Calls", target=10, kind=GoalKind.ACTIVITY)
    found = hands(app, session, cast.mona)
    assert [(hand.name, hand.bar.name) for hand in found] == [
        ("Ben", "Calls"),
        ("Ada", "More calls"),
    ]
    assert found[0].bar.state_text == "15 calls to be on pace"
    assert hands(app, session, cast.olga) == []
    assert [hand.name for hand in hands(app, session, cast.iris)] == ["Mona", "Ben", "Ada"]


def test_nobody_needs_a_hand_with_a_stretch_goal(app, session, cast, company):
    """It is only upside: there is no pace to fall behind."""
    stretch = {"target": 20, "stretch": 30, "kind": GoalKind.STRETCH}
    put(session, cast.ada, "More calls", **stretch)
    assert hands(app, session, cast.mona) == []


def test_a_hand_is_for_few_who_are_here_and_behind(app, session, cast, company):
    for owner_id in (cast.ada, cast.ben, cast.mona, cast.olga, cast.otto):
        put(session, owner_id, "Calls", kind=GoalKind.ACTIVITY)
    assert [hand.name for hand in hands(app, session, cast.iris)] == ["Ada", "Ben", "Mona", "Olga"]
    with publish(by_id=None, at=AT) as publication:
        session.get_one(Person, cast.ben).deactivated_at = AT
        publication.audit("deactivate", "person", cast.ben)
    assert [hand.name for hand in hands(app, session, cast.iris)] == ["Ada", "Mona", "Olga", "Otto"]


def test_who_is_behind_in_a_goal_of_any_time_is_shown(app, session, cast, company):
    put(
        session,
        cast.ada,
        "The fair",
        **ACTIVITY,
        period_kind=None,
        since=date(2026, 11, 1),
        until=LAST,
    )
    assert [hand.bar.name for hand in hands(app, session, cast.mona)] == ["The fair"]


def test_of_many_people_those_that_nobody_else_leads_are_shown(app, session, cast, company):
    with publish(by_id=None, at=AT) as publication:
        newcomers = [Newcomer(f"Rep {n}", None, Role.REP, cast.south, SINCE) for n in range(70)]
        crowd = [hire(publication, newcomer) for newcomer in newcomers]
        own = make_team(publication, name="Own", manager_id=cast.iris)
        zoe = hire(publication, Newcomer("Zoe", None, Role.REP, own, SINCE))
    put(session, crowd[0], "Calls", **ACTIVITY)
    put(session, zoe, "Calls", **ACTIVITY)
    assert [hand.name for hand in hands(app, session, cast.iris)] == ["Zoe"]
    assert [hand.name for hand in hands(app, session, cast.olga)] == ["Rep 0"]


def test_security_02_nobody_elses_manager_sees_who_is_behind(session, visitor, cast, company):
    put(session, cast.ada, "Calls of Ada", target=500, kind=GoalKind.ACTIVITY)
    assert "Calls of Ada" not in visitor(cast.olga).get("/overview").text
    assert "Where a hand would help" in visitor(cast.olga).get("/overview").text


def test_the_overview_tells_what_was_just_done(session, visitor, cast, company):
    form = {"client_id": str(uuid4()), "when": "today", "amount": "4,800"}
    assert visitor(cast.ada).post("/activities/new/deal-won", form).status_code == 303
    just_now = visitor(cast.mona).get("/overview").text.partition("Just now")[2]
    assert "Ada" in just_now
    assert "won €4,800" in just_now
