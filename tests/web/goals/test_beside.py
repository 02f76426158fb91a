"""What a goal's page shows beside its metric."""

import re
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import clock
from leaderboard.database import write_transaction
from leaderboard.models import DimensionValue, Metric
from leaderboard.publishing.goals import NewTarget
from leaderboard.rules.baselines import MILLION
from leaderboard.scoring import NewActivity, log_activity


@pytest.fixture
def new(session):
    """The deal type of a new customer."""
    found = session.scalar(select(DimensionValue.id).where(DimensionValue.slug == "new"))
    session.rollback()
    return {"value_ids": frozenset([found])}


@pytest.fixture
def spend(session, cast, kinds):
    """Log a team's cost."""

    def spent(team_id, *, amount, **given):
        at = clock.now()
        new = NewActivity(team_id, kinds["cost"], at.date(), amount=amount, **given)
        log_activity(new, client_id=str(uuid4()), by_id=cast.iris, at=at)
        session.rollback()

    return spent


@pytest.fixture
def from_one_case(session, cast):
    """A few lines are enough for a ratio."""
    with write_transaction(session):
        for metric in session.scalars(select(Metric)):
            metric.min_sample = min(1, metric.min_sample)


def plain(page):
    text = unescape(re.sub(r"<[^>]+>", " ", page))
    text = re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", text)
    return re.sub(r"\s+", " ", text)


def card(visitor, person, goal_id):
    """What stands in the card; empty without one."""
    page = visitor(person).get(f"/goals/{goal_id}")
    assert page.status_code == 200
    found = re.search(r"<h2>Beside it</h2>(.*?)</section>", page.text, re.DOTALL)
    return plain(found[1]) if found else ""


def euros(target, baseline=None):
    return wanted(target, baseline, scale=100 * MILLION)


def share(target, baseline=None):
    return wanted(target, baseline, scale=MILLION // 100)


def wanted(target, baseline, *, scale):
    """A target for a ratio, and what it starts from where less is better."""
    start = None if baseline is None else baseline * scale
    return {"target": NewTarget(target * scale), "baseline": start}


def test_m4_lifetime_value_has_cost_and_churn_beside_it(
    from_one_case, put, visitor, cast, log, new, spend
):
    """€34,000 by ten customers, one lost; €2,000 for the two who are new: 3,400 of 1,000."""
    log(cast.ada, "opening-customers", days_ago=400, quantity=8)
    log(cast.ada, "deal-won", times=2, amount=17_000_00, **new)
    log(cast.ada, "customer-lost")
    spend(cast.north, amount=2_000_00)
    found = card(visitor, cast.mona, put("north", "Worth", metric="ltv", **euros(4000)))
    assert "Customer acquisition cost €1,000" in found
    assert "Churn 12.5 %" in found
    assert "worth 3.4 times what it costs to win one; at least 3 times is sound" in found
    assert (
        "1 lost customer in this period. On average, that many customers have brought in" in found
    )
    assert "brought in €3,400 so far" in found


def test_m7_a_cost_says_when_a_customer_is_worth_too_little(
    from_one_case, put, visitor, cast, log, new, spend
):
    log(cast.ada, "deal-won", times=2, amount=2_980_00, **new)
    spend(cast.north, amount=2_000_00)
    found = card(visitor, cast.mona, put("north", "Cost", metric="cac", **euros(900, 1000)))
    assert "Customer lifetime value €2,980" in found
    assert "worth 2.9 times what it costs to win one. That is too little" in found


def test_m7_nothing_is_said_of_what_one_persons_customers_cost(
    from_one_case, put, visitor, cast, log, new, spend
):
    """Costs are the team's; a person's would be nothing, and nothing would be the best there is."""
    log(cast.ada, "deal-won", times=2, amount=2_980_00, **new)
    spend(cast.north, amount=2_000_00)
    assert card(visitor, cast.mona, put("ada", "Cost", metric="cac", **euros(900, 1000))) == ""
    found = card(visitor, cast.mona, put("ada", "Worth", metric="ltv", **euros(4000)))
    assert "acquisition" not in found
    assert "times" not in found


def test_m7_a_team_without_costs_is_told_so(from_one_case, put, visitor, cast, log, new):
    log(cast.ada, "deal-won", amount=2_980_00, **new)
    found = card(visitor, cast.mona, put("north", "Worth", metric="ltv", **euros(4000)))
    assert "Customer acquisition cost: no cost is logged for this period." in found
    assert "times" not in found


def test_m2_churn_has_worth_beside_it_from_enough_cases_on(put, visitor, cast, log, new):
    log(cast.ada, "deal-won", times=2, amount=1_000_00, days_ago=40, **new)
    goal = put("ada", "Churn", metric="churn", **share(1, 2))
    found = card(visitor, cast.mona, goal)
    assert "Customer lifetime value – " in found
    assert "Customer lifetime value: shown from 5 cases on; now 2." in found
    log(cast.ada, "deal-won", times=8, amount=1_000_00, days_ago=40, **new)
    found = card(visitor, cast.mona, goal)
    assert "Customer lifetime value €1,000" in found
    assert "No customer was lost in this period." in found


def test_m3_units_make_up_for_a_margin_that_is_short(from_one_case, put, visitor, cast, log):
    """€2,000 of €10,000 was kept instead of 30 %: €1,000 at €20 for each of a hundred units."""
    log(cast.ada, "deal-won", times=2, amount=5_000_00, profit=1_000_00, quantity=50)
    margin = put("ada", "Margin", metric="margin", **share(30))
    sentence = (
        "€1,000 of profit is missing from a margin of 30 %. At the present €20 a unit, 50 units "
        "more make up for it."
    )
    found = card(visitor, cast.mona, margin)
    assert "Units sold 100" in found
    assert sentence in found
    # The page of the goal on units knows the margin that is wanted.
    units = put("ada", "Units", metric="units", target=NewTarget(120))
    found = card(visitor, cast.mona, units)
    assert "Margin 20 %" in found
    assert sentence in found


@pytest.mark.parametrize(
    ("deal", "sentence"),
    [
        ({"profit": 3_000_00, "quantity": 5}, "30 % or more, so there is nothing to make up for."),
        ({"profit": -100_00, "quantity": 5}, "present profit do not make up for it."),
        ({"profit": 1_000_00}, "present profit do not make up for it."),
    ],
)
def test_m3_units_that_make_up_for_nothing_are_not_named(
    from_one_case, put, visitor, cast, log, deal, sentence
):
    log(cast.ada, "deal-won", amount=10_000_00, **deal)
    found = card(visitor, cast.mona, put("ada", "Margin", metric="margin", **share(30)))
    assert sentence in found
    assert "At the present" not in found


def test_m3_no_profit_a_unit_where_the_profit_of_some_is_not_known(
    from_one_case, put, visitor, cast, log
):
    log(cast.ada, "deal-won", amount=10_000_00, profit=1_000_00, quantity=5)
    log(cast.ada, "deal-won", amount=10_000_00, quantity=5)
    found = card(visitor, cast.mona, put("ada", "Margin", metric="margin", **share(30)))
    assert "€2,000 of profit is missing from a margin of 30 %." in found
    assert "unit," not in found


def test_what_stands_beside_a_goal_is_for_its_owner_and_whoever_leads_them(
    from_one_case, put, visitor, cast, log
):
    log(cast.ada, "deal-won", amount=10_000_00, profit=1_000_00, quantity=5)
    own = put("ada", "Margin", metric="margin", **share(30))
    team = put("north", "Margin", metric="margin", **share(30))
    assert "Units sold 5" in card(visitor, cast.ada, own)
    assert "Units sold 5" in card(visitor, cast.iris, team)
    assert card(visitor, cast.ada, team) == ""
    assert card(visitor, cast.otto, team) == ""
    assert card(visitor, cast.olga, team) == ""


def test_nothing_stands_beside_other_goals(put, visitor, cast):
    assert card(visitor, cast.mona, put("ada", "Revenue")) == ""
