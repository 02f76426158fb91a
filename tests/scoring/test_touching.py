"""Whom a change of settings can affect."""

from contextlib import suppress
from datetime import timedelta

import pytest

from leaderboard import clock, configuration, publishing, scoring
from leaderboard.publishing import working_time
from leaderboard.publishing.rules import load_rules, put_rules

DAY = timedelta(days=1)
CALLS = {"slug": "calls", "name": "Calls", "trigger": "per_activity", "kind": "call", "points": 3}


ROW = {"slug": "row", "name": "Row", "trigger": "streak", "kind": "call", "target": 2, "points": 1}
FIRST = {"slug": "first", "name": "First", "trigger": "first_in_team", "kind": "call", "points": 1}


class RolledBack(Exception):
    """Ends a publication without keeping any of it."""


@pytest.fixture
def touched(session):
    """Whose awards a change may move, and from which day on."""

    def found(change, **arguments):
        people = {}
        with suppress(RolledBack), scoring.publish(by_id=None, at=clock.now()) as publication:
            change(publication, **arguments)
            for person_id, stale in publication.stale(configuration.current()).items():
                people[person_id] = stale.since
            raise RolledBack
        return people

    return found


@pytest.fixture
def today(session):
    return clock.now().date()


@pytest.fixture
def ruled(session, today):
    """Rules that have held for a month."""

    def put(*rules):
        load_rules({"rule": list(rules)}, at=clock.now(), since=today - 30 * DAY)

    return put


def holiday(publication, day):
    working_time.add_holidays(publication, name="Feast", first=day, last=day)


def test_a_holiday_to_come_touches_nobody(touched, cast, ruled, log, today):
    ruled(ROW)
    log(cast.ada, "call")
    assert touched(holiday, day=today + DAY) == {}


def test_a_holiday_touches_whoever_has_logged_since(touched, cast, ruled, log, today):
    ruled(ROW, FIRST)
    log(cast.ada, "call", days_ago=3)
    log(cast.ben, "call", days_ago=9)
    assert touched(holiday, day=today - 5 * DAY) == {cast.ada: today - 5 * DAY}


def test_a_holiday_is_nothing_to_rules_that_do_not_count_days(touched, cast, ruled, log, today):
    ruled(CALLS, FIRST)
    log(cast.ada, "call", days_ago=3)
    assert touched(holiday, day=today - 5 * DAY) == {}


def test_a_rule_touches_those_who_did_what_it_counts(touched, cast, kinds, log, today):
    log(cast.ada, "call")
    log(cast.ben, "email")
    log(cast.otto, "call", days_ago=2)
    assert touched(put_rules_of, document={"rule": [CALLS]}, since=today) == {cast.ada: today}


def put_rules_of(publication, document, since):
    put_rules(document, publication, since=since)


def test_a_rule_long_ago_touches_whoever_had_anything(touched, cast, kinds, log, today):
    log(cast.otto, "call", days_ago=300)
    since = today - 310 * DAY
    assert touched(put_rules_of, document={"rule": [CALLS]}, since=since) == {cast.otto: since}


def test_a_move_touches_the_mover_and_who_may_be_first_now(touched, cast, ruled, log, today):
    ruled(ROW, FIRST)
    for person_id in (cast.ada, cast.ben, cast.otto):
        log(person_id, "call")
        log(person_id, "call", days_ago=5)
    people = touched(publishing.move, person_id=cast.ada, team_id=cast.south, since=today - 2 * DAY)
    assert people == {cast.ada: today - 2 * DAY, cast.ben: today, cast.otto: today}


def test_a_move_from_tomorrow_on_touches_nobody(touched, cast, ruled, log, today):
    ruled(ROW, FIRST)
    log(cast.ada, "call")
    assert touched(publishing.move, person_id=cast.ada, team_id=cast.south, since=today + DAY) == {}
