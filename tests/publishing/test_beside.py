"""The production server while a setting that touches everybody's past is worked out."""

import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from leaderboard import clock, publishing, scoring
from leaderboard.models import Activity, Holiday, Proposal, ProposalState, Role
from leaderboard.publishing.rules import load_rules
from leaderboard.scoring import NewActivity, SourceRow
from tests.servers import serving

# Seconds are counted here, so the browser must not run at the same time.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

DAY = timedelta(days=1)
PEOPLE = 20
DAYS = 120
CALLS = 8
RULES = [
    {"slug": "each", "trigger": "per_activity", "kind": "call", "points": 1},
    {
        "slug": "row",
        "trigger": "streak",
        "kind": "call",
        "target": 3,
        "points": 9,
        "repeated": True,
    },
    {"slug": "best", "trigger": "personal_best", "kind": "call", "points": 17},
    {"slug": "first", "trigger": "first_in_team", "kind": "call", "points": 13},
]


@pytest.fixture
def past(session, cast, kinds):
    """Twenty people who called every day for four months."""
    at = clock.now()
    with scoring.publish(by_id=None, at=at) as publication:
        newcomers = [
            publishing.Newcomer(f"Rep {n}", None, Role.REP, cast.north, at.date() - 200 * DAY)
            for n in range(PEOPLE)
        ]
        people = [publishing.hire(publication, newcomer) for newcomer in newcomers]
    rules = [{"name": rule["slug"], **rule} for rule in RULES]
    load_rules({"rule": rules}, at=at, since=at.date() - 150 * DAY)
    rows = (
        SourceRow(f"{who}-{back}-{n}", kinds["call"], NewActivity(who, kinds["call"], day))
        for who in people
        for back in range(DAYS, 0, -1)
        for n in range(CALLS)
        if (day := at.date() - back * DAY)
    )
    scoring.write_batch(rows, source="file", by_id=None, at=at)
    session.rollback()
    return people


@pytest.fixture
def browser_of(visitor, app):
    """Somebody's browser at a server: `send(server, path, form)` and how many seconds it took."""

    def browser(person_id):
        phone = visitor(person_id)
        cookie = phone.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        headers = {"Cookie": f"{cookie.key}={cookie.value}"}

        def send(server, path, form=None):
            hidden = {"csrf_token": phone.csrf_token, "made_for": path}
            data = None if form is None else urlencode({**hidden, **form}).encode()
            request = urllib.request.Request(server.url + path, data=data, headers=headers)
            begun = time.perf_counter()
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
                return time.perf_counter() - begun, answer.url

        return send

    return browser


def holiday():
    day = clock.now().date() - 60 * DAY
    last = day + 6 * DAY
    return {"name": "Feast", "first": day.isoformat(), "last": last.isoformat()}


def wait_for(session, *states, seconds=60):
    """The proposal, once it is in one of these states; nobody asks the server meanwhile."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        session.rollback()
        found = session.scalars(select(Proposal)).one_or_none()
        if found is not None and found.state in states:
            return found
        time.sleep(0.05)
    raise AssertionError(f"after {seconds} s it is {found and found.state}")


def test_everybody_goes_on_meanwhile(app, session, cast, past, browser_of, tmp_path):
    iris, ada, ben = (browser_of(who) for who in (cast.iris, cast.ada, cast.ben))
    is_over, pages, logs = [], [], []

    def look(server):
        while not is_over:
            pages.append(ada(server, "/today")[0])

    def log(server):
        while not is_over:
            form = {"client_id": str(uuid4()), "when": "today"}
            logs.append(ben(server, "/activities/new/call", form)[0])
            time.sleep(0.05)

    with serving(app, tmp_path) as server, ThreadPoolExecutor(2) as pool:
        # What a page takes on this machine when nothing else runs.
        alone = median(ada(server, "/today")[0] for _ in range(9))
        working = [pool.submit(look, server), pool.submit(log, server)]
        try:
            took, url = iris(server, "/organisation/holidays", holiday())
            assert took < 2
            found = wait_for(session, ProposalState.READY)
            assert url.endswith(f"/proposals/{found.id}")
            iris(server, f"/proposals/{found.id}/save", {})
            wait_for(session, ProposalState.DONE)
        finally:
            is_over.append(True)
        for job in working:
            job.result()
    assert logs
    assert pages
    assert median(pages) < max(0.3, 4 * alone)
    assert max(logs) < 2
    assert scoring.verify() == []
    logged = select(func.count()).where(Activity.subject_id == cast.ben)
    assert session.scalar(logged) == len(logs)


def test_a_server_that_is_killed_goes_on_by_itself(app, session, cast, past, browser_of, tmp_path):
    iris = browser_of(cast.iris)
    serve = partial(serving, app, tmp_path)
    with serve() as server:
        iris(server, "/organisation/holidays", holiday())
        server.process.kill()
        server.process.wait(20)
    cut_off = wait_for(session, ProposalState.COMPUTING, ProposalState.READY)
    assert session.scalars(select(Holiday)).all() == []
    assert scoring.verify() == []
    with serve() as server:
        wait_for(session, ProposalState.READY)
        iris(server, f"/proposals/{cut_off.id}/save", {})
        server.process.kill()
        server.process.wait(20)
    assert scoring.verify() == []
    with serve():
        wait_for(session, ProposalState.DONE)
    assert len(session.scalars(select(Holiday)).all()) == 7
    assert scoring.verify() == []
