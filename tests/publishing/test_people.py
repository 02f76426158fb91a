"""People and teams through their changes: who is refused, and what stays."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from leaderboard import configuration, publishing, scoring
from leaderboard.extensions import db
from leaderboard.models import Activity, Kind, Person, Role, Team, Total
from leaderboard.publishing.teams import members_on

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY = NOON.date()
LAST_WEEK = date(2026, 3, 13)


def change(what, *args, **kwargs):
    with scoring.publish(by_id=None, at=NOON) as publication:
        return what(publication, *args, **kwargs)


def newcomer(name="Nora", email="nora@example.com", role=Role.REP, team_id=None):
    return publishing.Newcomer(name, email, role, team_id, TODAY)


def call(person_id, day):
    kind_id = db.session.scalar(select(Kind.id).where(Kind.slug == "call"))
    new = scoring.NewActivity(person_id, kind_id, day)
    return scoring.log_activity(
        new, client_id=uuid4().hex, by_id=None, at=NOON, is_late_allowed=day != TODAY
    )


def calls_of(team_id):
    return db.session.scalar(
        select(func.coalesce(func.sum(Total.entries), 0)).where(
            Total.team_id == team_id, Total.period_kind == "year", Total.kind_id != 0
        )
    )


def test_a_newcomer_is_in_the_team_from_the_day_on(cast, session):
    nora = change(publishing.hire, newcomer(team_id=cast.north))
    settings = configuration.current()
    assert settings.team_on(nora, TODAY) == cast.north
    assert settings.team_on(nora, LAST_WEEK) == 0
    assert nora in members_on(cast.north, TODAY)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": " \u200b "}, ("name", "missing")),
        ({"name": "x" * 61}, ("name", "too_long")),
        ({"name": "ﷺ" * 20}, ("name", "too_long")),
        ({"name": "ADA"}, ("name", "taken")),
        ({"name": "A\u202eda"}, ("name", "taken")),
        ({"email": "nowhere"}, ("email", "no_address")),
        ({"email": "a b@example.com"}, ("email", "no_address")),
        ({"email": "Ada@Example.com"}, ("email", "taken")),
        ({"team_id": 1}, ("team", "unknown")),
    ],
)
def test_who_cannot_be_hired_is_refused_with_the_reason(cast, session, fields, problem):
    before = session.scalar(select(func.count()).select_from(Person))
    with pytest.raises(publishing.Refused) as refusal:
        change(publishing.hire, newcomer(**fields))
    assert (refusal.value.field, refusal.value.reason) == problem
    assert session.scalar(select(func.count()).select_from(Person)) == before


def test_a_move_takes_along_what_comes_after_it_and_leaves_the_past(cast, session):
    call(cast.ada, LAST_WEEK)
    call(cast.ada, TODAY)
    change(publishing.move, cast.ada, team_id=cast.south, since=TODAY)
    assert (calls_of(cast.north), calls_of(cast.south)) == (1, 1)
    assert session.scalars(select(Activity.team_id).order_by(Activity.id)).all() == [
        cast.north,
        cast.south,
    ]
    assert scoring.verify() == []


def test_a_move_within_the_past_is_brought_to_the_ledger(cast, session):
    call(cast.ada, LAST_WEEK)
    change(publishing.move, cast.ada, team_id=None, since=LAST_WEEK)
    assert (calls_of(cast.north), calls_of(0)) == (0, 1)
    assert scoring.verify() == []


def test_two_moves_at_once_are_brought_to_the_ledger_from_the_first_on(cast, session):
    call(cast.ada, LAST_WEEK)
    call(cast.ada, TODAY)
    with scoring.publish(by_id=None, at=NOON) as publication:
        publishing.move(publication, cast.ada, team_id=cast.south, since=LAST_WEEK)
        publishing.move(publication, cast.ada, team_id=None, since=TODAY)
    assert (calls_of(cast.north), calls_of(cast.south), calls_of(0)) == (0, 1, 1)
    assert scoring.verify() == []


def test_deactivating_keeps_every_sum_and_stops_every_log(cast, session):
    call(cast.ada, TODAY)
    change(publishing.deactivate, cast.ada)
    assert calls_of(cast.north) == 1
    with pytest.raises(scoring.BadActivity) as refusal:
        call(cast.ada, TODAY)
    assert refusal.value.reason == "deactivated"
    change(publishing.reactivate, cast.ada)
    call(cast.ada, TODAY)
    assert calls_of(cast.north) == 2


def test_the_last_admin_stays(cast, session):
    with pytest.raises(publishing.Refused):
        change(publishing.deactivate, cast.iris)
    with pytest.raises(publishing.Refused):
        change(publishing.change_person, cast.iris, name="Iris", email=None, role=Role.REP)
    change(publishing.change_person, cast.mona, name="Mona", email=None, role=Role.ADMIN)
    change(publishing.deactivate, cast.iris)
    assert not session.get_one(Person, cast.iris).is_active


def test_a_team_takes_the_next_mark_and_a_fit_manager(cast, session):
    team_id = change(publishing.make_team, name="West", manager_id=cast.mona)
    assert session.get_one(Team, team_id).mark == 3
    for manager_id in (cast.ada, 10**6):
        with pytest.raises(publishing.Refused):
            change(publishing.change_team, team_id, name="West", manager_id=manager_id)


def test_no_team_comes_under_itself(cast, session):
    change(publishing.put_under, cast.north, parent_id=cast.south, since=TODAY)
    with pytest.raises(publishing.Refused):
        change(publishing.put_under, cast.south, parent_id=cast.north, since=TODAY)
    with pytest.raises(publishing.Refused):
        change(publishing.put_under, cast.south, parent_id=cast.north, since=LAST_WEEK)
    assert configuration.current().teams_above(cast.north, TODAY) == (cast.north, cast.south)
    assert configuration.current().teams_above(cast.north, LAST_WEEK) == (cast.north,)


def test_a_team_is_dissolved_once_it_is_empty(cast, session):
    with pytest.raises(publishing.Refused):
        change(publishing.dissolve, cast.south, today=TODAY)
    for person_id in (cast.olga, cast.otto):
        change(publishing.move, person_id, team_id=cast.north, since=TODAY)
    change(publishing.dissolve, cast.south, today=TODAY)
    with pytest.raises(publishing.Refused):
        change(publishing.hire, newcomer(team_id=cast.south))
