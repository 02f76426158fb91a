"""What is kept of a form that could not be read: after a sign-out, and for an old token."""

import re
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy.exc import TimeoutError

from leaderboard.extensions import db
from leaderboard.locale import isolate
from leaderboard.models import Activity
from leaderboard.web import boards

HERE = {"Origin": "http://localhost"}
URL = "/activities/new/deal-won"


def deal():
    return {
        "made_for": URL,
        "client_id": str(uuid4()),
        "amount": "4,800",
        "customer": 'Ahl"borg <AB>',
    }


def kept(answer):
    """What the page would send again, and where to; None if it would not."""
    forms = re.findall(r'<form method="post" action="([^"]+)">(.*?)</form>', answer.text, re.DOTALL)
    if not forms:
        return None
    [(url, form)] = forms
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert fields.pop("csrf_token")
    return url, {name: unescape(text) for name, text in fields.items()}


def amounts(session):
    session.rollback()
    return session.scalars(db.select(Activity.amount)).all()


def test_what_was_typed_is_kept_for_whoever_was_signed_out(visitor, cast, session):
    sent = deal()
    told = visitor().post(URL, sent, headers=HERE)
    assert told.status_code == 401
    assert "Sign in in a new tab" in told.text
    assert kept(told) == (URL, sent)
    assert amounts(session) == []
    url, again = kept(told)
    assert visitor(cast.ada).post(url, again).status_code == 303
    assert amounts(session) == [480000]


def test_what_was_typed_is_kept_when_the_form_is_too_old(visitor, cast, session):
    ada, sent = visitor(cast.ada), deal()
    told = ada.post(f"{URL}?for={cast.ada}", sent | {"csrf_token": "old"}, headers=HERE)
    assert told.status_code == 400
    assert "too old" in told.text
    assert f"again since it was opened, as {isolate('Ada')}." in told.text
    assert kept(told) == (f"{URL}?for={cast.ada}", sent)
    assert amounts(session) == []


def test_a_region_gets_a_token_that_holds(visitor, cast, session):
    ada, sent = visitor(cast.ada), deal()
    told = ada.post(URL, sent | {"csrf_token": "old"}, htmx=True)
    assert told.status_code == 400
    assert f"send it again as {isolate('Ada')}." in told.text
    [token] = re.findall(r'data-token value="([^"]+)"', told.text)
    assert ada.post(URL, sent | {"csrf_token": token}, htmx=True).status_code == 200
    assert amounts(session) == [480000]


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "none"}])
def test_security_10_nothing_is_kept_that_another_site_may_have_sent(visitor, cast, headers):
    told = visitor(cast.ada).post(URL, deal() | {"csrf_token": "old"}, headers=dict(headers))
    assert told.status_code == 400
    assert kept(told) is None
    assert "Ahl" not in told.text


def test_no_password_is_kept(visitor, cast):
    secret = {"password": "seven quiet rivers", "csrf_token": "old"}
    for somebody, url in ((visitor(cast.ada), "/password"), (visitor(), "/sign-in")):
        told = somebody.post(url, secret, headers=HERE)
        assert told.status_code == 400
        assert kept(told) is None
        assert "rivers" not in told.text


def test_a_page_that_was_only_asked_for_keeps_nothing(visitor, cast):
    assert kept(visitor(cast.ada).get("/nowhere", headers=dict(HERE))) is None


def test_a_page_that_the_database_did_not_answer_is_asked_for_again(visitor, cast, monkeypatch):
    ada = visitor(cast.ada)

    def away(*_):
        raise TimeoutError

    monkeypatch.setattr(boards, "page", away)
    answer = ada.get("/boards/points-week?day=2026-03-02")
    assert answer.status_code == 503
    again = re.search(
        r'<a class="button button-main[^>]*href="([^"]*)"[^>]*>Try again', answer.text
    )
    assert again
    assert again[1] == "/boards/points-week?day=2026-03-02"
