"""Whether the goals that feed another one add up to it, worked out by hand."""

from datetime import date

import pytest

from leaderboard.rules.calendars import Calendar
from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.model import PayingGoal, Target
from leaderboard.rules.parts import Balance, PartGoal, balance
from leaderboard.rules.periods import Almanac, PeriodKind, Span

GREGORIAN, JALALI = Almanac(Calendar.GREGORIAN, 0), Almanac(Calendar.JALALI, 5)
YEAR = Span(date(2026, 1, 1), date(2027, 1, 1))
SOUTH, NORTH, ADA, BEN = 1, 2, 11, 12


def goal(kind, target, since="2026-01-01", until=None, later=()):
    """A goal's targets; `later` are those set afterwards, as (day, target)."""
    since = date.fromisoformat(since)
    targets = [Target(since, target), *(Target(date.fromisoformat(d), t) for d, t in later)]
    return PayingGoal(
        1,
        (Term(7, Measure.ENTRIES),),
        since,
        date.fromisoformat(until) if until else None,
        PeriodKind(kind) if kind else None,
        tuple(targets),
    )


def parts(*found):
    return [PartGoal(goal, owner, above) for goal, owner, above in found]


def test_v1_twelve_months_add_up_to_the_year():
    assert balance(240, YEAR, parts((goal("month", 20), NORTH, ())), GREGORIAN) == Balance(240, 240)


@pytest.mark.parametrize(
    ("part", "asked"),
    [
        # Nine months are left from April on.
        (goal("month", 20, since="2026-04-01"), 180),
        # Until the end of June; the goal runs for the periods that begin before `until`.
        (goal("month", 20, until="2026-06-15"), 120),
        # Raised from October on: nine months of 20, three of 30.
        (goal("month", 20, later=[("2026-10-01", 30)]), 270),
        # Raised in the middle of October: the month ends with the new target.
        (goal("month", 20, later=[("2026-10-15", 30)]), 270),
        # Mondays in 2026: 5 January to 28 December.
        (goal("week", 2, since="2025-01-06"), 104),
        (goal(None, 50, since="2026-03-01", until="2026-05-01"), 50),
        (goal(None, 50, since="2025-12-31", until="2026-05-01"), 0),
        (goal("quarter", 70), 280),
        (goal("year", 250), 250),
    ],
)
def test_a_part_counts_with_the_periods_that_begin_in_the_whole(part, asked):
    assert balance(240, YEAR, parts((part, NORTH, ())), GREGORIAN) == Balance(asked, 240)


def test_a_jalali_year_has_its_own_twelve_months():
    year = Span(date(2026, 3, 21), date(2027, 3, 21))
    part = goal("month", 20, since="2025-03-21")
    assert balance(240, year, parts((part, NORTH, ())), JALALI) == Balance(240, 240)


def test_nothing_counts_twice():
    """Ada and Ben are in North. Their 130 and 90 a year are North's 220, not 440; the same calls
    meet Ada's week and her year."""
    ada = (goal("year", 130), ADA, (NORTH,))
    ben = (goal("year", 90), BEN, (NORTH,))
    weekly = (goal("week", 2), ADA, (NORTH,))
    north, south = (goal("year", 220), NORTH, ()), (goal("year", 30), SOUTH, ())

    def asked(*found):
        return balance(250, YEAR, parts(*found), GREGORIAN).parts

    assert asked(ada, ben) == 220
    assert asked(ada, ben, weekly) == 220
    assert asked(ada, ben, north) == 220
    assert asked(ada, ben, north, south) == 250
    # The people ask for more than their team does.
    assert asked(ada, ben, (goal("year", 200), NORTH, ())) == 220


def test_without_parts_there_is_nothing_to_weigh():
    assert balance(250, YEAR, [], GREGORIAN) is None


def test_a_gap_is_below_zero():
    assert Balance(212, 240).surplus == -28
    assert Balance(248, 240).surplus == 8
