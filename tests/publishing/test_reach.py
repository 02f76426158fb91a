"""B14: a dated setting reaches back only over days on which its maker led everybody concerned."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from leaderboard import clock, configuration, publishing
from leaderboard.extensions import db
from leaderboard.models import Activity, GoalKind, Metric, Person, Role
from leaderboard.publishing import Refused, leave
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.rules.periods import PeriodKind
from leaderboard.scoring import publish, verify
from tests.standings.entries import log

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY, JANUARY = date(2026, 11, 25), date(2026, 1, 12)
YESTERDAY, MONDAY = date(2026, 11, 24), date(2026, 11, 23)


def say(by_id, change, *arguments, at=AT, **named):
    with publish(by_id=by_id, at=at) as publication:
        return change(publication, *arguments, **named)


def assert_refused(by_id, change, *arguments, **named):
    with pytest.raises(Refused) as refused:
        say(by_id, change, *arguments, **named)
    assert (refused.value.field, refused.value.reason) == ("since", "not_led")


@pytest.fixture
def joined(session, cast):
    """Otto has sold for South since January and joined North today."""
    log(
        session,
        "01-15 otto call x3\n06-01 otto deal-won amount=500\n11-24 otto call x2",
        {"otto": cast.otto},
    )
    say(cast.iris, publishing.move, cast.otto, team_id=cast.north, since=TODAY)
    return cast


def entries_of(team_id):
    return db.session.scalar(select(func.count()).where(Activity.team_id == team_id))


@pytest.mark.parametrize("since", [JANUARY, MONDAY, YESTERDAY])
def test_a_manager_takes_nothing_out_of_another_teams_past(joined, session, since):
    before = entries_of(joined.south)
    assert_refused(joined.mona, publishing.move, joined.otto, team_id=joined.north, since=since)
    assert_refused(joined.mona, publishing.move, joined.otto, team_id=None, since=since)
    assert entries_of(joined.south) == before > 0


def test_a_manager_moves_from_today_on_and_later(joined, session):
    say(joined.mona, publishing.move, joined.otto, team_id=None, since=TODAY)
    say(joined.mona, publishing.move, joined.ada, team_id=None, since=TODAY + timedelta(days=9))
    assert verify() == []


def test_an_admin_reaches_as_far_as_need_be(joined, session):
    say(joined.iris, publishing.move, joined.otto, team_id=joined.north, since=JANUARY)
    assert entries_of(joined.south) == 0
    assert verify() == []


def test_a_manager_of_both_teams_reaches_back_over_the_days_of_both(session, cast):
    with publish(by_id=cast.iris, at=AT - timedelta(days=2)) as publication:
        publishing.change_team(publication, cast.south, name="South", manager_id=cast.mona)
    log(session, "11-24 otto call x2\n01-15 otto call", {"otto": cast.otto})
    move = (cast.mona, publishing.move, cast.otto)
    assert_refused(*move, team_id=cast.north, since=JANUARY)
    assert_refused(*move, team_id=cast.north, since=MONDAY - timedelta(days=1))
    say(*move, team_id=cast.north, since=MONDAY)
    assert entries_of(cast.south) == 1
    assert verify() == []


def test_whoever_led_a_parent_team_counts_from_the_day_it_was_the_parent(session, cast):
    """North is put under South on Monday: Olga leads both from then on."""
    say(cast.iris, publishing.put_under, cast.north, parent_id=cast.south, since=MONDAY)
    move = (cast.olga, publishing.move, cast.ada)
    assert_refused(*move, team_id=cast.south, since=MONDAY - timedelta(days=1))
    say(*move, team_id=cast.south, since=MONDAY)
    assert configuration.current().team_on(cast.ada, MONDAY) == cast.south


def test_a_move_that_is_planned_is_its_teams_own(session, cast):
    """Ada goes South next week; from then on Mona has no say."""
    next_week = TODAY + timedelta(days=7)
    say(cast.iris, publishing.move, cast.ada, team_id=cast.south, since=next_week)
    later = next_week + timedelta(days=1)
    assert_refused(cast.mona, publishing.move, cast.ada, team_id=cast.north, since=later)
    say(cast.mona, publishing.move, cast.ada, team_id=None, since=TODAY + timedelta(days=3))
    assert configuration.current().team_on(cast.ada, next_week) == cast.south


def test_nobody_is_hired_into_days_before_the_manager_led_the_team(session, cast):
    with publish(by_id=cast.iris, at=AT - timedelta(days=2)) as publication:
        publishing.change_team(publication, cast.south, name="South", manager_id=cast.mona)

    def newcomer(since):
        return publishing.Newcomer("Nora", None, Role.REP, cast.south, since)

    assert_refused(cast.mona, publishing.hire, newcomer(JANUARY))
    say(cast.mona, publishing.hire, newcomer(MONDAY))
    assert session.scalar(select(Person.id).where(Person.name == "Nora"))


def test_leave_and_own_weeks_reach_back_as_far_as_the_manager_led(joined, session):
    span = {"person_id": joined.otto, "last": TODAY}
    assert_refused(joined.mona, leave.record_leave, first=YESTERDAY, **span)
    week = {"person_id": joined.otto, "weekdays": "012"}
    assert_refused(joined.mona, leave.set_person_week, since=YESTERDAY, **week)
    say(joined.mona, leave.record_leave, first=TODAY, **span)
    say(joined.mona, leave.set_person_week, since=TODAY, **week)
    own = {"person_id": joined.ada, "first": JANUARY, "last": JANUARY}
    say(joined.mona, leave.record_leave, **own)
    say(joined.otto, leave.record_leave, person_id=joined.otto, first=MONDAY, last=MONDAY)


def goal(session, owner_id, kind, since, **given):
    metric_id = session.scalar(select(Metric.id).where(Metric.slug == "calls"))
    given = {"period_kind": PeriodKind.MONTH} | given
    return NewGoal(
        kind=kind, name="Calls", metric_id=metric_id, owner_id=owner_id,
        target=NewTarget(20), since=since, **given,
    )  # fmt: skip


def test_a_goal_reaches_back_as_far_as_the_manager_led(joined, session):
    personal, own_dates = GoalKind.INDIVIDUAL, {"period_kind": None, "until": date(2026, 12, 20)}
    for new in (
        goal(session, joined.otto, personal, JANUARY),
        goal(session, joined.otto, personal, YESTERDAY, **own_dates),
    ):
        assert_refused(joined.mona, set_goal, new)
    # The running month counts from its first day, whoever leads.
    say(joined.mona, set_goal, goal(session, joined.otto, personal, TODAY))
    say(joined.mona, set_goal, goal(session, joined.ada, personal, JANUARY))
    say(joined.iris, set_goal, goal(session, joined.south, GoalKind.TEAM, JANUARY))
    assert verify() == []


def test_a_page_says_which_days_are_open(visitor, joined):
    told = visitor(joined.mona).post(
        f"/people/{joined.otto}/move", {"team": str(joined.north), "since": "2026-01-12"}
    )
    assert told.status_code == 422
    assert "you did not lead everybody concerned" in told.text


def test_whoever_leads_the_other_team_is_told(visitor, cast, session):
    at = clock.now()
    with publish(by_id=cast.iris, at=at) as publication:
        publishing.move(publication, cast.ada, team_id=cast.south, since=at.date())
    for told in (visitor(cast.mona), visitor(cast.olga)):
        page = told.get("/overview").text
        assert "Moved by others" in page
        assert "Iris" in page[page.index("Moved by others") :]
    # Neither one's own moves are news, nor those of other teams.
    assert "Moved by others" not in visitor(cast.iris).get("/overview").text
    later = at + timedelta(seconds=1)
    with publish(by_id=cast.olga, at=later) as publication:
        publishing.move(publication, cast.otto, team_id=None, since=later.date())
    page = visitor(cast.mona).get("/overview").text
    assert "Otto" not in page[page.index("Moved by others") :].partition("</section>")[0]
