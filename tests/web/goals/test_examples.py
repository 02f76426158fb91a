"""Goals from examples in a manager's words, and on one value of a dimension."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration
from leaderboard.database import write_transaction
from leaderboard.models import DimensionValue, Goal, Metric
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.standings.progress import progress_of
from leaderboard.web.goals.examples import EXAMPLES
from tests.goal_forms import fields


@pytest.fixture
def before(session):
    """A number of days ago that lies in the quarter before this one, and in the month before."""
    today = clock.now().date()
    quarter = period_of(PeriodKind.QUARTER, today, configuration.current().almanac)
    session.rollback()
    return (today - quarter.start).days + 5


@pytest.fixture
def values(session):
    found = {value.slug: value.id for value in session.scalars(select(DimensionValue))}
    session.rollback()
    return found


def chosen(page, name):
    """The chosen option of a select."""
    select_ = page.split(f'name="{name}"', 1)[1].split("</select>")[0]
    found = re.search(r'<option selected value="([^"]*)"', select_)
    return found[1] if found else ""


def typed(page, name):
    return unescape(page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0])


def test_every_example_opens_its_form_filled_in(visitor, cast, metrics, values):
    iris = visitor(cast.iris)
    page = iris.get("/goals/examples").text
    assert len(EXAMPLES) >= 10
    for example in EXAMPLES:
        assert f"/goals/new?example={example.slug}" in page
        form = iris.get(f"/goals/new?kind=team&for={cast.north}&example={example.slug}").text
        assert chosen(form, "metric") == str(metrics[example.metric])
        value = values[example.value.split(":")[1]] if example.value else ""
        assert chosen(form, "only") == str(value)
        assert chosen(form, "period_kind") == example.period
        assert chosen(form, "against") == (example.against or "")
        assert bool(typed(form, "change")) == (example.change is not None)


def test_an_older_installation_makes_the_metric_of_lost_deals_itself(visitor, cast, session):
    with write_transaction(session):
        session.scalars(select(Metric).where(Metric.slug == "deals-lost")).one().slug = "own-name"
        configuration.forget()
    assert "example=m6-competitor" in visitor(cast.iris).get("/goals/examples").text


def test_an_example_is_for_the_kinds_that_fit_it(visitor, cast):
    page = visitor(cast.iris).get("/goals/new?example=m10").text
    kinds = re.findall(r'name="kind" value="(\w+)"', page)
    assert kinds == ["team", "activity"]
    assert page.count('name="example" value="m10"') == 2


def test_m6_fewer_deals_lost_to_competitors_from_an_example_to_a_goal(
    visitor, cast, log, before, session, values, metrics
):
    """Twenty were lost to competitors last quarter, so 19 are the most for this one."""
    for _ in range(20):
        log(cast.ada, "deal-lost", days_ago=before, value_ids=frozenset({values["competitor"]}))
    log(cast.ada, "deal-lost", times=7, days_ago=before, value_ids=frozenset({values["price"]}))
    mona, url = visitor(cast.mona), f"/goals?kind=individual&for={cast.ada}"
    form = mona.get(f"/goals/new?kind=individual&for={cast.ada}&example=m6-competitor").text
    data = fields(
        metrics,
        cast.ada,
        metric=chosen(form, "metric"),
        only=chosen(form, "only"),
        period_kind=chosen(form, "period_kind"),
        name=typed(form, "name"),
        against=chosen(form, "against"),
        change=typed(form, "change"),
        target="",
        worked_out="",
    )
    looked = mona.post(url, data).text
    assert typed(looked, f"target_{cast.ada}") == "19"
    again = {
        name: typed(looked, name)
        for name in ("worked_out", f"target_{cast.ada}", f"baseline_{cast.ada}")
    }
    assert mona.post_and_save(url, data | again).status_code == 303
    session.rollback()
    [goal] = session.scalars(select(Goal))
    assert (goal.baseline, goal.versions[0].target) == (20, 19)
    made = session.get_one(Metric, goal.metric_id)
    assert made.name == "Deals lost: Competitor"
    session.rollback()
    # Only what is lost to competitors counts.
    log(cast.ada, "deal-lost", times=2, value_ids=frozenset({values["competitor"]}))
    log(cast.ada, "deal-lost", times=3, value_ids=frozenset({values["price"]}))
    [progress] = progress_of(session.scalars(select(Goal)).all(), day=clock.now().date())
    assert progress.attainment.value == 2


def test_the_same_cut_is_made_once(visitor, cast, session, values, metrics):
    mona = visitor(cast.mona)
    for name in ("One", "Two"):
        data = fields(metrics, cast.ada, only=str(values["new"]), name=name)
        mona.post_and_save(f"/goals?kind=individual&for={cast.ada}", data)
    session.rollback()
    one, two = session.scalars(select(Goal)).all()
    assert one.metric_id == two.metric_id
    assert session.get_one(Metric, one.metric_id).name == "Revenue: New"


def test_a_value_that_is_not_logged_with_the_metric_gets_a_sentence(
    visitor, cast, session, values, metrics
):
    data = fields(metrics, cast.ada, metric=str(metrics["calls"]), only=str(values["competitor"]))
    answer = visitor(cast.mona).post(f"/goals?kind=individual&for={cast.ada}", data)
    assert answer.status_code == 422
    assert "What this metric counts is not logged with that." in answer.text
    session.rollback()
    assert session.scalars(select(Goal)).all() == []


def test_a_board_counts_one_value_only(visitor, cast, log, session, values, metrics):
    iris = visitor(cast.iris)
    data = {
        "name": "New deals",
        "metric_id": str(metrics["deals-won"]),
        "only": str(values["new"]),
        "by": "rep",
        "period_kind": "month",
        "ties": "equal",
        "audience": "everyone",
        "team_id": "0",
        "seen": "0",
    }
    assert iris.post("/leaderboards", data).status_code == 303
    log(cast.ada, "deal-won", times=2, amount=5_00, value_ids=frozenset({values["new"]}))
    log(cast.ada, "deal-won", times=5, amount=5_00, value_ids=frozenset({values["renewal"]}))
    page = iris.get("/boards/new-deals").text
    row = page.split("Ada", 1)[1][:600]
    assert re.search(r">2<", row)
    assert iris.post("/leaderboards", data | {"only": str(values["price"])}).status_code == 422
