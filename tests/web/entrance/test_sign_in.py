"""Signing in: what people read, and where they land."""

import re

from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Organisation, Person, Session
from leaderboard.web.entrance.devices import device_name
from tests.cast import PASSWORD

PIXEL = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


def sign_in(visitor, **fields):
    return visitor.post("/sign-in", {"email": "ada@example.com", "password": PASSWORD} | fields)


def test_signing_in_opens_a_session_on_this_device(cast, visitor, session):
    ada = visitor()
    answer = ada.post(
        "/sign-in",
        {"email": " ADA@example.com ", "password": PASSWORD},
        headers={"User-Agent": PIXEL},
    )
    assert answer.status_code == 303
    assert "Chrome, Android" in ada.get("/sessions").text
    assert session.scalar(db.select(Session.person_id)) == cast.ada


def test_what_was_typed_stays_when_the_password_was_wrong(cast, visitor):
    answer = sign_in(visitor(), password="wrong as can be")
    assert answer.status_code == 422
    assert 'value="ada@example.com"' in answer.text
    assert "wrong as can be" not in answer.text
    assert "do not match" in answer.text
    password = re.search(r"<input[^>]*name=\"password\"[^>]*>", answer.text)
    assert password
    assert "autofocus" in password[0]


def test_what_is_missing_is_said_beside_the_field(cast, visitor):
    answer = sign_in(visitor(), email="", password="")
    assert answer.status_code == 422
    assert "Your e-mail address is missing." in answer.text
    assert "Your password is missing." in answer.text


def test_who_is_signed_in_is_led_past_the_sign_in_page(cast, visitor):
    assert visitor(cast.ada).get("/sign-in").status_code == 303


def test_signing_in_as_somebody_else_ends_the_session_of_before(cast, visitor, session):
    visiting = visitor(cast.ben)
    assert sign_in(visiting).status_code == 303
    open_now = session.scalars(db.select(Session.person_id).where(Session.ended_at.is_(None)))
    assert open_now.all() == [cast.ada]


def test_pages_speak_the_persons_language_and_else_the_organisations(cast, visitor, session):
    with write_transaction(db.session):
        db.session.scalar(db.select(Organisation)).language = "fa_IR"
        db.session.get(Person, cast.ada).language = "en"
    assert '<html lang="fa-IR" dir="rtl"' in visitor().get("/sign-in").text
    assert '<html lang="en" dir="ltr"' in visitor(cast.ada).get("/sessions").text
    assert '<html lang="fa-IR" dir="rtl"' in visitor(cast.ben).get("/sessions").text


def test_the_front_door_leads_everybody_to_their_work(cast, visitor):
    assert visitor().get("/").location == "/sign-in"
    ada = visitor(cast.ada).get("/")
    assert ada.status_code == 303
    assert visitor(cast.ada).get(ada.location).status_code == 200


def test_devices_have_names_that_people_know():
    assert device_name(IPHONE) == "Safari, iPhone"
    assert (
        device_name("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0") == "Firefox, Linux"
    )
    assert device_name("curl/8.5.0") == "curl"
    assert device_name("") == ""
