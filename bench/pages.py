"""T1 and T2: logging, and the board's region, each next to its floor."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from bench import company, servers
from bench.load import Figures, Next, drive, request
from bench.tables import constant_table
from leaderboard import clock, create_app, installation

ROUNDS = 5
ONE_BY_ONE = 400
AT_ONCE = 960
CONNECTIONS = 16
ASKED = 40
LOG = "/activities/new/call"


@dataclass(frozen=True)
class Rep:
    """A signed-in browser: its cookie and the form's token."""

    cookie: str
    csrf_token: str

    def log(self, number: int) -> bytes:
        """A request that logs a call through the form, under a fresh client-made id."""
        form = {"csrf_token": self.csrf_token, "made_for": LOG}
        body = urlencode(form | {"client_id": str(uuid4()), "when": "today"}).encode()
        return request("POST", LOG, headers={"Cookie": self.cookie}, body=body)

    def get(self, path: str, **headers: str) -> bytes:
        return request("GET", path, headers={"Cookie": self.cookie} | headers)


@dataclass(frozen=True)
class Bench:
    """Both servers, ready and filled."""

    product: int
    floor: int
    reps: list[Rep]


@contextmanager
def ready(database: str = "", floor_database: str = "") -> Iterator[Bench]:
    """The product with its company, and the floors on the same engine, side by side.

    Without a database, each makes an SQLite file of its own.
    """
    with TemporaryDirectory() as folder:
        data = Path(folder)
        app = made(data, database)
        with app.app_context():
            tokens = company.build(at=clock.now())
        reps = [signed_in(app, token) for token in tokens]
        floor_url = floor_database or f"sqlite:///{data / 'floor.sqlite3'}"
        with servers.product(data, database=database) as product:
            table = data / "table.json"
            table.write_text(json.dumps(constant_table(region_of(product, reps[0]))))
            with servers.floors(data, database=floor_url, table=table) as floor:
                yield Bench(product, floor, reps)


def made(data: Path, database: str) -> Flask:
    """An app on a new database."""
    installation.make_secret(data)
    settings = {"DATA": data, "SECRET_KEY": (data / "secret_key").read_text().strip()}
    url = database or f"sqlite:///{data / 'leaderboard.sqlite3'}"
    app = create_app(settings | {"SQLALCHEMY_DATABASE_URI": url})
    with app.app_context():
        installation.make_schema()
    return app


def signed_in(app: Flask, token: str) -> Rep:
    """The cookie that signing in would have set."""
    client = app.test_client()
    with client.session_transaction() as held:
        held["_user_id"] = token
        held["csrf_token"] = "bench"
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    csrf = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps("bench")
    return Rep(f"{cookie.key}={cookie.value}", csrf)


def logging(bench: Bench) -> dict[str, float]:
    """T1, T1a and T1b: logging a call, against inserting a bare row."""
    rounds = []
    insert = [insertion for _ in range(CONNECTIONS)]
    logs = [rep.log for rep in bench.reps[:CONNECTIONS]]
    for _ in range(ROUNDS):
        one = drive(bench.product, logs[:1], count=ONE_BY_ONE, expect=b"HTTP/1.1 303")
        least = drive(bench.floor, insert[:1], count=ONE_BY_ONE, expect=b"HTTP/1.1 303")
        many = drive(bench.product, logs, count=AT_ONCE, expect=b"HTTP/1.1 303")
        most = drive(bench.floor, insert, count=AT_ONCE, expect=b"HTTP/1.1 303")
        rounds.append((one, least, many, most))
    return {
        "log p50 ms": median(one.p50 for one, *_ in rounds) * 1000,
        "insert p50 ms": median(least.p50 for _, least, *_ in rounds) * 1000,
        "T1": median(one.p50 / least.p50 for one, least, *_ in rounds),
        "T1a": median(many.rate / most.rate for *_, many, most in rounds),
        "T1b": median(many.p99 / many.p50 for *_, many, _ in rounds),
    }


def insertion(number: int) -> bytes:
    form = {"csrf_token": "x" * 90, "made_for": LOG}
    body = urlencode(form | {"client_id": str(uuid4()), "when": "today"})
    return request("POST", "/insert", body=body.encode())


def boards(bench: Bench) -> dict[str, float]:
    """T2: the region of 25 rows, computed and unchanged, against the constant table.

    Computed: every request follows a log, so nothing cached can answer it.
    """
    rep, rounds = bench.reps[0], []
    path = region_path(bench.product, rep)
    for _ in range(ROUNDS):
        fresh = computed(bench, rep, path)
        kept = rep.get(path, **{"HX-Request": "true"} | tag_of(bench.product, rep, path))
        same = drive(bench.product, [repeat(kept)], count=ONE_BY_ONE, expect=b"HTTP/1.1 304")
        constants = repeat(request("GET", "/table"))
        alone = one_by_one(bench.floor, constants)
        table = drive(bench.floor, [constants], count=ONE_BY_ONE, expect=b"HTTP/1.1 200")
        rounds.append((fresh, alone, same, table))
    return {
        "board p50 ms": median(fresh.p50 for fresh, *_ in rounds) * 1000,
        "table p50 ms": median(alone.p50 for _, alone, *_ in rounds) * 1000,
        "T2 computed": median(alone.p50 / fresh.p50 for fresh, alone, *_ in rounds),
        "T2 unchanged": median(table.p50 / same.p50 for *_, same, table in rounds),
    }


def one_by_one(port: int, sent: Next, before: Callable[[], object] = lambda: None) -> Figures:
    """The same request, each time on a new connection and after something that is not measured."""
    taken: list[float] = []
    for _ in range(ASKED):
        before()
        taken += drive(port, [sent], count=1, expect=b"HTTP/1.1 200").taken
    return Figures(sorted(taken), sum(taken))


def repeat(sent: bytes) -> Next:
    return lambda number: sent


def computed(bench: Bench, rep: Rep, path: str) -> Figures:
    """Request the region right after a log each time."""

    def log() -> None:
        drive(bench.product, [rep.log], count=1, expect=b"HTTP/1.1 303")

    return one_by_one(bench.product, repeat(rep.get(path, **{"HX-Request": "true"})), log)


def region_of(port: int, rep: Rep) -> str:
    """The product's region as it is now."""
    return get(port, rep, region_path(port, rep))


def region_path(port: int, rep: Rep) -> str:
    """The region of the first board, for this month."""
    page = get(port, rep, get_location(port, rep, "/boards"))
    found = re.search(r'hx-get="([^"]+standings[^"]*)"', page)
    if found is None:
        raise RuntimeError("the board's page has no region")
    return found.group(1).replace("&amp;", "&")


def get(port: int, rep: Rep, path: str) -> str:
    answer = ask(port, rep, path)
    return answer.read().decode()


def get_location(port: int, rep: Rep, path: str) -> str:
    return ask(port, rep, path).headers["Location"]


def tag_of(port: int, rep: Rep, path: str) -> dict[str, str]:
    """The header that says which version the client has."""
    return {"HX-PTag": ask(port, rep, path).headers["HX-PTag"]}


def ask(port: int, rep: Rep, path: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": rep.cookie})
    return connection.getresponse()
