"""SECURITY 8: invite and reset links."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from leaderboard.access import entry, invites
from leaderboard.clock import now
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Audit, Invite, InviteKind, Membership, Person, Role
from tests.cast import PASSWORD

NEW = "seven quiet rivers"
LOCAL = "http://127.0.0.1:8000"


def make(person_id, kind=InviteKind.INVITE, *, by_id=None, at=None):
    with write_transaction(db.session):
        return invites.make_invite(person_id, kind, by_id=by_id, at=at or now())


def path_of(url):
    assert url.startswith(LOCAL)
    return url.removeprefix(LOCAL)


def take_up(visitor, path, password=NEW):
    return visitor.post(path, {"password": password})


@pytest.mark.parametrize("kind", list(InviteKind))
def test_security_08_a_link_lets_its_person_choose_a_password_and_in(cast, visitor, session, kind):
    newcomer, path = visitor(), path_of(make(cast.ada, kind))
    assert "Ada" in newcomer.get(path).text
    assert take_up(newcomer, path).status_code == 303
    assert "This device" in newcomer.get("/sessions").text
    answer = visitor().post("/sign-in", {"email": "ada@example.com", "password": NEW})
    assert answer.status_code == 303


def test_security_08_a_link_works_once(cast, visitor, session):
    path = path_of(make(cast.ada))
    visitor().get(path)
    visitor().get(path)
    assert take_up(visitor(), path).status_code == 303
    assert visitor().get(path).status_code == 404
    assert take_up(visitor(), path, "another quiet river").status_code == 404
    assert (
        visitor().post("/sign-in", {"email": "ada@example.com", "password": NEW}).status_code == 303
    )


def test_security_08_of_many_at_once_one_takes_the_link_up(any_database, app, cast):
    with app.app_context():
        token = make(cast.ada).rpartition("/")[2]
        invite = invites.find(token, InviteKind.INVITE, at=now())
    opened = []

    def redeem():
        with app.app_context():
            opened.append(entry.redeem(invite, NEW, device="", at=now()))

    threads = [threading.Thread(target=redeem) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    assert len([token for token in opened if token]) == 1


@pytest.mark.parametrize("kind", list(InviteKind))
def test_security_08_a_link_ends_after_its_time(cast, visitor, session, kind):
    lasts = invites.LASTS[kind]
    early, late = now() - lasts + timedelta(minutes=1), now() - lasts
    assert visitor().get(path_of(make(cast.ada, kind, at=early))).status_code == 200
    assert visitor().get(path_of(make(cast.ada, kind, at=late))).status_code == 404


def test_security_08_invites_last_a_week_and_resets_an_hour():
    assert {
        InviteKind.INVITE: timedelta(days=7),
        InviteKind.RESET: timedelta(hours=1),
    } == invites.LASTS


def test_security_08_only_a_hash_of_a_link_is_kept(cast, session):
    token = make(cast.ada).rpartition("/")[2]
    assert len(token) >= 43
    row = session.execute(select(*Invite.__table__.columns)).one()
    assert all(token not in str(value) for value in row)
    assert all(token not in str(row.after) for row in session.scalars(select(Audit)))


def test_security_08_a_reset_link_is_no_invite(cast, visitor, session):
    path = path_of(make(cast.ada, InviteKind.RESET))
    assert visitor().get(path.replace("/reset/", "/invites/")).status_code == 404


def change_address(cast):
    db.session.get(Person, cast.ada).email = "ada@elsewhere.example"


def change_role(cast):
    db.session.get(Person, cast.ada).role = Role.MANAGER


def change_team(cast):
    db.session.add(Membership(person_id=cast.ada, since=now().date(), team_id=cast.south))


@pytest.mark.parametrize("change", [change_address, change_role, change_team])
def test_security_08_a_link_is_void_when_what_it_was_made_for_has_changed(
    cast, visitor, session, change
):
    path = path_of(make(cast.ada))
    assert visitor().get(path).status_code == 200
    with write_transaction(db.session):
        change(cast)
    assert visitor().get(path).status_code == 404
    assert take_up(visitor(), path).status_code == 404


def test_security_08_a_move_that_was_planned_leaves_the_link_good(cast, visitor, session):
    tomorrow = now().date() + timedelta(days=1)
    with write_transaction(db.session):
        db.session.add(Membership(person_id=cast.ada, since=tomorrow, team_id=cast.south))
    path = path_of(make(cast.ada))
    with write_transaction(db.session):
        db.session.execute(
            update(Membership).where(Membership.since == tomorrow).values(since=now().date())
        )
    assert visitor().get(path).status_code == 200


def test_security_08_a_newer_link_and_a_new_password_end_the_older(cast, visitor, session):
    first, second = path_of(make(cast.ada)), path_of(make(cast.ada, InviteKind.RESET))
    assert visitor().get(first).status_code == 404
    assert visitor().get(second).status_code == 200
    answer = visitor(cast.ada).post("/password", {"current": PASSWORD, "password": NEW})
    assert answer.status_code == 303
    assert visitor().get(second).status_code == 404


def test_security_08_a_reset_ends_the_sessions_of_before(cast, visitor, session):
    ada = visitor(cast.ada)
    take_up(visitor(), path_of(make(cast.ada, InviteKind.RESET)))
    assert ada.get("/sessions").status_code == 303


def test_security_08_links_are_built_from_the_configured_address(app, cast, session):
    token_of_host = {"base_url": "http://evil.example"}
    with app.test_request_context("/", **token_of_host):
        assert invites.own_address() == LOCAL
    with app.test_request_context("/", headers={"X-Forwarded-Host": "evil.example"}):
        assert invites.own_address() == LOCAL


def test_security_08_a_public_address_counts_before_everything(fresh_app):
    fresh_app.config["PUBLIC_URL"] = "https://board.example.com"
    with fresh_app.test_request_context("/", base_url="http://evil.example"):
        assert invites.own_address() == "https://board.example.com"


def test_security_08_a_trusted_host_counts_where_no_address_is_set(fresh_app):
    fresh_app.config["TRUSTED_HOSTS"] = ["board.example.com"]
    with fresh_app.test_request_context("/", base_url="https://board.example.com"):
        assert invites.own_address() == "https://board.example.com"


def test_security_08_nobody_without_an_address_is_invited(cast, session):
    with write_transaction(db.session):
        db.session.get(Person, cast.ada).email = None
    with pytest.raises(invites.NoAddress):
        make(cast.ada)


def test_security_08_making_a_link_is_on_record(cast, session):
    make(cast.ada, by_id=cast.mona)
    row = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (row.action, row.noun, row.by_id) == ("make", "invite", cast.mona)
    assert row.after == {"kind": "invite", "person": cast.ada}
