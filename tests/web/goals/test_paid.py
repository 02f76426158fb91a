"""What reads as reached on a goal's page was paid, or says why not."""

import re

import pytest
from sqlalchemy import select

from leaderboard import clock, scoring
from leaderboard.models import Award, GoalKind, Metric, Rule
from leaderboard.publishing.goals import (
    NewGoal,
    NewTarget,
    change_goal,
    drop_goal,
    set_goal,
)
from leaderboard.publishing.rules import load_rules, switch_rule
from leaderboard.rules.periods import DAY, PeriodKind

QUARTERS = {
    "slug": "quarters",
    "name": "Quarters",
    "trigger": "goal_milestone",
    "milestones": [25, 50, 75, 100],
    "points": 10,
}


def publish_rule(*, days_ago, **given):
    at = clock.now()
    load_rules({"rule": [QUARTERS | given]}, at=at, since=at.date() - days_ago * DAY)


@pytest.fixture
def goal_id(session, cast):
    """A goal of ten calls by Ada in the week around today, set three days ago."""
    at, metric = clock.now(), session.scalar(select(Metric.id).where(Metric.slug == "calls"))
    with scoring.publish(by_id=None, at=at - 3 * DAY) as publication:
        return set_goal(
            publication,
            NewGoal(
                kind=GoalKind.ACTIVITY,
                name="Calls",
                metric_id=metric,
                owner_id=cast.ada,
                target=NewTarget(10),
                period_kind=None,
                since=at.date() - 3 * DAY,
                until=at.date() + 4 * DAY,
            ),
        )


def aim(goal_id, target, *, days_ago=0, **given):
    new = NewTarget(target, **given)
    with scoring.publish(by_id=None, at=clock.now() - days_ago * DAY) as publication:
        change_goal(publication, goal_id, name="Calls", target=new, parent_id=None, impact=2)


def said(visitor, cast, goal_id):
    """What the page says the milestones paid."""
    page = visitor(cast.ada).get(f"/goals/{goal_id}").text
    _, _, card = page.partition("What it paid")
    card = card.partition("</section>")[0]
    texts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card)
    texts += re.findall(r'quiet">(.*?): (.*?)</p>', card)
    found: dict[str, str] = {}
    for pair in texts:
        marks, text = (re.sub(r"[\u2066-\u2069\u00a0]", "", text) for text in pair)
        for mark in marks.split(", "):
            found[mark] = f"{found.get(mark, '')} {text}".strip()
    return found


def test_every_reached_milestone_says_what_it_paid(visitor, cast, log, goal_id):
    publish_rule(days_ago=30)
    log(cast.ada, "call", times=5, days_ago=1)
    paid = said(visitor, cast, goal_id)
    assert list(paid) == ["25%", "50%"]
    assert all(text.startswith("+10 on ") for text in paid.values())


def test_what_a_lower_target_reaches_is_paid_and_the_receipt_names_the_change(
    visitor, cast, log, goal_id
):
    publish_rule(days_ago=30)
    log(cast.ada, "call", times=6, days_ago=1)
    aim(goal_id, 6)
    page = visitor(cast.ada).get(f"/goals/{goal_id}").text
    assert "Goal reached" in page
    paid = said(visitor, cast, goal_id)
    assert list(paid) == ["25%", "50%", "75%", "Target"]
    assert all(text.startswith("+10 on ") for text in paid.values())
    became = "The target went from 10 to 6."
    assert [mark for mark, text in paid.items() if text.endswith(became)] == ["75%", "Target"]
    for page in ("/today", f"/people/{cast.ada}"):
        receipt = visitor(cast.ada).get(page).text
        assert "Goal reached: " in receipt
        assert receipt.count(became) == 2


def test_a_stretch_target_that_falls_is_named_as_that(visitor, cast, log, goal_id):
    publish_rule(days_ago=30, milestones=[], stretch=True)
    log(cast.ada, "call", times=12, days_ago=1)
    aim(goal_id, 10, stretch=12)
    assert said(visitor, cast, goal_id)["Stretch target"].endswith(
        "The stretch target changed to 12."
    )


def test_a_stretch_target_says_what_it_was(visitor, cast, log, goal_id):
    publish_rule(days_ago=30, milestones=[], stretch=True)
    aim(goal_id, 10, stretch=20, days_ago=3)
    log(cast.ada, "call", times=12, days_ago=1)
    aim(goal_id, 9, stretch=12)
    text = said(visitor, cast, goal_id)["Stretch target"]
    assert text.endswith("The stretch target went from 20 to 12.")


def test_a_step_that_is_new_in_the_goal_says_that_the_target_stayed(visitor, cast, log, goal_id):
    publish_rule(days_ago=30)
    aim(goal_id, 10, milestones=(1000,), days_ago=3)
    log(cast.ada, "call", times=5, days_ago=1)
    aim(goal_id, 10)
    text = said(visitor, cast, goal_id)["50%"]
    assert text.endswith("The goal was changed; its target stayed 10.")


def test_what_was_paid_stays_on_the_page_when_a_higher_target_is_far(visitor, cast, log, goal_id):
    publish_rule(days_ago=30)
    log(cast.ada, "call", times=5, days_ago=1)
    aim(goal_id, 40)
    paid = said(visitor, cast, goal_id)
    assert list(paid) == ["25%", "50%"]
    assert all(text.startswith("+10 on ") for text in paid.values())


GONE = "no longer part of this goal; what was paid stays."


def test_what_a_milestone_paid_stays_on_the_page_without_the_milestone(visitor, cast, log, goal_id):
    publish_rule(days_ago=30)
    log(cast.ada, "call", times=8, days_ago=1)
    aim(goal_id, 10, milestones=(500, 1000))
    paid = said(visitor, cast, goal_id)
    assert list(paid) == ["50%", "25%", "75%"]
    assert all(text.startswith("+10 on ") for text in paid.values())
    assert [mark for mark, text in paid.items() if text.endswith(GONE)] == ["25%", "75%"]


def test_so_does_what_a_stretch_target_paid(visitor, cast, log, goal_id):
    publish_rule(days_ago=30, milestones=[], stretch=True)
    aim(goal_id, 10, stretch=12, days_ago=3)
    log(cast.ada, "call", times=12, days_ago=1)
    aim(goal_id, 10)
    text = said(visitor, cast, goal_id)["Stretch target"]
    assert text.startswith("+10 on ")
    assert text.endswith(GONE)


def test_what_was_paid_stays_on_the_page_without_the_rule(visitor, cast, log, goal_id, session):
    publish_rule(days_ago=30)
    log(cast.ada, "call", times=3, days_ago=1)
    rule_id = session.scalar(select(Rule.id).where(Rule.slug == "quarters"))
    switch_rule(rule_id, is_on=False, at=clock.now(), by_id=None)
    paid = said(visitor, cast, goal_id)
    assert [mark for mark, text in paid.items() if text.startswith("+10 on ")] == ["25%"]
    assert GONE not in paid["25%"]


def test_what_was_paid_stays_on_the_page_of_a_dropped_goal(visitor, cast, log, goal_id):
    publish_rule(days_ago=30)
    log(cast.ada, "call", times=6, days_ago=1)
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        drop_goal(publication, goal_id)
    assert list(said(visitor, cast, goal_id)) == ["25%", "50%"]


def test_what_a_higher_target_took_back_is_not_on_the_page(visitor, cast, log, goal_id):
    publish_rule(days_ago=30)
    log(cast.ada, "call", times=5)
    aim(goal_id, 40)
    assert said(visitor, cast, goal_id) == {}


def test_a_milestone_passed_before_its_rule_says_so(visitor, cast, log, goal_id):
    log(cast.ada, "call", times=3, days_ago=1)
    publish_rule(days_ago=0)
    [text] = said(visitor, cast, goal_id).values()
    assert text == (
        "rule “Quarters” paid nothing. It was reached at a time when the rule did not pay for it."
    )


def test_a_used_up_limit_is_named(visitor, cast, log, goal_id):
    publish_rule(days_ago=30, at_most=1, per="year")
    log(cast.ada, "call", times=5)
    paid = said(visitor, cast, goal_id)
    assert paid["25%"].startswith("+10 on ")
    assert paid["50%"] == "rule “Quarters” paid nothing. It pays at most once a year."


def test_what_was_taken_back_says_so(session, visitor, cast, log, goal_id):
    publish_rule(days_ago=30)
    log(cast.ada, "call", times=3)
    line = session.scalars(select(Award)).one()
    scoring.take_back(line.id, by_id=cast.mona, at=clock.now(), reason="a mistake")
    assert said(visitor, cast, goal_id) == {
        "25%": "rule “Quarters” paid nothing. It was paid and taken back."
    }


def test_a_rule_for_others_or_of_another_time_says_so(visitor, cast, log, goal_id):
    publish_rule(days_ago=30, teams=["South"])
    log(cast.ada, "call", times=3)
    assert said(visitor, cast, goal_id) == {"25%": "rule “Quarters” paid nothing. It is for South."}


def test_where_no_rule_pays_there_is_nothing_to_say(session, visitor, cast, log, goal_id):
    publish_rule(days_ago=30)
    rule_id = session.scalar(select(Rule.id).where(Rule.slug == "quarters"))
    switch_rule(rule_id, is_on=False, at=clock.now(), by_id=None)
    log(cast.ada, "call", times=3)
    assert said(visitor, cast, goal_id) == {}


def test_a_target_that_is_no_milestone_says_so_when_it_is_reached(visitor, cast, log, goal_id):
    publish_rule(days_ago=30)
    aim(goal_id, 4, milestones=(500,), days_ago=3)
    log(cast.ada, "call", times=4, days_ago=1)
    paid = said(visitor, cast, goal_id)
    assert paid["50%"].startswith("+10 on ")
    assert paid["Target"].endswith("The target is not among this goal’s milestones.")


def test_a_ratio_that_is_reached_says_that_it_pays_nothing(visitor, cast, log, session):
    publish_rule(days_ago=30)
    at, metric = clock.now(), session.scalar(select(Metric.id).where(Metric.slug == "win-rate"))
    with scoring.publish(by_id=None, at=at) as publication:
        wish = NewGoal(
            kind=GoalKind.INDIVIDUAL,
            name="Win rate",
            metric_id=metric,
            owner_id=cast.ada,
            target=NewTarget(500_000),
            period_kind=PeriodKind.MONTH,
            since=at.date(),
        )
        goal_id = set_goal(publication, wish)
    assert said(visitor, cast, goal_id) == {}
    log(cast.ada, "deal-won", times=12, amount=100)
    text = said(visitor, cast, goal_id)["Target"]
    assert text.endswith("Only goals that count or sum up what was logged pay points.")
