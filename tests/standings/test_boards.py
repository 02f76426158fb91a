"""Who stands where: first among equals, after leaving, before a move, without a cost."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from leaderboard import configuration, publishing, scoring
from leaderboard.models import By, DimensionValue, Metric
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import Span
from leaderboard.rules.ranking import Ties
from leaderboard.standings import board

pytestmark = pytest.mark.usefixtures("any_database")

TODAY = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
MARCH = Span(date(2026, 3, 1), date(2026, 4, 1))
A_WEEK = timedelta(days=7)


@pytest.fixture
def call(session, kinds):
    """Log calls, or the given kind, each a minute after the one before."""
    minutes = count()

    def called(person_id, day=TODAY, kind="call", **content):
        number = next(minutes)
        scoring.log_activity(
            scoring.NewActivity(person_id, kinds[kind], day, **content),
            client_id=f"call-{number}",
            by_id=None,
            at=NOON + timedelta(minutes=number),
            is_late_allowed=True,
        )

    return called


@pytest.fixture
def ranks(session):
    """Who holds which rank in March, by who was there first."""

    def ranked(slug, **wanted):
        metric_id = session.scalar(select(Metric.id).where(Metric.slug == slug))
        metric = configuration.current().metrics()[metric_id]
        rows = board(metric, **{"span": MARCH, "ties": Ties.FIRST, **wanted}).rows
        session.rollback()
        return [(row.rank, row.name) for row in rows]

    return ranked


def publish(change, *args, **kwargs):
    with scoring.publish(by_id=None, at=NOON) as publication:
        return change(publication, *args, **kwargs)


def pay(points):
    rule = {"slug": "call", "name": "Call", "trigger": "per_activity", "kind": "call"}
    load_rules({"rule": [{**rule, "points": points}]}, at=NOON + A_WEEK, since=MARCH.start)


def test_a_rule_that_pays_otherwise_leaves_those_first_who_were(cast, call, ranks):
    pay(5)
    call(cast.ben)
    call(cast.ada)
    assert ranks("points", by=By.REP) == [(1, "Ben"), (2, "Ada")]
    pay(6)
    assert ranks("points", by=By.REP) == [(1, "Ben"), (2, "Ada")]


def test_a_badge_without_points_moves_nobody(session, cast, call, ranks):
    badge = {"slug": "early", "name": "Early", "icon": "star"}
    call_pays = {"slug": "call", "name": "Call", "trigger": "per_activity", "kind": "call"}
    two = {"slug": "two", "name": "Two", "trigger": "reach", "kind": "call", "target": 2}
    once = {"at_most": 1, "per": "day", "points": 5}
    rules = [{**call_pays, **once}, {**two, "badge": "early"}]
    load_rules({"badge": [badge], "rule": rules}, at=NOON, since=MARCH.start)
    call(cast.ben)
    call(cast.ada)
    call(cast.ben)
    assert ranks("points", by=By.REP) == [(1, "Ben"), (2, "Ada")]


def test_a_deal_of_nothing_moves_nobody_by_revenue(cast, call, ranks):
    for person_id, amount in ((cast.ada, 100), (cast.ben, 100), (cast.ada, 0)):
        call(person_id, kind="deal-won", amount=amount)
    assert ranks("revenue", by=By.REP) == [(1, "Ada"), (2, "Ben")]


def test_who_left_stays_on_the_boards_of_before(cast, call, ranks):
    call(cast.ben, date(2026, 3, 2))
    publish(publishing.deactivate, cast.ben)
    first_week = Span(date(2026, 3, 2), date(2026, 3, 9))
    assert ranks("calls", by=By.REP, span=first_week) == [(1, "Ben")]
    assert ranks("calls", by=By.REP) == []


def test_what_cost_nothing_that_is_known_has_no_rank_by_cost(session, cast, kinds, ranks):
    new_customer = session.scalar(select(DimensionValue.id).where(DimensionValue.slug == "new"))
    for who, kind, content in (
        (cast.ada, "deal-won", {"amount": 900, "value_ids": frozenset({new_customer})}),
        (cast.north, "cost", {"amount": 300}),
    ):
        scoring.log_activity(
            scoring.NewActivity(who, kinds[kind], TODAY, **content),
            client_id=kind,
            by_id=None,
            at=NOON,
        )
    assert ranks("cac", by=By.TEAM) == [(1, "North")]
    assert ranks("cac", by=By.REP) == [(None, "Ada")]


def test_a_parent_was_there_first_when_its_teams_were(cast, call, ranks):
    west, east = (
        publish(publishing.make_team, name=name, manager_id=None) for name in ("West", "East")
    )
    publish(publishing.put_under, cast.north, parent_id=west, since=MARCH.start)
    publish(publishing.put_under, cast.south, parent_id=east, since=MARCH.start)
    call(cast.ada)
    call(cast.otto)
    assert ranks("calls", by=By.PARENT) == [(1, "West"), (2, "East")]


@pytest.mark.parametrize(
    ("days", "first", "second"), [((15, 5), "East", "West"), ((5, 15), "West", "East")]
)
def test_a_team_counts_for_the_parent_it_had_when_it_was_there(
    cast, call, ranks, days, first, second
):
    west, east = (
        publish(publishing.make_team, name=name, manager_id=None) for name in ("West", "East")
    )
    publish(publishing.put_under, cast.north, parent_id=west, since=MARCH.start)
    publish(publishing.put_under, cast.north, parent_id=east, since=date(2026, 3, 10))
    for day in days:
        call(cast.ada, date(2026, 3, day))
    assert ranks("calls", by=By.PARENT) == [(1, first), (2, second)]


def test_a_move_to_come_is_not_there_yet_while_the_period_runs(cast, call, ranks):
    call(cast.ada)
    publish(publishing.move, cast.ada, team_id=cast.south, since=TODAY + A_WEEK)
    assert ranks("calls", by=By.REP, team_id=cast.north, today=TODAY) == [(1, "Ada")]
    assert ranks("calls", by=By.REP, team_id=cast.south, today=TODAY) == []
    assert ranks("calls", by=By.REP, team_id=cast.south, today=TODAY + 2 * A_WEEK) == [(1, "Ada")]
