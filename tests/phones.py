"""Phones that log calls on a running server."""

import time
import urllib.request
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask

from tests.servers import Server
from tests.visitor import Visitor

Log = Callable[[Server], float]


def phone_of(app: Flask, person_id: int) -> Log:
    """Somebody's phone: `log(server)` logs a call and returns when it was answered."""
    phone = Visitor(app, person_id)
    cookie = phone.client.get_cookie(app.config["SESSION_COOKIE_NAME"])

    def log(server: Server) -> float:
        url = f"{server.url}/activities/new/call"
        form = {"csrf_token": phone.csrf_token, "client_id": str(uuid4()), "when": "today"}
        request = urllib.request.Request(
            url,
            data=urlencode({**form, "made_for": "/activities/new/call"}).encode(),
            headers={"Cookie": f"{cookie.key}={cookie.value}", "HX-Request": "true"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
        return time.perf_counter()

    return log
