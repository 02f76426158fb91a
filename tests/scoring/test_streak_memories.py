"""How long a streak was when a replay begins: counted back only as far as it must be."""

from collections import defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from leaderboard import clock, configuration, scoring
from leaderboard.models import Award
from leaderboard.publishing import leave
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring.beginnings import Beginning
from leaderboard.scoring.facts import streak

pytestmark = pytest.mark.usefixtures("any_database")

DAY = timedelta(days=1)
DAYS = 40


@pytest.fixture
def today(session):
    return clock.now().date()


@pytest.fixture
def unbroken(session, cast, kinds, today):
    """Ada called on each of forty days, and is paid for every fifth working day."""
    rule = {"slug": "row", "name": "Row", "trigger": "streak", "kind": "call", "points": 5}
    rules = [rule | {"target": 5, "repeated": True}]
    load_rules({"rule": rules}, at=clock.now(), since=today - 60 * DAY)
    call = kinds["call"]
    rows = (
        scoring.SourceRow(str(back), call, scoring.NewActivity(cast.ada, call, day))
        for back in range(DAYS, 0, -1)
        if (day := today - back * DAY)
    )
    scoring.write_batch(rows, source="file", by_id=None, at=clock.now())
    return cast


@pytest.fixture
def looked_up(monkeypatch):
    """The first day of each stretch that was looked up."""
    found = []

    def noted(condition, person_ids, beginning, span, real=streak.active_within):
        found.append(span.start)
        return real(condition, person_ids, beginning, span)

    monkeypatch.setattr(streak, "active_within", noted)
    return found


def length_on(day, person_id):
    settings = configuration.current()
    [rule] = settings.rules
    beginning = Beginning(day, [person_id], {person_id: ()}, settings)
    run = streak.QUERY.memories(rule.versions[-1], beginning).get(person_id)
    return run.length if run else 0


def test_a_run_is_counted_from_the_last_day_it_was_paid_for(
    unbroken, looked_up, today, monkeypatch
):
    days = [today - back * DAY for back in range(DAYS - 14)]
    found = [length_on(day, unbroken.ada) for day in days]
    assert looked_up == [day - 14 * DAY for day in days]
    monkeypatch.setattr(streak, "paid_within", lambda *_: defaultdict(dict))
    assert found == [length_on(day, unbroken.ada) for day in days]
    assert max(found) > 20


def test_an_award_that_was_taken_back_says_nothing(unbroken, session, today):
    before = length_on(today, unbroken.ada)
    session.rollback()
    gap = today - 20 * DAY
    while gap.weekday() > 4:
        gap -= DAY
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        leave.record_leave(publication, person_id=unbroken.ada, first=gap, last=gap)
    assert length_on(today, unbroken.ada) == before - 1
    assert session.scalar(select(func.count()).where(Award.reverses_id.is_not(None)))
    session.rollback()
    assert scoring.verify() == []


def test_a_version_that_asks_for_more_days_goes_on_from_the_one_before(
    unbroken, session, today, looked_up
):
    before = length_on(today, unbroken.ada)
    session.rollback()
    rule = {"slug": "row", "name": "Row", "trigger": "streak", "kind": "call", "points": 9}
    load_rules({"rule": [rule | {"target": 7, "repeated": True}]}, at=clock.now(), since=today)
    looked_up.clear()
    assert length_on(today, unbroken.ada) == before
    assert looked_up == [today - 14 * DAY]
    session.rollback()
    assert scoring.verify() == []
