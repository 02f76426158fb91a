"""Reading the cookie without its age, so that it survives a clock that was set back."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class Cookies(SecureCookieSessionInterface):
    """Flask would reject a signature from the future as forged. How long a cookie lasts is
    decided by the session's row instead."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        kept = request.cookies.get(self.get_cookie_name(app), "")
        try:
            return SecureCookieSession(serializer.loads(kept))
        except BadSignature:
            return SecureCookieSession()
