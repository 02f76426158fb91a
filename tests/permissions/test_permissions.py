"""Who manages whom, and for whom one may log."""

from datetime import date

import pytest

from leaderboard import permissions, scoring
from leaderboard.clock import now
from leaderboard.extensions import db
from leaderboard.models import Membership, Organisation, Person, Role, TeamParent
from leaderboard.permissions import SignedIn

TODAY = date(2026, 3, 20)
BEFORE = date(2026, 3, 1)


@pytest.fixture
def signed_in(session, cast):
    """The person as a request sees them."""

    def of(name):
        person = session.get(Person, getattr(cast, name))
        return SignedIn(person.id, person.name, Role(person.role), session_id=0, token="")

    return of


def change(*rows):
    with scoring.publish(by_id=None, at=now()) as publication:
        db.session.add_all(rows)
        publication.audit("change", "team", 0)


def test_a_manager_manages_their_own_team_only(signed_in, cast):
    assert permissions.managed_team_ids(signed_in("mona"), day=TODAY) == {cast.north}
    assert permissions.managed_team_ids(signed_in("olga"), day=TODAY) == {cast.south}


def test_a_manager_manages_the_teams_below_from_the_day_they_are_below(signed_in, cast):
    change(TeamParent(team_id=cast.south, since=TODAY, parent_id=cast.north))
    assert permissions.managed_team_ids(signed_in("mona"), day=BEFORE) == {cast.north}
    assert permissions.managed_team_ids(signed_in("mona"), day=TODAY) == {cast.north, cast.south}
    assert permissions.managed_team_ids(signed_in("olga"), day=TODAY) == {cast.south}


def test_an_admin_manages_all_and_a_rep_nothing(signed_in, cast):
    assert permissions.managed_team_ids(signed_in("iris"), day=TODAY) == {cast.north, cast.south}
    assert permissions.managed_team_ids(signed_in("ada"), day=TODAY) == frozenset()


def test_a_rep_who_once_led_a_team_manages_nothing(signed_in, cast, session):
    with scoring.publish(by_id=None, at=now()) as publication:
        session.get(Person, cast.mona).role = Role.REP
        publication.audit("change", "person", cast.mona)
    assert permissions.managed_team_ids(signed_in("mona"), day=TODAY) == frozenset()


def test_everybody_logs_for_themselves_and_managers_for_their_people(signed_in, cast):
    may = {
        (name, other)
        for name in ("ada", "mona", "olga", "iris")
        for other in ("ada", "ben", "otto")
        if permissions.may_log_for(signed_in(name), getattr(cast, other), day=TODAY)
    }
    assert may == {
        ("ada", "ada"),
        ("mona", "ada"),
        ("mona", "ben"),
        ("olga", "otto"),
        *(("iris", other) for other in ("ada", "ben", "otto")),
    }


def test_who_has_moved_is_their_new_managers_to_log_for(signed_in, cast):
    change(Membership(person_id=cast.ada, since=TODAY, team_id=cast.south))
    assert not permissions.may_log_for(signed_in("mona"), cast.ada, day=TODAY)
    assert permissions.may_log_for(signed_in("olga"), cast.ada, day=TODAY)
    assert permissions.may_log_for(signed_in("mona"), cast.ada, day=BEFORE)


def test_teams_are_their_managers_to_log_for_and_the_company_the_admins(signed_in, cast, session):
    company = session.scalar(db.select(Organisation.id))
    assert permissions.may_log_for(signed_in("mona"), cast.north, day=TODAY)
    assert not permissions.may_log_for(signed_in("ada"), cast.north, day=TODAY)
    assert not permissions.may_log_for(signed_in("mona"), cast.south, day=TODAY)
    assert not permissions.may_log_for(signed_in("mona"), company, day=TODAY)
    assert permissions.may_log_for(signed_in("iris"), company, day=TODAY)


def test_nobody_logs_for_who_is_not_there(signed_in, cast):
    assert not permissions.may_log_for(signed_in("iris"), 999999, day=TODAY)
    assert not permissions.may_see_person(signed_in("iris"), 999999, day=TODAY)


def invited_by(signed_in, cast, name):
    return {
        other
        for other in ("ada", "otto", "mona", "olga", "iris")
        if permissions.may_invite(signed_in(name), getattr(cast, other), day=TODAY)
    }


def test_managers_invite_their_people_and_admins_everybody_but_themselves(signed_in, cast):
    assert invited_by(signed_in, cast, "ada") == set()
    assert invited_by(signed_in, cast, "mona") == {"ada"}
    assert invited_by(signed_in, cast, "iris") == {"ada", "otto", "mona", "olga"}


def test_nobody_invites_who_has_more_to_say_than_they(signed_in, cast):
    change(Membership(person_id=cast.olga, since=BEFORE, team_id=cast.north))
    assert invited_by(signed_in, cast, "mona") == {"ada"}
    change(TeamParent(team_id=cast.south, since=BEFORE, parent_id=cast.north))
    assert invited_by(signed_in, cast, "mona") == {"ada", "otto", "olga"}
