"""SECURITY 6 and 7: sessions that end, and guessing that does not pay."""

import re
import statistics
import threading
import time
from datetime import timedelta

import pytest
from itsdangerous import TimestampSigner
from sqlalchemy import func, select, update

from config import ROOT
from leaderboard.access import attempts, entry, invites, passwords, sessions
from leaderboard.clock import now
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Attempt, InviteKind, Person, Session
from tests.cast import PASSWORD
from tests.databases import make_app

NEW = "seven quiet rivers"


def sign_in(visitor, email="ada@example.com", password=PASSWORD, **fields):
    return visitor.post("/sign-in", {"email": email, "password": password} | fields)


def is_in(visitor):
    return visitor.get("/sessions").status_code == 200


def cookie_of(visitor):
    return visitor.client.get_cookie("leaderboard").value


def with_cookie(make, value):
    """Somebody who kept the cookie, as a thief would."""
    thief = make()
    thief.client.set_cookie("leaderboard", value)
    return thief


def test_security_06_the_old_cookie_is_dead_after_sign_out(cast, visitor):
    ada = visitor(cast.ada)
    kept = cookie_of(ada)
    assert is_in(with_cookie(visitor, kept))
    ada.post("/sign-out")
    assert not is_in(with_cookie(visitor, kept))
    assert not is_in(ada)


def test_security_06_a_password_change_ends_every_other_session(cast, visitor):
    phone, desk = visitor(cast.ada), visitor(cast.ada)
    kept = cookie_of(desk)
    answer = desk.post("/password", {"current": PASSWORD, "password": NEW})
    assert answer.status_code == 303
    assert is_in(desk)
    assert not is_in(phone)
    assert not is_in(with_cookie(visitor, kept))
    assert sign_in(visitor()).status_code == 422
    assert sign_in(visitor(), password=NEW).status_code == 303


def test_security_06_the_password_is_changed_only_by_who_knows_it(cast, visitor):
    ada = visitor(cast.ada)
    answer = ada.post("/password", {"current": "a wrong one", "password": NEW})
    assert answer.status_code == 422
    assert "This is not your password" in answer.text
    assert sign_in(visitor()).status_code == 303


@pytest.mark.parametrize(
    ("column", "age", "opens"),
    [
        ("seen_at", sessions.IDLE - timedelta(minutes=1), True),
        ("seen_at", sessions.IDLE, False),
        ("created_at", sessions.ABSOLUTE - timedelta(minutes=1), True),
        ("created_at", sessions.ABSOLUTE, False),
    ],
)
def test_security_06_sessions_end_by_idling_and_by_age(cast, visitor, session, column, age, opens):
    ada = visitor(cast.ada)
    with write_transaction(db.session):
        db.session.execute(update(Session).values({column: now() - age}))
    assert is_in(ada) is opens


def test_security_06_use_keeps_a_session_alive_but_is_noted_rarely(cast, visitor, session):
    ada = visitor(cast.ada)
    noted = session.scalar(select(Session.seen_at))
    ada.get("/sessions")
    session.rollback()
    assert session.scalar(select(Session.seen_at)) == noted
    with write_transaction(db.session):
        db.session.execute(update(Session).values(seen_at=noted - timedelta(hours=1)))
    ada.get("/sessions")
    session.rollback()
    assert session.scalar(select(Session.seen_at)) >= noted


def test_security_06_a_page_does_not_wait_for_a_writer(app, cast, visitor, session):
    ada = visitor(cast.ada)
    with write_transaction(db.session):
        db.session.execute(update(Session).values(seen_at=now() - timedelta(hours=1)))
    other = make_app(app.config["SQLALCHEMY_DATABASE_URI"], data=app.config["DATA"])
    with other.app_context(), write_transaction(db.session):
        began = time.monotonic()
        assert is_in(ada)
        assert time.monotonic() - began < 5


def test_security_06_only_a_hash_of_the_token_is_kept(cast, visitor, session):
    ada = visitor(cast.ada)
    with ada.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    kept = session.scalar(select(Session.token_hash))
    assert token not in kept
    assert kept == sessions.hash_of(token)


def test_security_06_a_session_of_before_signing_in_is_not_carried_over(cast, visitor):
    before = visitor(cast.ben)
    with before.client.session_transaction() as cookie:
        old = cookie["_user_id"], cookie["csrf_token"]
    assert sign_in(before).status_code == 303
    with before.client.session_transaction() as cookie:
        assert cookie["_user_id"] != old[0]
        assert cookie.get("csrf_token") != old[1]


def test_security_06_cookies_are_host_only_and_secure_under_https(monkeypatch, app, cast):
    monkeypatch.setenv("HTTPS", "1")
    secure = make_app(app.config["SQLALCHEMY_DATABASE_URI"], data=app.config["DATA"])
    answer = secure.test_client().get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-leaderboard=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_security_07_everybody_who_is_not_let_in_gets_the_same_answer(cast, visitor, session):
    with write_transaction(db.session):
        db.session.get(Person, cast.ben).deactivated_at = now()
        db.session.get(Person, cast.otto).password_hash = None
    answers = {
        (answer.status_code, plain(answer.text))
        for email in (
            "ada@example.com",
            "nobody@example.com",
            "ben@example.com",
            "otto@example.com",
        )
        for answer in [sign_in(visitor(), email=email, password="wrong as can be")]
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 422


def plain(text):
    """The page without what depends on what was typed, and without its token."""
    return tuple(line for line in text.splitlines() if "csrf_token" not in line and "@" not in line)


def test_security_07_the_unknown_and_the_known_take_equally_long(app, cast, session):
    with write_transaction(db.session):
        kept = passwords.hash_of(PASSWORD)
        db.session.execute(update(Person).where(Person.id == cast.ada).values(password_hash=kept))

    def seconds(email):
        began = time.perf_counter()
        entry.sign_in(email, "wrong as can be", address=None, device="", at=now())
        return time.perf_counter() - began

    times = [(seconds("ada@example.com"), seconds("nobody@example.com")) for _ in range(9)]
    known, unknown = (statistics.median(column) for column in zip(*times, strict=True))
    assert 0.5 < known / unknown < 2


def test_security_07_an_account_stops_answering_after_ten_wrong_tries(cast, visitor):
    guesser = visitor()
    answers = [sign_in(guesser, password=f"guess {n}").status_code for n in range(11)]
    assert answers == [422] * attempts.BY_ACCOUNT + [429]
    assert sign_in(guesser).status_code == 429
    assert sign_in(guesser, email="ben@example.com").status_code == 303


def test_security_07_accounts_that_are_not_there_are_limited_alike(cast, visitor):
    guesser = visitor()
    answers = [sign_in(guesser, email="nobody@example.com").status_code for _ in range(11)]
    assert answers == [422] * attempts.BY_ACCOUNT + [429]


def test_security_07_an_address_stops_answering_whatever_account_it_tries(cast, session):
    for n in range(attempts.BY_ADDRESS):
        gates = attempts.gates(address="192.0.2.7", account=f"{n}@example.com")
        assert attempts.take(gates, at=now())
    again = attempts.gates(address="192.0.2.7", account="ada@example.com")
    elsewhere = attempts.gates(address="192.0.2.8", account="ada@example.com")
    assert not attempts.take(again, at=now())
    assert attempts.take(elsewhere, at=now())


def test_security_07_addresses_of_one_ipv6_network_count_as_one():
    near, far = "2001:db8:1:2:3::4", "2001:db8:1:3::4"
    assert attempts.network_of(near) == attempts.network_of("2001:db8:1:2::1")
    assert attempts.network_of(near) != attempts.network_of(far)
    assert attempts.network_of(None) == attempts.network_of("not an address")


def test_security_07_who_waits_gets_in_and_old_tries_are_thrown_away(cast, visitor, session):
    guesser = visitor()
    for n in range(11):
        sign_in(guesser, password=f"guess {n}")
    with write_transaction(db.session):
        db.session.execute(update(Attempt).values(at=now() - attempts.WINDOW))
    assert sign_in(guesser).status_code == 303
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_security_07_a_right_password_costs_no_try(cast, visitor, session):
    for _ in range(attempts.BY_ACCOUNT + 2):
        assert sign_in(visitor()).status_code == 303
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_security_07_many_tries_at_once_are_no_more_than_one_after_the_other(any_database, app):
    allowed = []

    def try_once():
        with app.app_context():
            gates = attempts.gates(address="192.0.2.7", account="ada@example.com")
            allowed.append(attempts.take(gates, at=now()))

    threads = [threading.Thread(target=try_once) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 24
    assert sum(allowed) == attempts.BY_ACCOUNT


def test_security_07_passwords_are_argon2id_and_made_anew_when_dated(cast, visitor, session):
    dated = session.get(Person, cast.ada).password_hash
    assert passwords.is_dated(dated)
    assert sign_in(visitor()).status_code == 303
    session.rollback()
    kept = session.get(Person, cast.ada).password_hash
    assert kept.startswith("$argon2id$")
    assert kept != dated
    assert not passwords.is_dated(kept)
    assert sign_in(visitor()).status_code == 303


@pytest.mark.parametrize(
    "password",
    ["x7# mü سلام ۱۲", "  spaces count  ", "🐎🔋📎🐎 horses", "w" * 3 + "orld of 64+ " * 6],
)
def test_security_07_any_characters_make_a_password(cast, visitor, password):
    ada = visitor(cast.ada)
    answer = ada.post("/password", {"current": PASSWORD, "password": password})
    assert answer.status_code == 303
    assert sign_in(visitor(), password=password).status_code == 303
    assert sign_in(visitor(), password=password.strip() + "x").status_code == 422


@pytest.mark.parametrize("password", ["short 7", "x y" * 90, "Password2026!", "Ada-Example-1"])
def test_security_07_an_easy_password_is_refused_and_nothing_changes(cast, visitor, password):
    answer = visitor(cast.ada).post("/password", {"current": PASSWORD, "password": password})
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert sign_in(visitor()).status_code == 303


def test_security_07_password_fields_take_what_is_pasted_or_filled_in(app, cast, visitor, session):
    with write_transaction(db.session):
        url = invites.make_invite(cast.ben, InviteKind.INVITE, by_id=None, at=now())
    invite = url.removeprefix(app.config["LOCAL_URL"])
    for person_id, page in ((None, "/sign-in"), (cast.ada, "/password"), (None, invite)):
        fields = re.findall(r'<input[^>]*type="password"[^>]*>', visitor(person_id).get(page).text)
        assert fields
        for field in fields:
            assert re.search(r'autocomplete="(current|new)-password"', field)
            most = re.search(r'maxlength="(\d+)"', field)
            assert most is None or int(most[1]) >= passwords.LONGEST
    scripts = [path.read_text() for path in (ROOT / "static").glob("*.js")]
    assert scripts
    assert not any("paste" in script for script in scripts)


def test_security_06_a_clock_set_back_signs_nobody_out(app, cast, visitor, monkeypatch):
    hour = 3600
    with monkeypatch.context() as ahead:
        right = TimestampSigner.get_timestamp
        ahead.setattr(TimestampSigner, "get_timestamp", lambda self: right(self) + hour)
        later = visitor(cast.ada)
    assert later.get("/today").status_code == 200
    assert later.post("/activities/new/call", {"client_id": "a" * 32}).status_code == 303


def test_security_06_a_cookie_that_was_touched_lets_nobody_in(app, cast, visitor):
    ada = visitor(cast.ada)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = ada.client.get_cookie(name).value
    for forged in (cookie[:-2] + "xx", "x" + cookie, "", "nothing"):
        ada.client.set_cookie(name, forged)
        assert ada.get("/today").status_code == 303
