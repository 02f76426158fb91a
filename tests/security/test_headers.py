"""SECURITY 11 and 18: the strict policy on every answer, and pages that are never cached."""

import pytest
from flask import abort

from leaderboard.permissions import allow, anyone, screen_key
from leaderboard.web.page.frame import stylesheet_url
from tests.security.routes import ask, routes

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ERRORS = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def is_strict(answer):
    return (
        set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
        and answer.headers["X-Content-Type-Options"] == "nosniff"
        and answer.headers["Referrer-Policy"] == "same-origin"
        and answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        and len(answer.headers["X-Request-ID"]) == 16
    )


def test_security_11_every_answer_carries_the_strict_policy(app, cast, visitor, things):
    wrong = [
        str(route)
        for route in routes(app, **things)
        for person_id in (None, cast.iris)
        if not is_strict(ask(visitor(person_id), route))
    ]
    assert wrong == []


@pytest.fixture
def failing(fresh_app, visitor_of):
    """Somebody at an app with a page for every error."""

    @fresh_app.route("/fail/<int:status>", methods=["GET", "POST"])
    @allow(anyone)
    def fail(status):
        if status == 500:
            raise RuntimeError("the database password is hunter2")
        abort(status)

    return visitor_of(fresh_app)


@pytest.mark.parametrize("status", ERRORS)
def test_security_11_errors_carry_the_strict_policy_too(failing, status):
    answer = failing.get(f"/fail/{status}")
    assert answer.status_code == status
    assert is_strict(answer)
    assert is_strict(failing.get(f"/fail/{status}", htmx=True))


@pytest.mark.parametrize("status", ERRORS)
def test_security_17_errors_are_plain_pages_with_a_request_id(failing, status):
    answer = failing.get(f"/fail/{status}")
    assert "<!doctype html>" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("status", ERRORS)
def test_an_error_in_a_region_is_one_band(failing, status):
    answer = failing.post(f"/fail/{status}", htmx=True)
    assert answer.status_code == status
    assert "<!doctype html>" not in answer.text
    assert answer.text.strip().startswith('<div id="error">')
    assert "band-error" in answer.text
    assert (answer.headers["X-Request-ID"] in answer.text) is (status >= 500)


@pytest.mark.parametrize("status", [429, 500])
def test_what_was_typed_can_be_sent_once_more(failing, status):
    here = {"Origin": "http://localhost"}
    told = failing.post(f"/fail/{status}", {"note": "by phone"}, headers=here)
    assert f'action="/fail/{status}"' in told.text
    assert 'name="note" value="by phone"' in told.text
    assert "by phone" not in failing.post(f"/fail/{status}", {"note": "by phone"}).text


def test_what_is_too_large_is_said_so(visitor):
    answer = visitor().post("/sign-in", {"email": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "This is too large" in answer.text


def test_what_is_not_there_is_said_so_in_the_persons_language(cast, visitor, session):
    answer = visitor(cast.ada).get("/nowhere")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert 'lang="en"' in answer.text


def test_security_18_pages_of_the_signed_in_are_kept_by_nobody(app, cast, visitor, things):
    wrong = [
        str(route)
        for route in routes(app, **things)
        if route.method == "GET" and route.policy not in (anyone, screen_key)
        for answer in [ask(visitor(cast.iris), route)]
        if not {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
    ]
    assert wrong == []


def test_security_18_sign_out_clears_what_the_phone_keeps(cast, visitor):
    answer = visitor(cast.ada).post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"storage"'


def test_static_files_are_kept_by_everybody(app, visitor):
    with app.test_request_context():
        address = stylesheet_url()
    answer = visitor().get(address)
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
