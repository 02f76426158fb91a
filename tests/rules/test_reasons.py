"""Why a rule paid nothing: one case per reason."""

from datetime import date

import pytest

from leaderboard.rules.condition import Condition, Limits
from leaderboard.rules.model import Entry, Version
from leaderboard.rules.reasons import WhyNot, why_not
from leaderboard.rules.triggers import TRIGGERS
from tests.rules.ledger import WORLD

CALL, NORTH, SOUTH = 1, 70, 80
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 22)


def reason(trigger="reach", *, day=MONDAY, used_up=False, step=None, limits=(), **condition):
    version = Version(
        id=5,
        number=1,
        since=date(2020, 1, 1),
        trigger=TRIGGERS[trigger],
        condition=Condition(**{"kind_id": CALL, **condition}),
        limits=Limits(**dict(limits)),
    )
    entry = Entry(1, day, CALL, teams=(NORTH,), amount=500, values=frozenset([9]))
    return why_not(version, entry, world=WORLD, is_used_up=used_up, step=step)


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        (WhyNot.NOT_THEN, {"limits": {"since": date(2026, 11, 24)}}),
        (WhyNot.NOT_THEN, {"limits": {"until": MONDAY}}),
        (WhyNot.OTHER_TEAM, {"limits": {"team_ids": frozenset([SOUTH])}}),
        (WhyNot.TOO_SMALL, {"least_amount": 501}),
        (WhyNot.TOO_LARGE, {"most_amount": 499}),
        (WhyNot.OTHER_VALUE, {"value_ids": frozenset([8])}),
        (WhyNot.TOO_SMALL, {"trigger": "per_activity", "per_amount": 501}),
        (WhyNot.DAY_OFF, {"trigger": "streak", "day": SUNDAY}),
        (WhyNot.USED_UP, {"used_up": True, "step": "a step"}),
        (WhyNot.NOT_YET, {"step": "a step"}),
        (WhyNot.NOT_FIRST, {"trigger": "first_in_team"}),
        (WhyNot.NO_BEST_YET, {"trigger": "personal_best"}),
        (WhyNot.HAD_ALREADY, {}),
    ],
)
def test_each_reason_is_found(expected, given):
    assert reason(**given) is expected


def test_the_first_reason_in_the_way_is_named():
    limits = {"until": MONDAY, "team_ids": frozenset([SOUTH])}
    assert reason(limits=limits, least_amount=501, used_up=True) is WhyNot.NOT_THEN
