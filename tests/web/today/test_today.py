"""Today: what a person sees at once, and that a long history costs the database no more."""

import re

from sqlalchemy import select

from leaderboard import clock, scoring
from leaderboard.extensions import db
from leaderboard.models import GoalKind, Metric, WorkingWeek
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind
from tests.growth import counted


def test_today_names_the_next_small_step(visitor, cast, rewarded, log):
    log(cast.ada, "call", times=7)
    page = visitor(cast.ada).get("/today").text
    assert "3 calls to go" in page
    assert "7 of 10 calls today" in page
    assert "+20" in page
    assert "Dialer" in page


def test_without_a_step_near_it_says_what_each_one_brings(visitor, cast, rewarded, log):
    log(cast.ada, "call", times=10)
    page = visitor(cast.ada).get("/today").text
    assert "to go" not in page
    assert "Every step counts" in page


def test_a_streak_that_has_today_is_told_in_days(visitor, cast, session, log):
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        session.scalars(select(WorkingWeek)).one().weekdays = "0123456"
        publication.audit("set", "working week", 1)
    rule = {"slug": "two", "name": "Two days", "trigger": "streak", "kind": "call", "target": 2}
    load_rules({"rule": [{**rule, "points": 9}]}, at=clock.now())
    log(cast.ada, "call")
    page = visitor(cast.ada).get("/today").text
    assert "1 working day to go" in page
    assert "1 call today" not in page


def test_without_rules_it_promises_nothing(visitor, cast):
    page = visitor(cast.ada).get("/today").text
    assert "No rewards yet" in page
    assert "Nothing logged yet today" in page


def test_it_shows_the_neighbours_and_how_near_the_next_rank_is(visitor, cast, rewarded, log):
    log(cast.ben, "meeting", times=2, customer="Ahlborg AB")
    log(cast.ada, "call")
    log(cast.otto, "call", times=9)
    page = visitor(cast.ada).get("/today").text
    assert re.findall(r'standing-line" title="(.*?)"', page) == ["Otto", "Ben", "Ada"]
    assert "25 points to rank 2. 2 meetings would do it." in page


def test_each_key_counts_what_was_logged_today(visitor, cast, log):
    log(cast.ada, "call", times=3)
    log(cast.ada, "call", times=2, days_ago=1)
    keys = visitor(cast.ada).get("/today/keys").text
    assert ">3 today<" in keys
    assert ">5 today<" not in keys


def test_nobody_sees_today_without_signing_in(visitor):
    assert visitor().get("/today").location.startswith("/sign-in")


def test_today_is_ones_own_whoever_asks(visitor, cast, log):
    number = log(cast.ada, "call", customer="Ahlborg AB")
    assert "Ahlborg AB" in visitor(cast.ada).get("/today").text
    for somebody in (cast.ben, cast.mona, cast.otto):
        visit = visitor(somebody)
        assert "Ahlborg AB" not in visit.get("/today").text
        assert "Call saved" not in visit.get(f"/today?answer={number}").text


def test_regions_are_what_the_page_holds(visitor, cast, rewarded, log):
    log(cast.ada, "call", times=4)
    ada = visitor(cast.ada)
    page, day, keys = (ada.get(f"/today{path}").text for path in ("", "/day", "/keys"))
    assert without_ids(day.strip()) in without_ids(page)
    assert without_ids(keys.strip()) in without_ids(page)


def without_ids(text):
    """Tokens and form ids are new in every answer."""
    return re.sub(r'name="(csrf_token|client_id)" value="[^"]*"', "", text)


def test_a_long_history_asks_no_more_of_the_database(app, visitor, cast, session, rewarded, log):
    ada = visitor(cast.ada)
    log(cast.ada, "call", times=5)
    log(cast.ada, "call", times=5, days_ago=1)
    ada.get("/today")
    with counted(app) as short:
        ada.get("/today")
    for days_ago in range(2, 52):
        log(cast.ada, "call", times=5, days_ago=days_ago)
        log(cast.ada, "meeting", times=5, days_ago=days_ago, customer="Ahlborg AB")
    ada.get("/today")
    with counted(app) as long:
        ada.get("/today")
    assert len(long) == len(short) > 0


def test_only_the_goals_that_are_shown_are_measured(app, visitor, cast):
    with app.app_context():
        add_goal(cast.ada, "Mine", GoalKind.ACTIVITY)
        add_goal(cast.north, "North's", GoalKind.TEAM)
    asker = visitor(cast.ada)
    assert "Mine" in asker.get("/today").text
    with counted(app) as statements:
        asker.get("/today")
    assert [said for said in statements if "GROUP BY total.kind_id, total.team_id" in said] == []


def add_goal(owner_id, name, kind):
    metric_id = db.session.scalar(select(Metric.id).where(Metric.slug == "calls"))
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        set_goal(
            publication,
            NewGoal(
                kind=kind,
                name=name,
                metric_id=metric_id,
                owner_id=owner_id,
                target=NewTarget(target=20),
                period_kind=PeriodKind.WEEK,
                since=clock.now().date(),
            ),
        )
