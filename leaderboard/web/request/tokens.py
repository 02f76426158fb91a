"""The token that every form carries, so that no other site can make a browser send one.

Flask-WTF makes the tokens. It would also check them, at five times the price: here a token that was
found genuine is remembered.
"""

from functools import lru_cache
from hmac import compare_digest

from flask import Flask, Request, session
from flask_wtf.csrf import CSRFError, generate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer

from leaderboard.web.request.signed import unsigned

# In the form, in the session, and in htmx's requests without a form.
FIELD, HEADER = "csrf_token", "X-CSRFToken"


def init_app(app: Flask) -> None:
    app.add_template_global(generate_csrf, "csrf_token")


def check_token(asked: Request, secret_key: str | bytes) -> None:
    """CSRFError unless the request carries a token of this session."""
    sent = asked.form.get(FIELD) or asked.headers.get(HEADER, "")
    try:
        token = unsigned(serializer(secret_key), sent)
    except BadData as error:
        raise CSRFError("The token is missing or not ours.") from error
    if not compare_digest(session.get(FIELD, ""), token):
        raise CSRFError("The token belongs to another session.")


@lru_cache(maxsize=8)
def serializer(secret_key: str | bytes) -> URLSafeTimedSerializer:
    """What signs Flask-WTF's tokens."""
    return URLSafeTimedSerializer(secret_key, salt="wtf-csrf-token")
