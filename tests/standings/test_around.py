"""Where one person stands on the board everybody looks at, and how far they have come."""

from datetime import UTC, datetime

import pytest

from leaderboard import clock, configuration
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.standings.around import around
from leaderboard.standings.leaderboards import board_of
from tests.screens import add_board, do, publish_rules

# A Monday, the day after it, and the Monday of the week after.
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def points(session, cast):
    """On Monday Ben has two calls, Ada and Otto one each; on Tuesday Ada has two more."""
    at = datetime(2026, 11, 1, tzinfo=UTC)
    publish_rules(at=at)
    add_board("points", at=at)
    for person_id, times, when in (
        (cast.otto, 1, MONDAY),
        (cast.ben, 2, MONDAY),
        (cast.ada, 1, MONDAY),
        (cast.ada, 2, TUESDAY),
    ):
        for _n in range(times):
            do(person_id, "call", at=when)
    return cast


def seen(person_id, at, kind=PeriodKind.WEEK):
    settings = configuration.current()
    today = clock.business_date(at, settings.zone)
    return around(person_id, kind=kind, today=today, settings=settings, is_manager=False)


def moved(found):
    return {row.name: (row.rank, row.movement) for row in found.rows}


def test_movement_is_told_against_yesterday_while_the_period_runs(points):
    found = seen(points.ada, TUESDAY)
    assert moved(found) == {"Ada": (1, 1), "Ben": (2, -1), "Otto": (3, -1)}
    assert (found.own.rank, found.own.movement) == (1, 1)


def test_on_the_first_day_it_is_told_against_the_period_before(points, cast):
    do(cast.otto, "call", at=NEXT_MONDAY)
    found = seen(points.otto, NEXT_MONDAY)
    assert moved(found) == {"Otto": (1, 2)}


def test_who_is_new_on_the_board_has_not_moved(points, cast):
    found = seen(points.ben, MONDAY)
    assert {row.movement for row in found.rows} == {None}


def test_the_own_place_and_the_board_tell_the_same_movement(points):
    settings = configuration.current()
    setting = next(iter(settings.leaderboards().values()))
    found = seen(points.ada, TUESDAY)
    week = period_of(PeriodKind.WEEK, TUESDAY.date(), settings.almanac)
    full = board_of(setting, period=week, today=TUESDAY.date())
    assert [(r.name, r.movement) for r in full.rows] == [(r.name, r.movement) for r in found.rows]


def test_the_gap_is_what_is_missing_to_the_next_better_rank(points):
    assert seen(points.ben, TUESDAY).gap == seen(points.ada, TUESDAY).own.value - 20
    assert seen(points.ada, TUESDAY).gap == 0
