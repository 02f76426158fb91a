"""Leave from a day to a day, and personal working weekdays."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from leaderboard import clock, configuration, scoring
from leaderboard.models import Absence, Award, Leave
from leaderboard.publishing import leave, working_time
from leaderboard.publishing.refused import Refused
from leaderboard.publishing.rules import load_rules

DAY = timedelta(days=1)
ROW = {"slug": "row", "name": "Row", "trigger": "streak", "kind": "call", "target": 3, "points": 9}


def publish(change, **arguments):
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        return change(publication, **arguments)


@pytest.fixture
def today(session):
    return clock.now().date()


@pytest.fixture
def every_day(session, today):
    """All days are worked, so that the test's day does not matter, and three in a row pay."""
    publish(working_time.set_week, weekdays="0123456", since=today - 60 * DAY)
    load_rules({"rule": [ROW]}, at=clock.now(), since=today - 30 * DAY)


def points(session, person_id):
    session.rollback()
    held = select(func.coalesce(func.sum(Award.points), 0)).where(Award.subject_id == person_id)
    return session.scalar(held)


def days_of(session, person_id):
    session.rollback()
    return list(
        session.scalars(select(Leave.day).where(Leave.person_id == person_id).order_by(Leave.day))
    )


def test_leave_recorded_late_mends_the_row_of_days(session, cast, every_day, log, today):
    for back in (4, 3, 0):
        log(cast.ada, "call", days_ago=back)
    assert points(session, cast.ada) == 0
    publish(leave.record_leave, person_id=cast.ada, first=today - 2 * DAY, last=today - DAY)
    assert points(session, cast.ada) == 9
    assert scoring.verify() == []


def test_leave_taken_back_breaks_it_again(session, cast, every_day, log, today):
    for back in (4, 3, 0):
        log(cast.ada, "call", days_ago=back)
    number = publish(
        leave.record_leave, person_id=cast.ada, first=today - 2 * DAY, last=today - DAY
    )
    publish(leave.end_leave, absence_id=number)
    assert points(session, cast.ada) == 0
    assert days_of(session, cast.ada) == []
    assert scoring.verify() == []


def test_days_of_another_leave_stay_when_one_is_taken_back(session, cast, today):
    first = publish(leave.record_leave, person_id=cast.ada, first=today, last=today + 3 * DAY)
    publish(leave.record_leave, person_id=cast.ada, first=today + 2 * DAY, last=today + 5 * DAY)
    publish(leave.end_leave, absence_id=first)
    assert days_of(session, cast.ada) == [today + n * DAY for n in (2, 3, 4, 5)]


def test_what_is_asked_for_counts_once_it_is_accepted(session, cast, today):
    number = publish(leave.ask_for_leave, person_id=cast.ada, first=today, last=today + DAY)
    assert days_of(session, cast.ada) == []
    publish(leave.accept_leave, absence_id=number)
    assert days_of(session, cast.ada) == [today, today + DAY]


def test_what_is_declined_never_counts(session, cast, today):
    number = publish(leave.ask_for_leave, person_id=cast.ada, first=today, last=today + DAY)
    publish(leave.end_leave, absence_id=number)
    with pytest.raises(Refused, match="leave: ended"):
        publish(leave.accept_leave, absence_id=number)
    assert days_of(session, cast.ada) == []


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [(1, 0, "last: before_first"), (0, 900, "last: too_long"), (3, 4, "first: held")],
)
def test_leave_that_cannot_be(session, cast, today, first, last, reason):
    publish(leave.record_leave, person_id=cast.ada, first=today + 2 * DAY, last=today + 5 * DAY)
    with pytest.raises(Refused, match=reason):
        publish(
            leave.record_leave,
            person_id=cast.ada,
            first=today + first * DAY,
            last=today + last * DAY,
        )
    assert session.scalar(select(func.count()).select_from(Absence)) == 1


def test_days_that_a_person_does_not_work_break_nothing(session, cast, every_day, log, today):
    for back in (3, 2, 0):
        log(cast.ada, "call", days_ago=back)
    assert points(session, cast.ada) == 0
    off = (today - DAY).weekday()
    own = "".join(str(day) for day in range(7) if day != off)
    publish(leave.set_person_week, person_id=cast.ada, weekdays=own, since=today - 20 * DAY)
    assert points(session, cast.ada) == 9
    assert scoring.verify() == []


def test_own_weekdays_hold_until_the_company_s_do_again(session, cast):
    for weekdays, since in (("012", date(2026, 3, 2)), ("", date(2026, 3, 16))):
        publish(leave.set_person_week, person_id=cast.ada, weekdays=weekdays, since=since)
    working = configuration.current().world(cast.ada).working
    thursdays = [date(2026, 2, 26), date(2026, 3, 5), date(2026, 3, 19)]
    assert [working.is_working(day) for day in thursdays] == [True, False, True]
    assert configuration.current().world(cast.ben).working.is_working(thursdays[1])


def test_a_holiday_of_several_days_and_back(session, cast, every_day, log, today):
    for back in (4, 3, 0):
        log(cast.ada, "call", days_ago=back)
    span = {"first": today - 2 * DAY, "last": today - DAY}
    publish(working_time.add_holidays, name="Feast", **span)
    assert points(session, cast.ada) == 9
    with pytest.raises(Refused, match="first: taken"):
        publish(working_time.add_holidays, name="Feast", **span)
    publish(working_time.remove_holidays, **span)
    assert points(session, cast.ada) == 0
    assert scoring.verify() == []
