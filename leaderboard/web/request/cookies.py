"""The cookie's content: signed, and as good on a clock that was set back as on the one before."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class Cookies(SecureCookieSessionInterface):
    """Flask would ask how old the signature is, and take one of a later hour for a forged one. How
    long a cookie lets in is what the session's row says."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        kept = request.cookies.get(self.get_cookie_name(app), "")
        try:
            return SecureCookieSession(serializer.loads(kept))
        except BadSignature:
            return SecureCookieSession()
