"""SECURITY 10: writes come from our own pages, reads write nothing, `next` stays on this site."""

import pytest

from leaderboard.web.entrance.sign_in import local_path
from tests.cast import PASSWORD
from tests.security.routes import ask, everything, routes

SAFE = ("GET", "HEAD", "OPTIONS")


def unsafe(app):
    return [route for route in routes(app) if route.method not in SAFE]


def test_security_10_every_write_asks_for_the_forms_token(app, cast, visitor):
    wrong = [
        f"{answer.status_code} {route}"
        for route in unsafe(app)
        for answer in [visitor(cast.iris).client.open(route.url, method=route.method)]
        if answer.status_code != 400
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "sent",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_security_10_every_write_from_another_site_is_refused(app, cast, visitor, sent):
    wrong = [
        f"{answer.status_code} {route}"
        for route in unsafe(app)
        for answer in [ask(visitor(cast.iris), route, headers=dict(sent))]
        if answer.status_code != 403
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "sent", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}]
)
def test_security_10_our_own_forms_arrive(cast, visitor, sent):
    fields = {"email": "ada@example.com", "password": PASSWORD}
    assert visitor().post("/sign-in", fields, headers=dict(sent)).status_code == 303


@pytest.mark.parametrize(
    ("referer", "status"),
    [("https://localhost/sign-in", 303), ("https://evil.example/sign-in", 400), (None, 400)],
)
def test_security_10_over_https_a_form_also_says_which_page_it_is_from(
    cast, visitor, referer, status
):
    fields = {"email": "ada@example.com", "password": PASSWORD}
    headers = {"Referer": referer} if referer else {}
    answer = visitor().post("/sign-in", fields, headers=headers, base_url="https://localhost")
    assert answer.status_code == status


def test_security_10_a_token_of_somebody_else_does_not_count(cast, visitor):
    ada, ben = visitor(cast.ada), visitor(cast.ben)
    with ada.client.session_transaction() as cookie:
        cookie["csrf_token"] = "another token"
    answer = ada.client.post("/sign-out", data={"csrf_token": ben.csrf_token})
    assert answer.status_code == 400
    assert "This form is too old" in answer.text


def test_security_10_reading_writes_nothing(app, cast, visitor, session, things):
    iris = visitor(cast.iris)
    before = everything(session)
    for route in routes(app, **things):
        if route.method == "GET":
            ask(iris, route)
            assert everything(session) == before, route


def test_text_that_no_database_keeps_is_not_read(app, cast, visitor):
    iris = visitor(cast.iris)
    wrong = [
        f"{answer.status_code} {route}"
        for route in unsafe(app)
        for answer in [ask(iris, route, data={"reason": "a\0b"})]
        if answer.status_code != 400
    ]
    assert wrong == []
    assert iris.get("/boards", query_string={"metric": "a\0b"}).status_code == 400
    assert visitor().post("/sign-in", {"email": "\0", "password": "x"}).status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example",
        "",
    ],
)
def test_security_10_next_leads_nowhere_else(cast, visitor, url):
    assert local_path(url) == ""
    fields = {"email": "ada@example.com", "password": PASSWORD, "next": url}
    answer = visitor().post("/sign-in", fields)
    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert "evil" not in answer.location


def test_security_10_next_leads_back_to_where_one_was(cast, visitor):
    led = visitor().get("/sessions?from=here").location
    somebody = visitor()
    assert 'value="/sessions?from=here"' in somebody.get(led).text
    fields = {"email": "ada@example.com", "password": PASSWORD, "next": "/sessions?from=here"}
    assert somebody.post("/sign-in", fields).location == "/sessions?from=here"
