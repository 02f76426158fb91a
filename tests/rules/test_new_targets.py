"""A target that changes while its period runs: what is already reached at the
change is paid then."""

from datetime import date

import pytest

from leaderboard.rules.condition import Limits
from leaderboard.rules.evaluation import replay
from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import (
    NEW_TARGET,
    Entry,
    PayingGoal,
    PayingRule,
    Slot,
    TakenBack,
    Target,
)
from leaderboard.rules.periods import PeriodKind
from tests.rules.ledger import ADA, ALWAYS, KINDS, WORLD, entries, rule, version

CHANGED = date(2026, 11, 10)
QUARTERS = {"milestones": (250, 500, 750, 1000), "pays_stretch": True}


def goal(first, then, *, stretch=None, day=CHANGED):
    """A monthly goal on calls whose target changes on a day."""
    return PayingGoal(
        id=5,
        terms=(Term(KINDS["call"], Measure.ENTRIES),),
        since=ALWAYS,
        until=None,
        period_kind=PeriodKind.MONTH,
        targets=(Target(ALWAYS, first), Target(day, then, stretch)),
    )


def paid(text, asked, *rules, taken_back=(), teams=(1,)):
    """What the ledger earns: the day, the milestone, `new` if the new target brought it."""
    listed = entries(text) if text else []
    turns = [Entry(NEW_TARGET, target.since, 0, teams=teams) for target in asked.targets[1:]]
    awards = replay(
        [*listed, *turns],
        subject_id=ADA,
        rules=rules or [rule("goal_milestone", **QUARTERS)],
        goals=[asked],
        firsts={},
        world=WORLD,
        taken_back=taken_back,
    )
    ordered = sorted(awards, key=lambda award: (award.day, award.number))
    return [
        f"{award.day:%m-%d} {award.slot.cause.split(':')[2]}"
        + (f" new {award.params['target']}" if award.number == NEW_TARGET else "")
        for award in ordered
    ]


def test_what_stands_at_or_above_a_milestone_is_paid_by_the_new_target():
    assert paid("2026-11-02 call x6", goal(20, 6)) == [
        "11-02 250",
        "11-10 500 new 6",
        "11-10 750 new 6",
        "11-10 1000 new 6",
    ]


def test_a_stretch_target_that_is_passed_already_is_paid_as_well():
    asked = goal(20, 4, stretch=5)
    assert paid("2026-11-02 call x5", asked)[-1] == "11-10 stretch new 4"


def test_the_days_own_entries_are_judged_after_it_and_by_it():
    asked = goal(20, 8)
    assert paid("2026-11-02 call x3\n2026-11-10 call x3", asked) == [
        "11-10 250 new 8",
        "11-10 500",
        "11-10 750",
    ]


def test_a_milestone_paid_under_the_old_target_is_paid_no_second_time():
    asked = goal(8, 40)
    assert paid("2026-11-02 call x4\n2026-11-12 call x36", asked) == [
        "11-02 250",
        "11-02 500",
        "11-12 750",
        "11-12 1000",
    ]


def test_nothing_stands_at_the_beginning_of_a_period():
    asked = goal(20, 6, day=date(2026, 11, 1))
    assert paid("2026-10-30 call x9", asked) == ["10-30 250"]


def test_what_came_to_nothing_again_is_not_paid():
    assert paid("", goal(20, 6)) == []


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"since": date(2026, 11, 11)}, []),
        ({"since": date(2026, 11, 10)}, ["11-10 500 new 6"]),
        ({"limits": Limits(team_ids=frozenset({2}))}, []),
        ({"limits": Limits(until=CHANGED)}, []),
        ({"is_on": False}, []),
    ],
)
def test_only_a_rule_that_holds_then_and_there_pays(told, wanted):
    held = version("goal_milestone", milestones=(500,), **told)
    assert paid("2026-11-02 call x5", goal(20, 6), PayingRule(1, (held,))) == wanted


def test_a_limit_holds_for_it_too():
    held = rule(
        "goal_milestone",
        limits=Limits(most=2, per=PeriodKind.MONTH),
        milestones=(250, 500, 750, 1000),
    )
    assert paid("2026-11-02 call x5", goal(20, 5), held) == ["11-02 250", "11-10 500 new 5"]


def test_what_was_taken_back_stays_taken_back():
    slot = Slot(1, ADA, date(2026, 11, 1), "goal:5:500")
    back = TakenBack(slot, CHANGED, NEW_TARGET, times=1)
    assert paid("2026-11-02 call x3", goal(20, 6), taken_back=[back]) == ["11-10 250 new 6"]


def test_a_new_target_sets_off_nothing_else():
    calls = [rule("per_activity"), rule("reach", target=1), rule("streak")]
    assert paid("", goal(20, 6), *calls) == []
