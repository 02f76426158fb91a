"""Leave on a person's page."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from leaderboard import clock, configuration, scoring
from leaderboard.models import Absence, Leave, LeaveBy, PersonWeek
from leaderboard.publishing.organisation import change_organisation
from leaderboard.publishing.rules import load_rules
from leaderboard.publishing.working_time import set_week

DAY = timedelta(days=1)
ROW = {"slug": "row", "name": "Row", "trigger": "streak", "kind": "call", "target": 3, "points": 9}


@pytest.fixture
def today(session):
    return clock.now().date()


@pytest.fixture
def recorded_by(session):
    def choose(who):
        with scoring.publish(by_id=None, at=clock.now()) as publication:
            change_organisation(publication, leave_by=who)

    return choose


def span(first, last=None):
    return {"first": first.isoformat(), "last": last.isoformat() if last else "", "note": "Lisbon"}


def days(session, person_id):
    session.rollback()
    return sorted(session.scalars(select(Leave.day).where(Leave.person_id == person_id)))


def test_a_manager_records_leave_and_both_see_it(visitor, cast, session, today):
    answer = visitor(cast.mona).post(
        f"/people/{cast.ada}/leave", span(today + DAY, today + 3 * DAY)
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/people/{cast.ada}")
    assert days(session, cast.ada) == [today + n * DAY for n in (1, 2, 3)]
    for person_id in (cast.mona, cast.ada):
        assert "Lisbon" in visitor(person_id).get(f"/people/{cast.ada}").text


def test_colleagues_see_nothing_of_it(visitor, cast, today):
    visitor(cast.mona).post(f"/people/{cast.ada}/leave", span(today + DAY))
    assert "Lisbon" not in visitor(cast.ben).get(f"/people/{cast.ada}").text


@pytest.mark.parametrize("who", ["ben", "otto", "olga"])
def test_nobody_else_records_it(visitor, cast, session, today, who):
    answer = visitor(getattr(cast, who)).post(f"/people/{cast.ada}/leave", span(today + DAY))
    assert answer.status_code == 403
    assert days(session, cast.ada) == []


def test_a_person_asks_and_the_manager_accepts(visitor, cast, session, today):
    visitor(cast.ada).post(f"/people/{cast.ada}/leave", span(today + DAY))
    assert days(session, cast.ada) == []
    page = visitor(cast.mona).get(f"/people/{cast.ada}").text
    assert "Asked for, not accepted yet" in page
    number = session.scalar(select(Absence.id))
    assert visitor(cast.ada).post(f"/people/{cast.ada}/leave/{number}/accept").status_code == 403
    visitor(cast.mona).post(f"/people/{cast.ada}/leave/{number}/accept")
    assert days(session, cast.ada) == [today + DAY]


def test_a_request_waits_on_the_first_page_of_those_who_may_accept_it(
    visitor, cast, session, today
):
    visitor(cast.ada).post(f"/people/{cast.ada}/leave", span(today + DAY))
    visitor(cast.mona).post(f"/people/{cast.mona}/leave", span(today + DAY))
    shown = {who: visitor(getattr(cast, who)).get("/overview").text for who in ("mona", "iris")}
    address = 'href="/people/{}#leave"'.format
    assert [address(cast.ada) in shown[who] for who in ("mona", "iris")] == [True, True]
    assert [address(cast.mona) in shown[who] for who in ("mona", "iris")] == [False, True]
    assert "Lisbon" in shown["mona"]
    assert "#leave" not in visitor(cast.olga).get("/overview").text
    for number in session.scalars(select(Absence.id)).all():
        visitor(cast.iris).post(f"/people/{cast.ada}/leave/{number}/accept")
    assert address(cast.ada) not in visitor(cast.mona).get("/overview").text


def test_leave_to_come_and_requests_are_all_listed(visitor, cast, today):
    """Whoever has many days off booked can still take back the next one."""
    mona, ada = visitor(cast.mona), visitor(cast.ada)
    ada.post(f"/people/{cast.ada}/leave", span(today - 9 * DAY) | {"note": "asked"})
    for week in range(12):
        mona.post(f"/people/{cast.ada}/leave", span(today + week * 7 * DAY) | {"note": f"n{week}"})
    page = ada.get(f"/people/{cast.ada}").text
    assert all(f">n{week}<" in page for week in range(12))
    assert ">asked<" in page


def test_a_manager_does_not_accept_their_own(visitor, cast, session, today):
    visitor(cast.mona).post(f"/people/{cast.mona}/leave", span(today + DAY))
    number = session.scalar(select(Absence.id))
    answer = visitor(cast.mona).post(f"/people/{cast.mona}/leave/{number}/accept")
    assert answer.status_code == 403
    assert days(session, cast.mona) == []


def test_what_waits_is_taken_back_by_whoever_asked(visitor, cast, session, today):
    visitor(cast.ada).post(f"/people/{cast.ada}/leave", span(today + DAY))
    number = session.scalar(select(Absence.id))
    assert visitor(cast.ben).post(f"/people/{cast.ada}/leave/{number}/end").status_code == 403
    visitor(cast.ada).post(f"/people/{cast.ada}/leave/{number}/end")
    session.rollback()
    assert session.get_one(Absence, number).ended_at is not None


def test_where_people_record_it_themselves_only_days_to_come(
    visitor, cast, session, today, recorded_by
):
    recorded_by(LeaveBy.PERSON)
    ada = visitor(cast.ada)
    assert ada.post(f"/people/{cast.ada}/leave", span(today)).status_code == 303
    over = ada.post(f"/people/{cast.ada}/leave", span(today - DAY))
    assert (over.status_code, "Only your manager can record" in over.text) == (422, True)
    assert days(session, cast.ada) == [today]


def test_where_managers_record_it_nobody_asks(visitor, cast, session, today, recorded_by):
    recorded_by(LeaveBy.MANAGER)
    assert "Ask for leave" not in visitor(cast.ada).get("/me").text
    answer = visitor(cast.ada).post(f"/people/{cast.ada}/leave", span(today + DAY))
    assert answer.status_code == 403


def test_a_late_leave_shows_its_points_before_it_is_saved(visitor, cast, session, today, log):
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        set_week(publication, weekdays="0123456", since=today - 60 * DAY)
    load_rules({"rule": [ROW]}, at=clock.now(), since=today - 30 * DAY)
    for back in (4, 3, 0):
        log(cast.ada, "call", days_ago=back)
    mona = visitor(cast.mona)
    shown = mona.post(f"/people/{cast.ada}/leave", span(today - 2 * DAY, today - DAY))
    assert "1 person: +9 points" in mona.get(shown.headers["Location"]).text
    assert days(session, cast.ada) == []
    saved = mona.post(f"{shown.headers['Location']}/save")
    assert saved.headers["Location"] == f"/people/{cast.ada}"
    assert days(session, cast.ada) == [today - 2 * DAY, today - DAY]
    assert scoring.verify() == []


def test_part_time_is_weekdays_of_ones_own(visitor, cast, session, today):
    mona = visitor(cast.mona)
    form = {"days": ["0", "1"], "since": today.isoformat()}
    assert mona.post(f"/people/{cast.ada}/week", form).status_code == 303
    assert session.scalars(select(PersonWeek.weekdays)).all() == ["01"]
    weekdays = configuration.current().world(cast.ada).working.weekdays_on(today)
    assert weekdays == {0, 1}
    assert visitor(cast.ada).post(f"/people/{cast.ada}/week", form).status_code == 403


@pytest.mark.parametrize("first", ["", "soon"])
def test_what_cannot_be_read_is_said_beside_its_field(visitor, cast, first):
    answer = visitor(cast.mona).post(f"/people/{cast.ada}/leave", {"first": first})
    assert (answer.status_code, "field-error" in answer.text) == (422, True)


REFUSED = {"leave": ("/people/{}", {"first": "soon"}), "week": ("/people/{}/edit", {"since": ""})}


@pytest.mark.parametrize("form", REFUSED)
def test_a_refused_form_says_whose_it_is_and_leads_back(visitor, cast, form):
    """It has one heading for the person and one for the form."""
    back, said = REFUSED[form]
    answer = visitor(cast.mona).post(f"/people/{cast.ada}/{form}", said)
    assert answer.status_code == 422
    page = answer.text[answer.text.index("<main") :]
    assert re.findall("<h1>(.*?)</h1>", page) == ["Ada"]
    assert len(re.findall("<h2>", page)) == 1
    assert f'href="{back.format(cast.ada)}">Back</a>' in page
