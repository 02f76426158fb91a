"""The next small step: what it says is left is exactly what is left."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.evaluation import Past, replay
from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import Entry, PayingGoal, PayingRule, Target, Version
from leaderboard.rules.periods import (
    PeriodKind,
    period_of,
)
from leaderboard.rules.steps import Standpoint, effort, nearest, steps_ahead
from leaderboard.rules.triggers import TRIGGERS
from tests.rules.ledger import WORLD

CALL, DEAL, ADA, NORTH = 1, 2, 7, 70
MONDAY = date(2026, 11, 23)
DAYS = {
    name: MONDAY + timedelta(days=n) for n, name in enumerate(["mon", "tue", "wed", "thu", "fri"])
}


def rule(trigger, *, points=20, limits=None, **condition):
    version = Version(
        id=5,
        number=1,
        since=date(2020, 1, 1),
        trigger=TRIGGERS[trigger],
        condition=Condition(**{"kind_id": CALL, **condition}),
        limits=limits or Limits(),
        points=points,
    )
    return PayingRule(3, (version,))


def entries(ledger):
    """One entry per word: "mon call call deal:500" is two calls and a deal of 500 on Monday."""
    found = []
    for line in ledger.strip().splitlines():
        day, *words = line.split()
        for word in words:
            kind, _, amount = word.partition(":")
            found.append(entry(len(found) + 1, DAYS[day], kind, int(amount or 0)))
    return found


def entry(number, day, kind="call", amount=0):
    kind_id = CALL if kind == "call" else DEAL
    return Entry(number, day, kind_id, teams=(NORTH,), amount=amount)


def ahead(line, past, *, day=MONDAY, goals=(), is_first=False):
    """The steps of a rule line after these entries."""
    known = Past(line, goals=goals, firsts={(5, NORTH, day): 99} if is_first else {}, world=WORLD)
    for one in past:
        known.add(one)
    facts = known.facts(line.versions[0], entry(99, day))
    here = Standpoint(ADA, NORTH, day, {goal.id: goal for goal in goals}, WORLD)
    return steps_ahead(line, line.versions[0], facts, here)


def left(line, ledger, **options):
    return [step.left for step in ahead(line, entries(ledger), **options)]


def test_seven_of_ten_calls_leave_three():
    [step] = ahead(rule("reach", target=10), entries("mon " + "call " * 7))
    assert (step.done, step.total, step.left, step.terms[0].kind_id) == (7, 10, 3, CALL)


def test_a_count_reached_once_has_no_next_step_and_a_repeated_one_has():
    ledger = "mon " + "call " * 11
    assert left(rule("reach", target=10), ledger) == []
    assert left(rule("reach", target=10, is_repeated=True), ledger) == [9]


def test_a_sum_counts_in_its_measure():
    line = rule("reach", kind_id=DEAL, measure=Measure.AMOUNT, target=1000)
    assert left(line, "mon deal:300 call deal:450") == [250]


def test_yesterday_does_not_count_for_today_and_counts_for_the_week():
    daily = rule("reach", target=3)
    weekly = rule("reach", target=3, window=PeriodKind.WEEK)
    assert left(daily, "mon call call", day=DAYS["tue"]) == [3]
    assert left(weekly, "mon call call", day=DAYS["tue"]) == [1]


def test_a_streak_counts_days_and_today_only_once():
    line = rule("streak", target=5)
    assert left(line, "mon call\ntue call call", day=DAYS["tue"]) == [3]
    assert left(line, "mon call\ntue call", day=DAYS["wed"]) == [3]
    assert left(line, "mon call", day=DAYS["wed"]) == [5]


def test_a_streak_that_has_today_is_for_another_day():
    line = rule("streak", target=2)
    [today] = ahead(line, entries("mon call"), day=DAYS["tue"])
    [tomorrow] = ahead(line, entries("mon call"), day=MONDAY)
    assert (today.left, today.is_for_later) == (1, False)
    assert (tomorrow.left, tomorrow.is_for_later) == (1, True)
    assert effort(today, Fraction(8), world=WORLD) == Fraction(1, 8)
    assert effort(tomorrow, Fraction(8), world=WORLD) == 1


def test_a_day_off_has_no_step_for_a_streak():
    assert ahead(rule("streak", target=5), [], day=date(2026, 11, 28)) == []


def test_the_best_day_is_beaten_by_one_more():
    line = rule("personal_best")
    assert left(line, "mon call call call\ntue call", day=DAYS["tue"]) == [3]
    assert left(line, "mon call\ntue call call", day=DAYS["tue"]) == []
    assert left(line, "", day=DAYS["tue"]) == []


def test_only_the_first_of_the_team_has_that_step():
    line = rule("first_in_team")
    assert left(line, "", is_first=True) == [1]
    assert left(line, "", is_first=False) == []


def goal(number, target, *, milestones=(500, 1000), stretch=None):
    return PayingGoal(
        id=number,
        terms=(Term(CALL, Measure.ENTRIES),),
        since=date(2026, 1, 1),
        until=None,
        period_kind=PeriodKind.MONTH,
        targets=(Target(date(2026, 1, 1), target, stretch, milestones),),
    )


def test_each_goal_has_every_milestone_ahead_that_pays():
    line = rule("goal_milestone", kind_id=0, milestones=(500, 1000), pays_stretch=True)
    goals = (goal(1, 9), goal(2, 4, stretch=6))
    found = ahead(line, entries("mon call call call call"), goals=goals)
    assert [(s.goal_id, s.mark, s.left) for s in found] == [(1, 500, 1), (2, 0, 2), (1, 1000, 5)]


def nearest_of(*steps, pace=Fraction(0), day=MONDAY):
    return nearest(steps, pace=lambda step: pace, day=day, world=WORLD)


def test_the_nearest_step_is_the_one_of_least_effort():
    [far] = ahead(rule("reach", target=10), entries("mon call"))
    [close] = ahead(rule("reach", target=4), entries("mon call"))
    assert nearest_of(far, close, pace=Fraction(8)) == close


def test_the_own_pace_makes_three_calls_nearer_than_one_deal():
    [calls] = ahead(rule("reach", target=4), entries("mon call"))
    [deal] = ahead(rule("reach", target=2, kind_id=DEAL), entries("mon deal"))
    pace = {CALL: Fraction(8), DEAL: Fraction(1, 4)}
    found = nearest((deal, calls), pace=lambda s: pace[s.terms[0].kind_id], day=MONDAY, world=WORLD)
    assert found == calls


def test_what_cannot_be_had_in_time_is_not_near():
    [step] = ahead(rule("reach", target=50), entries("mon call"))
    assert nearest_of(step, pace=Fraction(8)) is None
    assert nearest_of(step, pace=Fraction(30)) == step


def test_what_every_call_pays_is_no_step():
    [each] = ahead(rule("per_activity"), [])
    assert nearest_of(each) is None


def test_without_a_past_a_target_takes_the_time_it_was_made_for():
    [week] = ahead(rule("reach", target=10, window=PeriodKind.WEEK), entries("mon call"))
    assert effort(week, Fraction(0), world=WORLD) == Fraction(9, 10) * 5


def test_climbing_out_of_a_loss_reaches_nothing():
    line = rule("reach", kind_id=DEAL, measure=Measure.PROFIT, target=100, is_repeated=True)
    loss = Entry(1, MONDAY, DEAL, teams=(NORTH,), profit=-50)
    gain = Entry(2, MONDAY, DEAL, teams=(NORTH,), profit=80)
    assert paid(line, [loss, gain]) == 0
    assert [step.left for step in ahead(line, [loss])] == [150]


def test_climbing_back_to_where_one_was_reaches_nothing_again():
    line = rule("reach", kind_id=DEAL, measure=Measure.PROFIT, target=100, is_repeated=True)
    up, down, back, beyond = (
        Entry(n, MONDAY, DEAL, teams=(NORTH,), profit=profit)
        for n, profit in enumerate((300, -150, 80, 250), 1)
    )
    assert paid(line, [up, down, back]) == paid(line, [up]) == 3
    assert [step.left for step in ahead(line, [up, down, back])] == [170]
    assert paid(line, [up, down, back, beyond]) == 4


def paid(line, past):
    awards = replay(past, subject_id=ADA, rules=[line], goals=(), firsts={}, world=WORLD)
    return sum(award.times for award in awards)


@given(
    st.sampled_from(["reach", "personal_best"]),
    st.sampled_from([PeriodKind.DAY, PeriodKind.WEEK]),
    st.integers(1, 6),
    st.booleans(),
    st.lists(st.integers(-20, 0), max_size=30),
)
def test_the_last_step_pays_and_the_one_before_does_not(trigger, window, target, again, days):
    line = rule(trigger, window=window, target=target, is_repeated=again)
    past = [entry(n, MONDAY + timedelta(days=d)) for n, d in enumerate(sorted(days), 1)]
    for step in ahead(line, past):
        before, almost, after = (
            paid(line, past + [entry(1000 + n, MONDAY) for n in range(more)])
            for more in (0, step.left - 1, step.left)
        )
        assert (almost, after) == (before, before + 1)
        assert step.window == period_of(window, MONDAY, WORLD.almanac)


@given(st.integers(1, 7), st.booleans(), st.sets(st.integers(-25, 0)))
def test_a_streak_pays_after_as_many_days_as_it_says(target, again, days):
    line = rule("streak", target=target, is_repeated=again)
    past = [entry(n, MONDAY + timedelta(days=d)) for n, d in enumerate(sorted(days), 1)]
    for step in ahead(line, past):
        first = 1 if 0 in days else 0
        working = [d for n in range(60) if WORLD.working.is_working(d := MONDAY + timedelta(n))]
        more = [entry(1000 + n, d) for n, d in enumerate(working[first : first + step.left])]
        assert paid(line, past + more[:-1]) == paid(line, past)
        assert paid(line, past + more) == paid(line, past) + 1


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_trigger_can_be_looked_ahead_at(trigger):
    assert isinstance(ahead(rule(trigger), []), list)
