"""Which ratios are shares of a whole."""

import pytest

from leaderboard.rules.metrics import Measure, Part, Term, Window, is_share

WON, LOST, NEW = 1, 2, 7


def entries(kind_id, **given):
    return Term(kind_id, Measure.ENTRIES, **given)


def over(*kind_ids, **given):
    return [entries(kind_id, part=Part.DENOMINATOR, **given) for kind_id in kind_ids]


RATIOS = {
    "won of won and lost": (True, [entries(WON)], over(WON, LOST)),
    "new of all": (True, [entries(WON, value_id=NEW)], over(WON)),
    "all of all": (True, [entries(WON)], over(WON)),
    "all of new": (False, [entries(WON)], over(WON, value_id=NEW)),
    "won of lost": (False, [entries(WON)], over(LOST)),
    "won twice": (False, [entries(WON), entries(WON, value_id=NEW)], over(WON)),
    "less some": (
        False,
        [entries(WON)],
        [*over(WON), *over(LOST, sign=-1)],
    ),
    "now of before": (False, [entries(WON)], over(WON, window=Window.BEFORE)),
    "profit of profit and cost": (
        False,
        [Term(WON, Measure.PROFIT)],
        [
            Term(WON, Measure.PROFIT, part=Part.DENOMINATOR),
            Term(LOST, Measure.AMOUNT, part=Part.DENOMINATOR),
        ],
    ),
    "a sum": (False, [entries(WON)], []),
}


@pytest.mark.parametrize("name", RATIOS)
def test_a_share_is_a_part_of_its_whole(name):
    is_one, above, below = RATIOS[name]
    assert is_share([*above, *below]) is is_one
