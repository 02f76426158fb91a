"""K1 to K5: the five kinds of goal, as a manager sets them and a rep sees them."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.models import Goal, GoalKind
from leaderboard.publishing.goals import NewTarget
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.standings.progress import progress_of
from tests.goal_forms import fields


def by_name(session):
    session.rollback()
    return {goal.name: goal for goal in session.scalars(select(Goal).order_by(Goal.id))}


def names_in(page):
    return re.findall(r"<h3[^>]*><a [^>]*><bdi>(.*?)</bdi>", page.text)


def plain(page):
    text = re.sub("[\u2066-\u2069]", "", unescape(re.sub(r"<[^>]+>", "", page.text)))
    return re.sub(r"\s+", " ", text)


# --- K1 ------------------------------------------------------------------------------------------


@pytest.fixture
def year(metrics, owners, visitor, cast):
    """The admin sets what to bring in and what to sell this year."""
    data = {"period_kind": "year", "since": clock.now().date().isoformat()}
    asked = [("revenue", "Our year", "240,000"), ("units", "Our units", "1,200")]
    for metric, name, target in asked:
        more = {"metric": str(metrics[metric]), "name": name, "target": target}
        answer = visitor(cast.iris).post(
            "/goals?kind=annual&for=company", fields(metrics, owners["company"], **more, **data)
        )
        assert answer.status_code == 303, answer.text


def test_k1_the_years_money_and_units_are_seen_by_everyone(session, year, visitor, cast):
    found = by_name(session)
    assert [goal.versions[0].target for goal in found.values()] == [240_000_00, 1_200]
    for who in (cast.ada, cast.otto, cast.mona, cast.olga, cast.iris):
        listed = visitor(who).get("/goals").text
        for name, goal in found.items():
            assert name in listed
            assert visitor(who).get(f"/goals/{goal.id}").status_code == 200


def test_k1_the_other_goals_hang_from_the_year(session, year, put, metrics, visitor, cast):
    root = by_name(session)["Our year"].id
    mona = visitor(cast.mona)
    for_team = mona.get(f"/goals/new?kind=team&for={cast.north}").text
    assert f'value="{root}">All of us: Our year' in for_team
    north = fields(metrics, cast.north, name="Of North", parent=str(root))
    assert mona.post(f"/goals?kind=team&for={cast.north}", north).status_code == 303
    above = str(by_name(session)["Of North"].id)
    ada = fields(metrics, cast.ada, name="Of Ada", parent=above, target="6,000")
    assert mona.post(f"/goals?kind=individual&for={cast.ada}", ada).status_code == 303
    found = by_name(session)
    assert (found["Of Ada"].parent_id, found["Of North"].parent_id) == (int(above), root)
    assert found["Our year"].parent_id is None
    # A rep sees the whole way, from the year down.
    tree = visitor(cast.ada).get("/goals/tree")
    assert names_in(tree) == ["Our units", "Our year", "North", "Ada"]
    page = plain(visitor(cast.ada).get(f"/goals/{found['Of Ada'].id}"))
    assert "which feeds our “Our year” (€240,000)." in page


# --- K2 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", ["week", "month", "quarter"])
def test_k2_a_teams_goal_is_for_a_week_a_month_or_a_quarter(
    session, metrics, visitor, cast, log, length
):
    data = fields(metrics, cast.north, metric=str(metrics["calls"]), target="40", name="Calls")
    data |= {"period_kind": length, "repeats": "y"}
    assert visitor(cast.mona).post(f"/goals?kind=team&for={cast.north}", data).status_code == 303
    log(cast.ada, "call", times=3)
    log(cast.ben, "call", times=2)
    log(cast.otto, "call", times=7)
    today, almanac = clock.now().date(), configuration.current().almanac
    [found] = progress_of(by_name(session).values(), day=today)
    assert found.span == period_of(PeriodKind(length), today, almanac).span
    assert (found.attainment.value, found.attainment.course.target) == (5, 40)


# --- K3 ------------------------------------------------------------------------------------------


def test_k3_one_form_gives_each_rep_a_target_of_their_own(session, metrics, visitor, cast, log):
    data = fields(metrics, cast.ada, target="9,000", stretch="12,000", name="Sales")
    data |= {f"target_{cast.ben}": "4,000", f"stretch_{cast.ben}": "", f"baseline_{cast.ben}": ""}
    path = f"/goals?kind=individual&for=everyone-{cast.north}"
    assert visitor(cast.mona).post(path, data).status_code == 303
    log(cast.ada, "deal-won", amount=4_500_00)
    log(cast.ben, "deal-won", amount=4_000_00)
    session.rollback()
    goals = session.scalars(select(Goal).order_by(Goal.owner_id)).all()
    assert {goal.kind for goal in goals} == {"individual"}
    found = {p.owner.id: p.attainment for p in progress_of(goals, day=clock.now().date())}
    assert {whose: (a.course.target, a.course.stretch) for whose, a in found.items()} == {
        cast.ada: (9_000_00, 12_000_00),
        cast.ben: (4_000_00, None),
    }
    # The smaller deal reaches the smaller target.
    assert {whose: a.is_reached for whose, a in found.items()} == {cast.ada: False, cast.ben: True}


# --- K4 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "kind"),
    [
        ("emails", "email"),
        ("calls", "call"),
        ("meetings", "meeting"),
        ("proposals", "proposal"),
        ("demos", "demo"),
    ],
)
def test_k4_what_a_rep_controls_is_a_goal_for_the_week(
    session, metrics, visitor, cast, log, metric, kind
):
    data = fields(metrics, cast.ada, metric=str(metrics[metric]), target="5", name="Work")
    path = f"/goals?kind=activity&for={cast.ada}"
    assert visitor(cast.mona).post(path, data | {"period_kind": "week"}).status_code == 303
    customer = {} if kind in ("email", "call") else {"customer": "Kestrel", "customer_key": "k"}
    log(cast.ada, kind, times=2, **customer)
    [found] = progress_of(by_name(session).values(), day=clock.now().date())
    assert (found.attainment.value, found.attainment.course.target) == (2, 5)
    assert found.kind is GoalKind.ACTIVITY
    page = visitor(cast.ada).get("/today").text
    assert "Work" in page


# --- K5 ------------------------------------------------------------------------------------------


def test_k5_a_stretch_target_lies_beyond_the_target_and_missing_it_costs_nothing(
    session, metrics, visitor, cast, log
):
    mona, path = visitor(cast.mona), f"/goals?kind=stretch&for={cast.ada}"
    data = fields(metrics, cast.ada, metric=str(metrics["calls"]), target="4", name="Further")
    assert mona.post(path, data | {f"stretch_{cast.ada}": ""}).status_code == 422
    assert mona.post(path, data | {f"stretch_{cast.ada}": "4"}).status_code == 422
    assert mona.post(path, data | {f"stretch_{cast.ada}": "6"}).status_code == 303
    goal_id = by_name(session)["Further"].id
    states = []
    for _ in range(4):
        log(cast.ada, "call", times=2)
        [found] = progress_of([session.get_one(Goal, goal_id)], day=clock.now().date())
        states.append((found.attainment.value, found.attainment.state.value))
    assert states[1:] == [(4, "reached"), (6, "past_stretch"), (8, "past_stretch")]
    assert states[0][1] in ("just_begun", "open")


def test_k5_nobody_is_behind_with_a_stretch_goal(put, cast, session):
    further = {"kind": GoalKind.STRETCH, "target": NewTarget(10, stretch=20)}
    goal_id = put("ada", "Further", metric="calls", **further)
    goal = session.get_one(Goal, goal_id)
    span = period_of(PeriodKind.MONTH, goal.since, configuration.current().almanac)
    [last] = progress_of([goal], day=span.last)
    assert (last.attainment.state.value, last.attainment.pace) == ("open", None)
