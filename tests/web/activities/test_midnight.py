"""A form means the day it showed, and what was logged just now can be undone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from leaderboard import clock, configuration, scoring
from leaderboard.extensions import db
from leaderboard.models import Activity, Kind, Organisation, Void
from leaderboard.publishing.organisation import change_organisation
from leaderboard.scoring import BadActivity, NewActivity, check_activity, log_activity
from leaderboard.scoring.checks import earliest_day

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 1)
BEFORE = datetime(2026, 9, 30, 23, 57, tzinfo=UTC)
AFTER = datetime(2026, 10, 1, 0, 1, tzinfo=UTC)


def today(days_ago=0):
    return clock.now().date() - timedelta(days=days_ago)


def sent(**fields):
    return {"client_id": str(uuid4()), **fields}


def entries(session):
    session.rollback()
    return session.scalars(db.select(Activity).order_by(Activity.id)).all()


def take_only_today(session):
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        organisation = session.scalars(db.select(Organisation)).one()
        organisation.late_days = 0
        publication.audit("change", "organisation", organisation.id)


@pytest.mark.parametrize(("when", "days_ago"), [("today", 1), ("yesterday", 2), (None, 1)])
def test_today_is_the_day_that_the_form_showed(visitor, cast, session, when, days_ago):
    fields = sent(shown_on=today(1).isoformat()) | ({"when": when} if when else {})
    assert visitor(cast.ada).post("/activities/new/call", fields).status_code == 303
    assert [made.occurred_on for made in entries(session)] == [today(days_ago)]


def test_the_answer_names_a_day_that_is_not_today(visitor, cast):
    ada = visitor(cast.ada)
    told = ada.post("/activities/new/call", sent(shown_on=today(1).isoformat()), htmx=True).text
    assert "Call saved for " in told
    told = ada.post("/activities/new/call", sent(shown_on=today().isoformat()), htmx=True).text
    assert "Call saved for " not in told
    assert "Call saved" in told


def test_every_form_says_which_day_it_shows(visitor, cast, log):
    ada, shown = visitor(cast.ada), rf'name="shown_on"[^>]*value="{today()}"'
    number = log(cast.ada, "call")
    forms = ("/activities/new/deal-won", f"/activities/{number}/correct", "/today", "/today/keys")
    for url in forms:
        assert re.search(shown, ada.get(url).text), url


def test_a_refused_form_keeps_its_day(visitor, cast):
    fields = sent(shown_on=today(1).isoformat(), when="today", amount="")
    page = visitor(cast.ada).post("/activities/new/deal-won", fields).text
    assert re.search(rf'name="shown_on"[^>]*value="{today(1)}"', page)


def test_a_correction_after_midnight_moves_nothing(visitor, cast, session, log):
    number = log(cast.ada, "call", days_ago=1)
    fields = sent(shown_on=today(1).isoformat(), when="today", note="by phone")
    visitor(cast.ada).post(f"/activities/{number}/correct", fields)
    assert [made.occurred_on for made in entries(session)] == [today(1), today(1)]


def test_the_gain_is_that_of_the_day_it_shows(visitor, cast, rewarded, log):
    log(cast.ada, "call", times=9, days_ago=1)
    url = "/activities/new/call/gain?when=today"
    assert "+5" in visitor(cast.ada).get(f"{url}&shown_on={today()}").text
    assert "+25" in visitor(cast.ada).get(f"{url}&shown_on={today(1)}").text


@pytest.mark.parametrize("day", ["soon", "2026-13-01", ""])
def test_a_made_up_day_is_no_form_of_ours(visitor, cast, session, day):
    answer = visitor(cast.ada).post("/activities/new/call", sent(shown_on=day))
    assert answer.status_code == 400
    assert entries(session) == []


def test_a_day_to_come_or_long_gone_is_refused_as_ever(visitor, cast, session):
    for day in (today(-1), today(30)):
        answer = visitor(cast.ada).post("/activities/new/call", sent(shown_on=day.isoformat()))
        assert answer.status_code == 422
    assert entries(session) == []


def test_the_keys_hear_that_another_day_has_begun(visitor, cast):
    ada = visitor(cast.ada)
    told = ada.get(f"/today/day?shown={today(1)}", htmx=True)
    assert told.headers["HX-Trigger"] == "day-begun"
    same = ada.get(f"/today/day?shown={today()}", htmx=True)
    assert "HX-Trigger" not in same.headers


@pytest.mark.parametrize("late_days", [0, 7])
def test_the_late_window_stays_open_a_while_after_midnight(session, cast, kinds, late_days):
    with scoring.publish(by_id=None, at=BEFORE) as publication:
        organisation = session.scalars(db.select(Organisation)).one()
        organisation.late_days = late_days
        publication.audit("change", "organisation", organisation.id)
    settings = configuration.current()
    last = SEPTEMBER - timedelta(days=late_days)
    assert earliest_day(settings, at=BEFORE) == last
    new = NewActivity(cast.ada, kinds["call"], last)
    check_activity(new, settings, at=AFTER, is_late_allowed=False)
    with pytest.raises(BadActivity, match="too_late"):
        check_activity(new, settings, at=AFTER + timedelta(hours=1), is_late_allowed=False)


@pytest.mark.parametrize(
    ("day", "shown_on", "hour", "is_taken"),
    [
        (SEPTEMBER, SEPTEMBER, 8, True),
        (SEPTEMBER, SEPTEMBER, 11, True),
        (SEPTEMBER, SEPTEMBER, 12, False),
        # Another day than the one it showed has only the late window.
        (SEPTEMBER - timedelta(days=1), SEPTEMBER, 8, False),
        (SEPTEMBER, OCTOBER, 8, False),
    ],
)
def test_a_form_of_the_evening_before_may_be_sent_until_noon(
    session, day, shown_on, hour, is_taken
):
    at = datetime(2026, 10, 1, hour, tzinfo=UTC)
    found = scoring.is_of_last_night(day, shown_on, configuration.current(), at=at)
    assert found is is_taken


def this_morning(monkeypatch, hour):
    morning = datetime.combine(today(), time(hour), tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: morning)


def test_where_only_today_counts_last_nights_form_is_taken_in_the_morning(
    session, visitor, cast, monkeypatch
):
    take_only_today(session)
    this_morning(monkeypatch, 8)
    ada = visitor(cast.ada)
    form = sent(shown_on=today(1).isoformat(), when="today")
    assert ada.post("/activities/new/call", form).status_code == 303
    assert [made.occurred_on for made in entries(session)] == [today(1)]
    form = sent(shown_on=today().isoformat(), when="yesterday")
    assert ada.post("/activities/new/call", form).status_code == 422


def test_a_form_sent_too_late_says_what_to_do(session, visitor, cast, monkeypatch):
    take_only_today(session)
    this_morning(monkeypatch, 13)
    form = sent(shown_on=today(1).isoformat(), when="today")
    answer = visitor(cast.ada).post("/activities/new/call", form)
    assert answer.status_code == 422
    assert "If it was today, open the form again" in answer.text
    assert entries(session) == []


def logged_on(day, person_id, kind_id, *, ago, by_id=None):
    return log_activity(
        NewActivity(person_id, kind_id, day),
        client_id=str(uuid4()),
        by_id=by_id or person_id,
        at=clock.now() - ago,
        is_late_allowed=True,
    ).activity.id


@pytest.mark.parametrize(
    ("ago", "status"), [(timedelta(seconds=8), 303), (timedelta(minutes=2), 403)]
)
def test_what_was_logged_just_now_can_be_undone_whatever_day_it_is(
    session, visitor, cast, kinds, ago, status
):
    take_only_today(session)
    number = logged_on(today(3), cast.ada, kinds["call"], ago=ago)
    assert visitor(cast.ada).post(f"/activities/{number}/void", {}).status_code == status
    assert len(session.scalars(db.select(Void)).all()) == (status == 303)


def test_a_teammate_undoes_nothing_of_mine(session, visitor, cast, kinds):
    number = logged_on(today(), cast.ada, kinds["call"], ago=timedelta(seconds=1))
    assert visitor(cast.ben).post(f"/activities/{number}/void", {}).status_code == 403


@pytest.mark.parametrize(
    ("language", "reason"),
    [("en", "The time zone changed"), ("fa_IR", "منطقهٔ زمانی عوض شد")],
)
def test_an_entry_that_a_zone_brought_back_says_so_in_the_readers_language(
    visitor, cast, session, language, reason
):
    """Whatever the time is, a day in the far east has not begun in the far west."""
    at = clock.now()
    with scoring.publish(by_id=None, at=at) as publication:
        change_organisation(publication, timezone="Pacific/Kiritimati", language=language)
    call = session.scalar(db.select(Kind.id).where(Kind.slug == "call"))
    day = clock.business_date(at, "Pacific/Kiritimati")
    new = NewActivity(cast.ada, call, day)
    number = log_activity(new, client_id=str(uuid4()), by_id=cast.ada, at=at).activity.id
    with scoring.publish(by_id=cast.iris, at=at) as publication:
        change_organisation(publication, timezone="Etc/GMT+12")
    ada = visitor(cast.ada)
    assert reason in ada.get(f"/activities/{number}").text
    assert f"\N{LEFT DOUBLE QUOTATION MARK}{reason}" not in ada.get("/today").text
