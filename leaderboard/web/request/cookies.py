"""Reading the cookie without its age, so that it survives a clock that was set back."""

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

from leaderboard.web.request.signed import unsigned


class Cookies(SecureCookieSessionInterface):
    """Flask would reject a signature from the future as forged. How long a cookie lasts is
    decided by the session's row instead."""

    def __init__(self) -> None:
        self._keys: Any = None
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once for each secret key, and not for each request."""
        keys = app.secret_key, app.config["SECRET_KEY_FALLBACKS"]
        if self._serializer is None or keys != self._keys:
            self._serializer, self._keys = super().get_signing_serializer(app), keys
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Without `Vary: Cookie`: whatever depends on the cookie is `no-store` (`guard.strict`)."""
        if session.modified:
            super().save_session(app, session, response)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        kept = request.cookies.get(self.get_cookie_name(app), "")
        try:
            return SecureCookieSession(unsigned(serializer, kept))
        except BadSignature:
            return SecureCookieSession()
