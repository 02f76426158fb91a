"""Several kinds together: paid by whatever entry completes the set, once per window."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.rules.condition import Condition
from leaderboard.rules.periods import PeriodKind
from leaderboard.rules.triggers import TRIGGERS
from tests.rules.ledger import KINDS, earned, rule

CALL, DEMO = KINDS["call"], KINDS["demo"]


def together(*pairs, **options):
    return rule("several_kinds", together=pairs or ((CALL, 5), (DEMO, 1)), **options)


def test_five_calls_and_one_demo_in_a_day_pay_once():
    ledger = """
        2026-11-02 call x4
        2026-11-02 demo
        2026-11-02 mail x9
        2026-11-02 call x9
        2026-11-02 demo x2
    """
    assert earned(ledger, together()) == ["2026-11-02 together 10"]


def test_the_demo_may_come_last():
    assert earned("2026-11-02 call x7\n2026-11-02 demo", together()) == ["2026-11-02 together 10"]


@pytest.mark.parametrize("ledger", ["2026-11-02 call x99", "2026-11-02 demo x99"])
def test_many_of_one_kind_make_up_for_none_of_another(ledger):
    assert earned(ledger, together()) == []


def test_a_new_day_begins_from_nothing_and_a_week_goes_on():
    ledger = "2026-11-02 call x5\n2026-11-03 demo"
    assert earned(ledger, together()) == []
    week = together(window=PeriodKind.WEEK)
    assert earned(ledger, week) == ["2026-11-03 together 10"]


def test_only_entries_that_meet_the_conditions_count():
    ledger = "2026-11-02 deal 400\n2026-11-02 demo 600\n2026-11-02 deal 500"
    large = together((KINDS["deal"], 1), (DEMO, 1), least_amount=500)
    assert earned(ledger, large) == ["2026-11-02 together 10"]
    assert earned(ledger.rpartition("\n")[0], large) == []


@given(st.lists(st.sampled_from(["call", "demo", "mail"]), max_size=20))
def test_it_pays_just_when_there_is_enough_of_each(words):
    ledger = "\n".join(f"2026-11-02 {word}" for word in words) or "2026-11-02 mail"
    is_enough = words.count("call") >= 2 and words.count("demo") >= 1
    assert len(earned(ledger, together((CALL, 2), (DEMO, 1)))) == is_enough


def test_one_kind_alone_is_no_such_rule():
    [problem] = TRIGGERS["several_kinds"].problems(Condition(together=((CALL, 5),)))
    assert problem == ("together", "too_few")


def test_what_is_kept_is_read_again_as_it_was():
    condition = Condition(together=((DEMO, 1), (CALL, 5)), window=PeriodKind.WEEK)
    assert condition.to_data() == {"window": "week", "together": [[DEMO, 1], [CALL, 5]]}
    assert Condition.from_data(condition.to_data()) == condition
