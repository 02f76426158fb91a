"""Every route of the app, with an address to request; new ones are included automatically."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from leaderboard.extensions import db

REFUSED = (401, 403, 404)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What an address contains when no id was given: nothing that exists.
NOTHING = {"int": "999999", "string": "nothing", "default": "nothing", "path": "nothing"}
NOTHING["uuid"] = "00000000-0000-4000-8000-000000000000"
# Pages that say nothing unless asked something.
ASKED = {"boards.any_standings": "?metric=points", "sums.words": "?of=amount"}
PART = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<choices>[^)]*)\))?:)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """One address and method; `arguments` are the names in its address."""

    endpoint: str
    method: str
    url: str
    policy: Callable
    arguments: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.url} ({self.endpoint})"


def routes(app: Flask, **ids: int | str) -> list[Route]:
    """All routes; `ids` fill the arguments of their name, such as person_id."""

    def value(part: re.Match[str]) -> str:
        if part["kind"] == "any":
            return part["choices"].partition(",")[0]
        return str(ids.get(part["name"], NOTHING[part["kind"] or "default"]))

    return [
        Route(
            rule.endpoint,
            method,
            PART.sub(value, rule.rule) + ASKED.get(rule.endpoint, ""),
            app.view_functions[rule.endpoint].policy,
            frozenset(part["name"] for part in PART.finditer(rule.rule)),
        )
        for rule in app.url_map.iter_rules()
        for method in METHODS
        if method in rule.methods
    ]


def pages(app: Flask) -> list[Route]:
    """Pages that can be viewed without knowing an id."""
    return [
        route
        for route in routes(app)
        if route.method == "GET" and not route.arguments and route.endpoint != "static"
    ]


def ask(visitor, route: Route, **options):
    """The answer to this person; streams are not read."""
    if route.method != "GET":
        return visitor.send(route.method, route.url, **options)
    answer = visitor.get(route.url, **options)
    if answer.mimetype == "text/event-stream":
        answer.close()
    return answer


def is_refused(answer) -> bool:
    """A redirect to the sign-in page counts too."""
    led = answer.status_code == 303 and answer.location.startswith("/sign-in")
    return led or answer.status_code in REFUSED


def everything(session) -> dict[str, list[str]]:
    """All rows of all tables, to see that nothing was written."""
    session.rollback()
    return {
        name: sorted(map(repr, session.execute(select(table)).all()))
        for name, table in db.metadata.tables.items()
    }
