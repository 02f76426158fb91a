"""Which terms of a metric a cut narrows."""

import pytest

from leaderboard.rules.cuts import narrowed
from leaderboard.rules.metrics import Part, Term

WON, LOST, CALL, NEW, RIVAL = 1, 2, 3, 10, 20
BELOW = Part.DENOMINATOR


def terms(*found):
    """(kind, part, value) each, counting entries."""
    return tuple(Term(kind, "entries", part=part, value_id=value) for kind, part, value in found)


ABOVE = Part.NUMERATOR
WIN_RATE = terms((WON, ABOVE, None), (WON, BELOW, None), (LOST, BELOW, None))
LOSS_RATE = terms((LOST, ABOVE, None), (WON, BELOW, None), (LOST, BELOW, None))


@pytest.mark.parametrize(
    ("metric", "asking", "cut"),
    [
        (terms((LOST, ABOVE, None)), {LOST}, terms((LOST, ABOVE, RIVAL))),
        # The win rate of new deals is of new deals won and lost.
        (
            WIN_RATE,
            {WON, LOST},
            terms((WON, ABOVE, RIVAL), (WON, BELOW, RIVAL), (LOST, BELOW, RIVAL)),
        ),
        # Those lost to a competitor are a share of all: deals won have no reason of loss.
        (LOSS_RATE, {LOST}, terms((LOST, ABOVE, RIVAL), (WON, BELOW, None), (LOST, BELOW, None))),
        # Deals won have no reason of loss at all.
        (WIN_RATE, {LOST}, None),
        (terms((CALL, ABOVE, None)), {LOST}, None),
        # Half of it would be left out.
        (terms((LOST, ABOVE, None), (CALL, ABOVE, None)), {LOST}, None),
        # It counts one value already.
        (terms((LOST, ABOVE, NEW)), {LOST}, None),
    ],
)
def test_what_is_narrowed(metric, asking, cut):
    assert narrowed(metric, RIVAL, asking) == cut
