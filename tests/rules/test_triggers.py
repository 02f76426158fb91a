"""Each trigger on a small ledger."""

from dataclasses import replace
from datetime import date

import pytest

from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.metrics import Measure
from leaderboard.rules.model import PayingRule, Slot, TakenBack, World
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.triggers import TRIGGERS
from leaderboard.rules.working_days import WorkingCalendar
from tests.rules.ledger import ADA, VALUES, WORLD, earned, revenue_goal, rule, version


def test_each_activity_of_the_kind_pays():
    ledger = """
        2026-11-02 call
        2026-11-02 mail
        2026-11-03 call
    """
    assert earned(ledger, rule("per_activity", points=5)) == [
        "2026-11-02 activity:1 5",
        "2026-11-03 activity:3 5",
    ]


def test_points_per_amount_count_full_parts_only():
    ledger = """
        2026-11-02 deal 999
        2026-11-02 deal 1000
        2026-11-02 deal 4800
    """
    per_thousand = rule("per_activity", kind="deal", points=2, per_amount=1000)
    assert earned(ledger, per_thousand) == ["2026-11-02 activity:2 2", "2026-11-02 activity:3 8"]


def test_a_condition_on_the_amount_has_two_ends():
    ledger = """
        2026-11-02 deal 999
        2026-11-02 deal 1000
        2026-11-02 deal 2000
        2026-11-02 deal 2001
    """
    between = rule("per_activity", kind="deal", least_amount=1000, most_amount=2000)
    assert earned(ledger, between) == ["2026-11-02 activity:2 10", "2026-11-02 activity:3 10"]


def test_a_condition_on_a_dimension_asks_for_one_of_its_values():
    ledger = """
        2026-11-02 deal 10 upsell
        2026-11-02 deal 10 new
        2026-11-02 deal 10
    """
    new = rule("per_activity", kind="deal", value_ids=frozenset({VALUES["new"]}))
    assert earned(ledger, new) == ["2026-11-02 activity:2 10"]


def test_a_count_reached_in_a_day_pays_once():
    ledger = """
        2026-11-02 call x7
        2026-11-03 call x2
        2026-11-04 call x3
    """
    three = rule("reach", target=3, points=20)
    assert earned(ledger, three) == ["2026-11-02 reach:1 20", "2026-11-04 reach:1 20"]


def test_a_count_reached_again_and_again_pays_each_time():
    three = rule("reach", target=3, points=20, is_repeated=True)
    assert earned("2026-11-02 call x7", three) == [
        "2026-11-02 reach:1 20",
        "2026-11-02 reach:2 20",
    ]


def test_a_jump_over_several_lines_is_one_award_for_all_of_them():
    thousands = rule("reach", kind="deal", measure=Measure.AMOUNT, target=1000, is_repeated=True)
    assert earned("2026-11-02 deal 3500", thousands) == ["2026-11-02 reach:3 30"]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (PeriodKind.DAY, []),
        (PeriodKind.WEEK, ["2026-11-08 reach:1 10"]),
        (PeriodKind.MONTH, ["2026-11-01 reach:1 10"]),
    ],
)
def test_a_window_begins_anew_with_its_period(window, expected):
    ledger = """
        2026-10-31 call
        2026-11-01 call x2
        2026-11-02 call
        2026-11-08 call x2
    """
    # 2026-11-01 is a Sunday: the last day of a week and the first of a month.
    target = {PeriodKind.DAY: 3, PeriodKind.WEEK: 3, PeriodKind.MONTH: 2}[window]
    found = earned(ledger, rule("reach", target=target, window=window))
    if window is PeriodKind.WEEK:
        expected = ["2026-11-01 reach:1 10", *expected]
    assert found == expected


def test_w5_each_milestone_of_an_own_goal_pays_once():
    ledger = """
        2026-11-02 deal 300
        2026-11-03 deal 100
        2026-11-04 deal 700
        2026-12-01 deal 250
    """
    milestones = rule("goal_milestone", points=5, milestones=(250, 500, 1000), pays_stretch=True)
    assert earned(ledger, milestones, goals=[revenue_goal(1000, stretch=1100)]) == [
        "2026-11-02 goal:5:250 5",
        "2026-11-04 goal:5:500 5",
        "2026-11-04 goal:5:1000 5",
        "2026-11-04 goal:5:stretch 5",
        "2026-12-01 goal:5:250 5",
    ]


def test_a_milestone_that_the_goal_does_not_have_pays_nothing():
    milestones = rule("goal_milestone", milestones=(250,))
    assert earned("2026-11-02 deal 900", milestones, goals=[revenue_goal(1000, marks=(500,))]) == []


def test_a_milestone_is_reached_at_its_value_and_not_below():
    quarter = rule("goal_milestone", milestones=(250,))
    goal = revenue_goal(1001)
    assert earned("2026-11-02 deal 250", quarter, goals=[goal]) == []
    assert earned("2026-11-02 deal 251", quarter, goals=[goal]) == ["2026-11-02 goal:5:250 10"]


def test_a_streak_skips_the_weekend():
    ledger = """
        2026-11-05 call
        2026-11-06 call x2
        2026-11-08 call
        2026-11-09 call
    """
    three = rule("streak", target=3)
    assert earned(ledger, three) == ["2026-11-09 streak:3 10"]


def test_a_missed_working_day_ends_a_streak():
    ledger = """
        2026-11-02 call
        2026-11-03 call
        2026-11-05 call
        2026-11-06 call
    """
    assert earned(ledger, rule("streak", target=3)) == []


def test_holidays_and_leave_never_break_a_streak():
    ledger = """
        2026-11-02 call
        2026-11-05 call
    """
    away = WorkingCalendar(
        WORLD.working.weeks, frozenset({date(2026, 11, 3)}), frozenset({date(2026, 11, 4)})
    )
    world = World(WORLD.almanac, away)
    two = rule("streak", target=2)
    assert earned(ledger, two, world=world) == ["2026-11-05 streak:2 10"]
    assert earned(ledger, two) == []


def test_a_streak_that_repeats_pays_at_every_multiple():
    ledger = "\n".join(f"2026-11-{day:02d} call" for day in (2, 3, 4, 5, 6))
    twos = rule("streak", target=2, is_repeated=True)
    assert earned(ledger, twos) == ["2026-11-03 streak:2 10", "2026-11-05 streak:4 10"]


def test_the_first_of_the_day_in_the_team_pays():
    ledger = """
        2026-11-02 call @1
        2026-11-02 call @1
        2026-11-02 call @2
        2026-11-03 call @0
    """
    assert earned(ledger, rule("first_in_team")) == [
        "2026-11-02 team:1 10",
        "2026-11-02 team:2 10",
    ]


def test_a_personal_best_needs_something_to_beat():
    ledger = """
        2026-11-02 call x3
        2026-11-03 call x3
        2026-11-04 call x5
        2026-11-05 call x4
    """
    assert earned(ledger, rule("personal_best")) == ["2026-11-04 best 10"]


def test_a_personal_best_counts_only_from_its_least_value_on():
    ledger = """
        2026-11-02 call
        2026-11-03 call x3
        2026-11-04 call x5
    """
    from_four = rule("personal_best", target=4)
    assert earned(ledger, from_four) == ["2026-11-04 best 10"]


@pytest.mark.parametrize(
    ("per", "days"),
    [
        (PeriodKind.DAY, ["02", "02", "03", "09"]),
        (PeriodKind.WEEK, ["02", "02", "09"]),
        (PeriodKind.MONTH, ["02", "02"]),
    ],
)
def test_a_limit_holds_in_its_window(per, days):
    ledger = """
        2026-11-02 call x3
        2026-11-03 call
        2026-11-09 call
    """
    found = earned(ledger, rule("per_activity", limits=Limits(most=2, per=per)))
    assert [line[8:10] for line in found] == days


def test_a_limit_cuts_an_award_of_several_times():
    thousands = rule(
        "reach",
        kind="deal",
        measure=Measure.AMOUNT,
        target=1000,
        is_repeated=True,
        limits=Limits(most=2),
    )
    assert earned("2026-11-02 deal 3500", thousands) == ["2026-11-02 reach:3 20"]


def test_a_rule_pays_between_its_dates():
    ledger = """
        2026-11-01 call
        2026-11-02 call
        2026-11-03 call
    """
    limits = Limits(since=date(2026, 11, 2), until=date(2026, 11, 3))
    assert earned(ledger, rule("per_activity", limits=limits)) == ["2026-11-02 activity:2 10"]


def test_a_rule_pays_its_teams_only():
    ledger = """
        2026-11-02 call @1
        2026-11-02 call @2
    """
    for_two = rule("per_activity", limits=Limits(team_ids=frozenset({2})))
    assert earned(ledger, for_two) == ["2026-11-02 activity:2 10"]


def test_the_version_of_the_day_decides():
    ledger = """
        2026-11-01 call
        2026-11-02 call
        2026-11-03 call
    """
    line = PayingRule(
        1,
        (
            version("per_activity", points=1),
            version("per_activity", points=2, id=2, since=date(2026, 11, 2)),
            version("per_activity", id=3, since=date(2026, 11, 3), is_on=False),
        ),
    )
    assert earned(ledger, line) == ["2026-11-01 activity:1 1", "2026-11-02 activity:2 2"]


def test_an_edit_within_a_window_never_pays_the_same_slot_twice():
    line = PayingRule(
        1,
        (
            version("reach", target=2, window=PeriodKind.MONTH),
            version(
                "reach",
                target=4,
                window=PeriodKind.MONTH,
                id=2,
                since=date(2026, 11, 3),
            ),
        ),
    )
    ledger = """
        2026-11-02 call x3
        2026-11-03 call
    """
    assert earned(ledger, line) == ["2026-11-02 reach:1 10"]


def test_what_a_manager_took_back_stays_empty_and_stays_used():
    slot = Slot(1, ADA, date(2026, 11, 2), "activity:1")
    limited = rule("per_activity", limits=Limits(most=1))
    taken_back = [TakenBack(slot, date(2026, 11, 2), place=1, times=1)]
    assert earned("2026-11-02 call x2", limited, taken_back=taken_back) == []


def test_an_entry_of_another_kind_changes_nothing():
    ledger = """
        2026-11-02 call x2
        2026-11-02 mail x5
        2026-11-02 call
    """
    without = "2026-11-02 call x3"
    three = rule("reach", target=3)
    assert [line[:18] for line in earned(ledger, three)] == [
        line[:18] for line in earned(without, three)
    ]


def test_a_condition_survives_being_stored():
    condition = Condition(
        kind_id=4,
        measure=Measure.AMOUNT,
        window=PeriodKind.WEEK,
        target=5000,
        is_repeated=True,
        milestones=(250, 1000),
        value_ids=frozenset({11, 12}),
    )
    limits = Limits(most=3, per=PeriodKind.MONTH, since=date(2026, 1, 1), team_ids=frozenset({2}))
    assert Condition.from_data(condition.to_data()) == condition
    assert Limits.from_data(limits.to_data()) == limits


@pytest.mark.parametrize(
    ("trigger", "condition", "problem"),
    [
        ("per_activity", Condition(), ("kind_id", "missing")),
        ("reach", Condition(kind_id=1, target=0), ("target", "too_small")),
        (
            "reach",
            Condition(kind_id=1, window=PeriodKind.YEAR),
            ("window", "day_week_or_month"),
        ),
        (
            "personal_best",
            Condition(kind_id=1, window=PeriodKind.MONTH),
            ("window", "day_or_week"),
        ),
        ("goal_milestone", Condition(), ("milestones", "missing")),
        (
            "per_activity",
            Condition(kind_id=1, least_amount=5, most_amount=4),
            ("most_amount", "below_least"),
        ),
    ],
)
def test_a_condition_that_cannot_hold_says_what_is_wrong(trigger, condition, problem):
    assert problem in TRIGGERS[trigger].problems(condition)
    assert TRIGGERS[trigger].problems(replace(condition, kind_id=1)) is not None


def test_what_was_taken_back_is_used_from_its_own_entry_on():
    monday = date(2026, 11, 2)
    once_a_day = rule("per_activity", limits=Limits(most=1, per=PeriodKind.DAY))
    second = TakenBack(Slot(1, ADA, monday, "activity:2"), monday, place=2, times=1)
    assert earned("2026-11-02 call x3", once_a_day, taken_back=[second]) == [
        "2026-11-02 activity:1 10"
    ]


def test_a_milestone_that_was_reached_before_the_rule_held_is_not_paid_later():
    ledger = """
        2026-11-02 deal 250
        2026-11-03 deal 10
    """
    held = version("goal_milestone", milestones=(250,), since=date(2026, 11, 3))
    assert earned(ledger, PayingRule(1, (held,)), goals=[revenue_goal(1000)]) == []
