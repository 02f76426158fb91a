"""Nothing is promised that is not paid: taken slots, used limits, days that are over."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import configuration, scoring
from leaderboard.extensions import db
from leaderboard.models import Activity, Award, Goal, GoalKind, GoalVersion, Kind, Metric
from leaderboard.publishing.goals import NewGoal, NewTarget, change_goal, set_goal
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind
from leaderboard.sentences import next_words, speaker, why_not_words
from leaderboard.standings.explanations import unpaid_rules
from leaderboard.standings.progress import progress_of
from leaderboard.standings.receipts import awards_of
from leaderboard.standings.rewards import Rewards
from leaderboard.standings.steps import read_promises, read_steps
from leaderboard.web.page.bars import bar_of

pytestmark = pytest.mark.usefixtures("any_database")

# A Tuesday; the following week begins on 30 November.
TODAY = date(2026, 11, 24)
NEXT_WEEK = date(2026, 11, 30)
QUARTERS = {
    "slug": "quarters",
    "name": "Quarters",
    "trigger": "goal_milestone",
    "milestones": [25, 50, 75, 100],
    "points": 10,
}


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def ada(session, cast):
    return Seller(session, cast.ada)


class Seller:
    """Somebody who calls, with a month's goal on calls."""

    def __init__(self, session, person_id):
        self.session, self.person_id = session, person_id
        self.call = session.scalar(select(Kind.id).where(Kind.slug == "call"))

    def is_paid_by(self, *rules, since=date(2026, 1, 1)):
        load_rules({"rule": list(rules)}, at=noon(TODAY), since=since)

    def aims_at(self, target, *, period=PeriodKind.MONTH, name="Calls", metric="calls"):
        metric_id = db.session.scalar(select(Metric.id).where(Metric.slug == metric))
        with scoring.publish(by_id=None, at=noon(TODAY)) as publication:
            wish = NewGoal(
                kind=GoalKind.ACTIVITY,
                name=name,
                metric_id=metric_id,
                owner_id=self.person_id,
                target=NewTarget(target),
                period_kind=period,
                since=date(2026, 11, 1),
            )
            self.goal_id = set_goal(publication, wish)

    def aims_from(self, day, target):
        with scoring.publish(by_id=None, at=noon(day)) as publication:
            change_goal(
                publication,
                self.goal_id,
                name="Calls",
                target=NewTarget(target),
                parent_id=None,
                impact=2,
            )

    def calls_now(self, times, *, day=TODAY, at=None):
        for _ in range(times):
            logged = scoring.log_activity(
                scoring.NewActivity(self.person_id, self.call, day),
                client_id=uuid4().hex,
                by_id=None,
                at=at or noon(day),
                is_late_allowed=True,
            )
        return logged

    def wins(self, amount, *, day=TODAY):
        kind_id = self.session.scalar(select(Kind.id).where(Kind.slug == "deal-won"))
        new = scoring.NewActivity(
            self.person_id, kind_id, day, amount=amount, customer="Smith", customer_key="smith"
        )
        return scoring.log_activity(new, client_id=uuid4().hex, by_id=None, at=noon(day))

    def promised(self, day=TODAY):
        """Goal, milestone and what is left, of everything promised today."""
        found = read_promises(self.person_id, day=day, settings=configuration.current())
        steps = [one.step for one in found if one.since == day]
        return [(step.goal_id, step.mark, step.left) for step in steps]

    def bar(self, day=TODAY):
        [progress] = progress_of([db.session.get(Goal, self.goal_id)], day=day)
        return progress.rewards, bar_of(progress, is_own=True).left_text

    def points(self):
        return sum(db.session.scalars(select(Award.points)))

    def unpaid(self, logged, *, today=TODAY):
        now = configuration.current()
        activity = db.session.get(Activity, logged.activity.id)
        found = unpaid_rules(activity, awards_of(activity.id), now, today=today)
        words = speaker(now)
        return [(why_not_words(one, words), next_words(one, words)) for one in found]


def test_a_milestone_that_was_paid_is_promised_no_second_time(ada):
    ada.is_paid_by(QUARTERS)
    ada.aims_at(40)
    ada.calls_now(25)
    assert ada.points() == 20
    tomorrow = TODAY + timedelta(days=1)
    ada.aims_from(tomorrow, 80)
    rewards, left = ada.bar(tomorrow)
    assert rewards == Rewards({750: 10, 1000: 10})
    assert left == "25 done, +10 at 60"
    ada.calls_now(34, day=tomorrow)
    assert ada.points() == 20
    ada.calls_now(1, day=tomorrow)
    assert ada.points() == 30


def test_a_used_up_limit_is_said_with_the_day_on_which_it_begins_anew(ada):
    ada.is_paid_by({**QUARTERS, "at_most": 1, "per": "week"})
    ada.aims_at(40, period=PeriodKind.QUARTER)
    rewards, left = ada.bar()
    assert (rewards, left) == (Rewards({250: 10}), "10 more for +10")
    ada.calls_now(10)
    rewards, left = ada.bar()
    assert rewards == Rewards({}, {500: 10}, NEXT_WEEK)
    assert left == "Limit used up; 10 more for +10 from 30 Nov"
    assert read_steps(ada.person_id, day=TODAY, settings=configuration.current()) == []
    ada.calls_now(9)
    assert ada.bar(NEXT_WEEK)[1] == "1 more for +10"
    ada.calls_now(1, day=NEXT_WEEK)
    assert ada.points() == 20


def test_a_limit_that_begins_anew_after_the_goal_is_over_promises_nothing(ada):
    ada.is_paid_by({**QUARTERS, "at_most": 1, "per": "month"})
    ada.aims_at(40)
    ada.calls_now(10)
    assert ada.bar() == (Rewards(), "10 done")


def test_a_rule_that_ends_before_the_limit_begins_anew_promises_nothing(ada):
    ada.is_paid_by({**QUARTERS, "at_most": 1, "per": "week", "until": NEXT_WEEK})
    ada.aims_at(40, period=PeriodKind.QUARTER)
    ada.calls_now(10)
    assert ada.bar() == (Rewards(), "10 done")


def test_two_goals_are_not_promised_what_one_of_them_uses_up(ada):
    ada.is_paid_by({**QUARTERS, "at_most": 1, "per": "day"})
    ada.aims_at(40)
    first = ada.goal_id
    ada.aims_at(80, name="More calls")
    now = configuration.current()
    found = [p.step.goal_id for p in read_promises(ada.person_id, day=TODAY, settings=now)]
    assert found == [first]


def test_goals_of_other_kinds_are_each_promised_what_the_next_step_pays(ada):
    ada.is_paid_by({**QUARTERS, "at_most": 1, "per": "day"})
    ada.aims_at(40)
    ada.aims_at(80, metric="emails", name="E-mails")
    now = configuration.current()
    found = read_promises(ada.person_id, day=TODAY, settings=now)
    assert [(one.step.mark, one.step.left) for one in found] == [(250, 10), (250, 20)]


DAILY = {**QUARTERS, "at_most": 1, "per": "day"}


def test_one_entry_that_takes_two_goals_is_paid_for_the_one_that_was_promised(ada):
    ada.is_paid_by(DAILY)
    ada.aims_at(80_000, metric="revenue", name="Revenue")
    further = ada.goal_id
    ada.aims_at(40_000, metric="revenue", name="Less revenue")
    assert ada.promised() == [(ada.goal_id, 250, 10_000)]
    ada.wins(20_000)
    [award] = db.session.scalars(select(Award))
    assert award.cause == f"goal:{ada.goal_id}:250"
    assert further < ada.goal_id
    assert scoring.verify() == []


def test_a_goal_shown_alone_is_promised_nothing_that_another_goal_uses_up(ada):
    ada.is_paid_by(DAILY)
    ada.aims_at(40)
    nearer = ada.bar()
    ada.aims_at(80, name="More calls")
    assert nearer == (Rewards({250: 10}), "10 more for +10")
    assert ada.bar() == (Rewards(), "80 to your goal")


def test_two_goals_are_not_both_promised_what_a_limit_allows_once_it_begins_anew(ada):
    ada.is_paid_by({**QUARTERS, "at_most": 1, "per": "week"})
    ada.aims_at(100, period=PeriodKind.QUARTER, name="More calls")
    ada.aims_at(40, period=PeriodKind.QUARTER)
    ada.calls_now(10)
    assert ada.bar()[1] == "Limit used up; 10 more for +10 from 30 Nov"
    found = read_promises(ada.person_id, day=TODAY, settings=configuration.current())
    assert [(one.step.left, one.since) for one in found] == [(10, NEXT_WEEK)]


def test_a_target_that_changes_before_the_limit_begins_anew_is_promised_nothing(ada):
    ada.is_paid_by({**QUARTERS, "at_most": 1, "per": "week"})
    ada.aims_at(40, period=PeriodKind.QUARTER)
    ada.calls_now(10)
    with scoring.publish(by_id=None, at=noon(TODAY)) as publication:
        new = GoalVersion(goal_id=ada.goal_id, since=NEXT_WEEK, target=80, milestones=[500])
        db.session.add(new)
        publication.audit("change", "goal", ada.goal_id)
    assert ada.bar()[1] == "10 done"


def test_a_sum_that_the_next_entry_may_reach_is_promised_beside_a_count_that_takes_several(ada):
    ada.is_paid_by(DAILY)
    ada.aims_at(12, metric="deals-won", name="Deals")
    deals = ada.goal_id
    ada.aims_at(40_000, metric="revenue", name="Revenue")
    assert ada.promised() == [(deals, 250, 3), (ada.goal_id, 250, 10_000)]
    ada.wins(10_000)
    assert [a.cause for a in db.session.scalars(select(Award))] == [f"goal:{ada.goal_id}:250"]


def test_a_count_that_any_next_entry_takes_keeps_the_limit_from_a_sum(ada):
    ada.is_paid_by(DAILY)
    ada.aims_at(40_000, metric="revenue", name="Revenue")
    ada.aims_at(4, metric="deals-won", name="Deals")
    assert ada.promised() == [(ada.goal_id, 250, 1)]
    ada.wins(40_000)
    assert [a.cause for a in db.session.scalars(select(Award))] == [f"goal:{ada.goal_id}:250"]


def test_what_a_manager_took_back_is_not_promised_again(ada):
    reach = {"slug": "three", "name": "Three", "trigger": "reach", "kind": "call", "target": 3}
    ada.is_paid_by({**reach, "window": "day", "repeated": True, "points": 5})
    ada.calls_now(3)
    [line] = db.session.scalars(select(Award))
    activity_id = line.activity_id
    scoring.take_back(line.id, by_id=None, at=noon(TODAY), reason="a mistake")
    scoring.void_activity(activity_id, by_id=None, at=noon(TODAY), reason="a mistake")
    [step] = read_steps(ada.person_id, day=TODAY, settings=configuration.current())
    assert (step.done, step.left) == (2, 4)
    assert ada.calls_now(3).awards == ()
    assert [award.points for award in ada.calls_now(1).awards] == [5]


def test_the_receipt_of_an_entry_that_was_paid_again_names_no_next_step(ada):
    """Its award was rewritten because what it says about the best before changed."""
    best = {"slug": "best", "name": "Best", "trigger": "personal_best", "kind": "call"}
    ada.is_paid_by({**best, "points": 7})
    yesterday = TODAY - timedelta(days=1)
    ada.calls_now(2, day=yesterday)
    paid = ada.calls_now(3)
    before = ada.calls_now(1, day=yesterday - timedelta(days=3), at=noon(TODAY))
    assert before.awards == ()
    ada.calls_now(2, day=yesterday - timedelta(days=3), at=noon(TODAY))
    scoring.void_activity(before.activity.id, by_id=None, at=noon(TODAY), reason="")
    lines = awards_of(paid.activity.id)
    assert len(lines) > 1
    assert sum(line.points for line in lines) == 7
    assert ada.unpaid(paid) == []


def test_a_day_that_is_over_has_no_next_step(ada):
    ada.is_paid_by(
        {
            "slug": "ten",
            "name": "Ten",
            "trigger": "reach",
            "kind": "call",
            "target": 10,
            "window": "day",
            "points": 20,
        }
    )
    logged = ada.calls_now(7)
    assert ada.unpaid(logged) == [("Not there yet, 7 of 10 calls today.", "3 calls to go, +20")]
    tomorrow = TODAY + timedelta(days=1)
    assert ada.unpaid(logged, today=tomorrow) == [("Not there yet, 7 of 10 calls.", "")]
