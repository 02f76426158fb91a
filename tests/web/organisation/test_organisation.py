"""The admins' page about the organisation and its working time."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from leaderboard import clock, configuration, scoring
from leaderboard.models import (
    Audit,
    Award,
    Goal,
    GoalKind,
    Holiday,
    Kind,
    Metric,
    Organisation,
    Total,
    WorkingWeek,
)
from leaderboard.publishing.goals import NewGoal, NewTarget, drop_goal, set_goal
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)

SETTINGS = {
    "name": "Brightwater",
    "timezone": "Europe/Berlin",
    "language": "en",
    "calendar": "gregorian",
    "first_weekday": "0",
    "late_days": "3",
    "most_goals": "3",
    "big_deal": "20,000",
    # Opened after everything that was ever changed.
    "seen": "999999",
}


@pytest.mark.parametrize(("who", "status"), [("iris", 200), ("mona", 403), ("ada", 403)])
def test_the_page_is_for_admins(visitor, cast, who, status):
    assert visitor(getattr(cast, who)).get("/organisation").status_code == status


def test_settings_are_stored_and_audited(visitor, cast, session):
    assert visitor(cast.iris).post("/organisation", SETTINGS).status_code == 303
    organisation = session.scalar(select(Organisation))
    assert (organisation.name, organisation.late_days) == ("Brightwater", 3)
    assert organisation.big_deal == 2_000_000
    audit = session.scalar(select(Audit).order_by(Audit.id.desc()))
    assert (audit.by_id, audit.before["name"], audit.after["name"]) == (
        cast.iris,
        "Example",
        "Brightwater",
    )
    assert "Brightwater" in visitor(cast.iris).get("/audit").text


def test_whoever_was_overtaken_is_told(visitor, cast, session):
    iris = visitor(cast.iris)
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        organisation = session.scalar(select(Organisation))
        organisation.late_days = 9
        publication.audit("change", "organisation", organisation.id)
    told = iris.post("/organisation", SETTINGS | {"seen": "0"})
    assert told.status_code == 409
    assert "changed this in the meantime" in told.text
    assert session.scalar(select(Organisation.late_days)) == 9


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("timezone", "Mars/Olympus"),
        ("late_days", "400"),
        ("late_days", "many"),
        ("late_days", ""),
        ("late_days", " "),
        ("big_deal", "-5"),
        ("calendar", "maya"),
        ("first_weekday", "7"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(visitor, cast, session, field, value):
    page = visitor(cast.iris).post("/organisation", SETTINGS | {field: value})
    assert page.status_code == 422
    assert "field-error" in page.text
    assert session.scalar(select(Organisation.name)) == "Example"


def test_persian_digits_are_read(visitor, cast, session):
    visitor(cast.iris).post("/organisation", SETTINGS | {"late_days": "۵"})
    assert session.scalar(select(Organisation.late_days)) == 5


def test_a_persian_reader_chooses_among_persian_days(visitor, cast, session):
    iris = visitor(cast.iris)
    iris.post("/organisation", SETTINGS | {"language": "fa_IR", "first_weekday": "5"})
    page = iris.get("/organisation").text
    days = re.findall(r'name="days"[^>]*value="(\d)"', page)
    assert days == ["5", "6", "0", "1", "2", "3", "4"]
    assert "یکشنبه" in page
    assert "یورو" in page


def test_another_calendar_counts_everything_anew(visitor, cast, session):
    kind_id = session.scalar(select(Kind.id).where(Kind.slug == "call"))
    at = clock.now()
    new = scoring.NewActivity(cast.ada, kind_id, clock.business_date(at, "UTC"))
    scoring.log_activity(new, client_id=uuid4().hex, by_id=None, at=at)
    answer = visitor(cast.iris).post(
        "/organisation", SETTINGS | {"calendar": "jalali", "first_weekday": "5"}
    )
    assert answer.status_code == 303
    starts = set(session.scalars(select(Total.start).where(Total.period_kind == "year")))
    assert all((start.month, start.day) in ((3, 20), (3, 21), (3, 22)) for start in starts)
    assert scoring.verify() == []


def test_in_another_zone_a_goal_keeps_the_day_on_which_it_was_dropped(visitor, cast, session):
    """Half past midnight in London is the evening before in New York."""
    kind_id = session.scalar(select(Kind.id).where(Kind.slug == "call"))
    metric_id = session.scalar(select(Metric.id).where(Metric.slug == "calls"))
    half = {"trigger": "goal_milestone", "milestones": [50], "points": 9}
    rule = {"slug": "half", "name": "Half way", **half}
    load_rules({"rule": [rule]}, at=MARCH, since=MARCH.date())
    with scoring.publish(by_id=None, at=MARCH) as publication:
        two = NewGoal(
            kind=GoalKind.ACTIVITY,
            name="Two calls",
            metric_id=metric_id,
            owner_id=cast.ada,
            target=NewTarget(2),
            period_kind=PeriodKind.MONTH,
            since=MARCH.date(),
        )
        goal_id = set_goal(publication, two)
    logged = scoring.log_activity(
        scoring.NewActivity(cast.ada, kind_id, date(2026, 3, 20)),
        client_id=uuid4().hex,
        by_id=None,
        at=datetime(2026, 3, 20, 0, 10, tzinfo=UTC),
    )
    assert logged.points == 9
    with scoring.publish(by_id=None, at=datetime(2026, 3, 20, 0, 30, tzinfo=UTC)) as publication:
        drop_goal(publication, goal_id)
    assert scoring.verify() == []
    answer = visitor(cast.iris).post("/organisation", SETTINGS | {"timezone": "America/New_York"})
    assert answer.headers["Location"] == "/organisation"
    settings = configuration.current()
    assert settings.goal(session.get_one(Goal, goal_id)).last_day == date(2026, 3, 20)
    assert session.scalar(select(func.sum(Award.points))) == 9
    assert scoring.verify() == []


def test_in_another_zone_a_goal_keeps_the_day_on_which_it_was_set(visitor, cast, session):
    """A Sunday at noon in London is Monday in Auckland, where that week is over."""
    noon = datetime(2026, 3, 22, 12, tzinfo=UTC)
    kind_id = session.scalar(select(Kind.id).where(Kind.slug == "call"))
    metric_id = session.scalar(select(Metric.id).where(Metric.slug == "calls"))
    half = {"trigger": "goal_milestone", "milestones": [50], "points": 9}
    load_rules(
        {"rule": [{"slug": "half", "name": "Half way", **half}]}, at=noon, since=MARCH.date()
    )
    scoring.log_activity(
        scoring.NewActivity(cast.ada, kind_id, noon.date()),
        client_id=uuid4().hex,
        by_id=None,
        at=noon,
    )
    with scoring.publish(by_id=None, at=noon) as publication:
        two = NewGoal(
            kind=GoalKind.ACTIVITY,
            name="Two calls",
            metric_id=metric_id,
            owner_id=cast.ada,
            target=NewTarget(2),
            period_kind=PeriodKind.WEEK,
            since=noon.date(),
            repeats=False,
        )
        set_goal(publication, two)
    assert session.scalar(select(func.sum(Award.points))) == 9
    iris = visitor(cast.iris)
    for zone in ("Pacific/Auckland", "UTC"):
        answer = iris.post("/organisation", SETTINGS | {"timezone": zone})
        assert answer.headers["Location"] == "/organisation"
        assert session.scalar(select(func.sum(Award.points))) == 9
        assert scoring.verify() == []


def test_a_working_week_holds_from_its_day(visitor, cast, session):
    answer = visitor(cast.iris).post(
        "/organisation/week", {"days": ["5", "6", "0", "1", "2"], "since": "2026-03-07"}
    )
    assert answer.status_code == 303
    assert session.get_one(WorkingWeek, date(2026, 3, 7)).weekdays == "01256"


def test_a_week_without_a_working_day_is_refused(visitor, cast):
    page = visitor(cast.iris).post("/organisation/week", {"since": "2026-03-07"})
    assert page.status_code == 422
    assert "Choose at least one working day" in page.text


def value_of(page, name):
    """The values of the page's fields with that name, in order."""
    return re.findall(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', page.text)


def test_the_other_forms_of_the_page_stay_as_they_stand(visitor, cast, session):
    iris = visitor(cast.iris)
    page = iris.post("/organisation", SETTINGS | {"late_days": "many", "name": "New name"})
    assert value_of(page, "name") == ["New name", ""]
    assert page.text.count("checked") == 6
    page = iris.post("/organisation/week", {"since": "2026-03-07"})
    assert value_of(page, "name") == ["Example", ""]
    page = iris.post("/organisation/holidays", {"day": "2026-12-25", "name": " "})
    assert value_of(page, "name")[0] == "Example"
    assert page.text.count("checked") == 6


def test_holidays_come_and_go(visitor, cast, session):
    iris = visitor(cast.iris)
    holiday = {"first": "2026-12-25", "name": "Christmas"}
    assert iris.post("/organisation/holidays", holiday).status_code == 303
    assert "already" in iris.post("/organisation/holidays", holiday).text
    assert iris.post("/organisation/holidays/2026-12-25/remove").status_code == 303
    assert session.scalars(select(Holiday)).all() == []
    assert iris.post("/organisation/holidays/2026-12-25/remove").status_code == 404
    assert iris.post("/organisation/holidays/never/remove").status_code == 404
