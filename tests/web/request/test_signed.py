"""What was found genuine once is remembered; nobody gets more by it than was signed."""

import pytest
from flask import Flask, Request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.test import EnvironBuilder

from leaderboard.web.request.cookies import Cookies
from leaderboard.web.request.signed import unsigned


@pytest.fixture
def signed_out_app():
    app = Flask(__name__)
    app.secret_key = "a secret of the tests"
    return app


def asked_with(cookie):
    return Request(EnvironBuilder(headers={"Cookie": f"session={cookie}"}).get_environ())


def test_a_session_keeps_its_changes_to_itself(signed_out_app):
    cookies = Cookies()
    serializer = cookies.get_signing_serializer(signed_out_app)
    cookie = serializer.dumps({"_user_id": "token"})
    first = cookies.open_session(signed_out_app, asked_with(cookie))
    first["_user_id"] = "somebody else’s"
    first["more"] = True
    assert cookies.open_session(signed_out_app, asked_with(cookie)) == {"_user_id": "token"}


def test_a_cookie_is_not_genuine_because_another_one_was(signed_out_app):
    cookies = Cookies()
    serializer = cookies.get_signing_serializer(signed_out_app)
    cookie = serializer.dumps({"_user_id": "token"})
    assert cookies.open_session(signed_out_app, asked_with(cookie))
    assert not cookies.open_session(signed_out_app, asked_with(cookie[:-1]))


def test_what_one_key_signed_is_not_genuine_under_another():
    ours, theirs = (URLSafeTimedSerializer(key, salt="x") for key in ("ours", "theirs"))
    text = ours.dumps("token")
    assert unsigned(ours, text) == "token"
    with pytest.raises(BadData):
        unsigned(theirs, text)
