"""Somebody at a browser, signed in or not, for tests that ask for pages."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from leaderboard import clock
from leaderboard.access import sessions
from leaderboard.database import write_transaction
from leaderboard.extensions import db

TOKEN = "a token of the tests"


class Visitor:
    """Requests as a browser sends them: with the session's cookie and, on a write, a form's hidden
    fields."""

    def __init__(self, app: Flask, person_id: int | None = None) -> None:
        self.client = app.test_client()
        self.csrf_token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(TOKEN)
        with self.client.session_transaction() as cookie:
            cookie["csrf_token"] = TOKEN
        if person_id is not None:
            self.sign_in(app, person_id)

    def sign_in(self, app: Flask, person_id: int) -> None:
        """Open a session without a password."""
        with app.app_context(), write_transaction(db.session):
            token = sessions.start(person_id, device="the tests", at=clock.now())
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token

    def get(self, url: str, *, htmx: bool = False, **options: Any) -> TestResponse:
        return self.client.get(url, headers=headers(htmx, options), **options)

    def post(
        self, url: str, data: dict[str, Any] | None = None, *, htmx: bool = False, **options: Any
    ) -> TestResponse:
        """Send a form; `htmx=True` as a region does, otherwise as a page."""
        return self.send("POST", url, data, htmx=htmx, **options)

    def post_and_save(self, url: str, data: dict[str, Any] | None = None) -> TestResponse:
        """Send a setting's form, and save it even if what it does to points is shown first."""
        answer = self.post(url, data)
        shown = answer.headers.get("Location", "")
        return self.post(f"{shown}/save") if "/proposals/" in shown else answer

    def send(
        self,
        method: str,
        url: str,
        data: dict[str, Any] | None = None,
        *,
        htmx: bool = False,
        **options: Any,
    ) -> TestResponse:
        fields = {"csrf_token": self.csrf_token, "made_for": urlsplit(url).path} | (data or {})
        given = headers(htmx, options)
        return self.client.open(url, method=method, data=fields, headers=given, **options)


def headers(htmx: bool, options: dict[str, Any]) -> dict[str, str]:
    given: dict[str, str] = options.pop("headers", {})
    return given | ({"HX-Request": "true"} if htmx else {})
