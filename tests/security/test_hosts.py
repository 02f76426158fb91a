"""SECURITY 17: whom the server trusts, and what it logs."""

import json
import logging

import pytest
from sqlalchemy import select

import config
from leaderboard import create_app
from leaderboard.models import Attempt
from leaderboard.web.request.logs import Lines, masked
from tests.databases import make_app


@pytest.fixture
def fresh(app, monkeypatch):
    """Make an app with these settings in the environment."""

    def make(**environ):
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return make_app(app.config["SQLALCHEMY_DATABASE_URI"], data=app.config["DATA"])

    return make


def failed_from(app, visitor_of, **options):
    visitor_of(app).post("/sign-in", {"email": "x@y.z", "password": "wrong"}, **options)


def test_security_17_a_host_that_is_not_trusted_is_refused(fresh):
    client = fresh(TRUSTED_HOSTS="board.example.com").test_client()
    refused = client.get("/sign-in", base_url="http://evil.example")
    assert refused.status_code == 400
    assert "evil" not in refused.text
    assert "<h1>This server does not answer under this name</h1>" in refused.text
    assert "add the name to TRUSTED_HOSTS" in refused.text
    assert refused.headers["X-Request-ID"] in refused.text
    assert "default-src 'none'" in refused.headers["Content-Security-Policy"]
    assert client.get("/sign-in", base_url="http://board.example.com").status_code == 200


def test_a_browser_that_asks_for_persian_is_told_so_in_persian(fresh):
    client = fresh(TRUSTED_HOSTS="board.example.com").test_client()
    refused = client.get(
        "/sign-in", base_url="http://evil.example", headers={"Accept-Language": "fa-IR, en;q=0.5"}
    )
    assert '<html lang="fa-IR" dir="rtl">' in refused.text
    assert "TRUSTED_HOSTS" in refused.text
    assert "This server" not in refused.text


def test_security_17_forwarded_headers_count_for_nothing_by_default(fresh, visitor_of, session):
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    failed_from(fresh(), visitor_of, headers=headers)
    assert "address 127.0.0.1" in session.scalars(select(Attempt.what)).all()


def test_security_17_forwarded_headers_count_as_often_as_there_are_proxies(
    fresh, visitor_of, session
):
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    failed_from(fresh(TRUSTED_PROXIES="1"), visitor_of, headers=headers)
    assert "address 203.0.113.9" in session.scalars(select(Attempt.what)).all()


def test_security_17_debug_refuses_to_serve(monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(config.DebugServed):
        create_app({"SECRET_KEY": "a secret of the tests"})


def test_security_17_without_a_secret_nothing_starts(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("LEADERBOARD_DATA", str(tmp_path))
    with pytest.raises(config.MissingSecret):
        create_app()


@pytest.mark.parametrize(
    "address",
    [
        "/screen/{}",
        "/screen/{}/boards?since=4",
        "/invites/{}",
        "/reset/{}",
        "/set-up?token={}",
        "/screens?a=1&key={}",
    ],
)
def test_security_17_logs_hold_no_keys_and_no_tokens(app, address):
    secret = "k3y-of-a-door_Ab"
    record = logging.LogRecord(
        "leaderboard", logging.ERROR, "", 1, "failed on %s", (address.format(secret),), None
    )
    with app.test_request_context(address.format(secret)):
        line = Lines().format(record)
    assert secret not in line
    kept = json.loads(line)
    assert kept["path"].startswith(address.partition("{")[0])
    assert kept["level"] == "error"


def test_security_17_what_opens_no_door_stays_readable_in_logs():
    assert masked("GET /people/12?page=2") == "GET /people/12?page=2"
    assert masked("GET /screens/12") == "GET /screens/12"


def test_security_17_an_error_is_logged_under_the_id_that_the_page_shows(
    fresh_app, visitor_of, capsys
):
    fresh_app.add_url_rule("/broken", "broken", broken)
    answer = visitor_of(fresh_app).get("/broken?token=k3y")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    [line] = [line for line in lines if line["request"] == answer.headers["X-Request-ID"]]
    assert "RuntimeError: no" in line["error"]
    assert line["path"] == "/broken?token=***"


def broken():
    raise RuntimeError("no")


broken.policy = lambda viewer: True
