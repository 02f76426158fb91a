"""Which earlier days a target is compared with, and what a change makes of a value."""

from datetime import date

import pytest

from leaderboard.rules.baselines import MILLION, Against, changed, span_before
from leaderboard.rules.calendars import Calendar
from leaderboard.rules.periods import Almanac, PeriodKind, Span, period_of

GREGORIAN, JALALI = Almanac(Calendar.GREGORIAN, 0), Almanac(Calendar.JALALI, 5)


@pytest.mark.parametrize(
    ("almanac", "kind", "day", "against", "first", "end"),
    [
        (GREGORIAN, "month", "2026-03-15", "previous", "2026-02-01", "2026-03-01"),
        (GREGORIAN, "month", "2026-03-15", "year_ago", "2025-03-01", "2025-04-01"),
        (GREGORIAN, "month", "2026-03-15", "average", "2025-12-01", "2026-03-01"),
        (GREGORIAN, "quarter", "2026-01-01", "previous", "2025-10-01", "2026-01-01"),
        (GREGORIAN, "quarter", "2026-01-01", "year_ago", "2025-01-01", "2025-04-01"),
        (GREGORIAN, "year", "2026-07-01", "year_ago", "2025-01-01", "2026-01-01"),
        (GREGORIAN, "year", "2026-07-01", "average", "2023-01-01", "2026-01-01"),
        # Monday 23 March 2026, and the Monday 52 weeks before it.
        (GREGORIAN, "week", "2026-03-25", "year_ago", "2025-03-24", "2025-03-31"),
        # A Wednesday, and the Wednesday 52 weeks before it.
        (GREGORIAN, "day", "2026-03-25", "year_ago", "2025-03-26", "2025-03-27"),
        # Farvardin 1405 has Esfand 1404 before it, and Farvardin 1404 a year earlier.
        (JALALI, "month", "2026-04-01", "previous", "2026-02-20", "2026-03-21"),
        (JALALI, "month", "2026-04-01", "year_ago", "2025-03-21", "2025-04-21"),
        (JALALI, "quarter", "2026-04-01", "previous", "2025-12-22", "2026-03-21"),
    ],
)
def test_the_days_to_compare_with(almanac, kind, day, against, first, end):
    goal = period_of(PeriodKind(kind), date.fromisoformat(day), almanac)
    assert span_before(Against(against), goal, almanac) == Span(
        date.fromisoformat(first), date.fromisoformat(end)
    )


@pytest.mark.parametrize(
    ("value", "percent", "expected"),
    [(1000, 8, 1080), (1000, -8, 920), (5, 10, 6), (14, 10, 15), (333, -10, 300), (1, 0.0001, 1)],
)
def test_a_change_rounds_half_up(value, percent, expected):
    assert changed(value, round(percent * MILLION / 100)) == expected
