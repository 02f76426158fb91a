"""Whatever a page offers leads somewhere: every link, and every choice in every form.

The demo company is walked as a rep, a manager and an admin would. Of addresses that differ only in
their values a few are requested, of a form's choices every one.
"""

import re
import sqlite3
from collections import defaultdict
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import flask_migrate
import pytest
from sqlalchemy import func, make_url, select

from leaderboard import clock, scoring
from leaderboard.demo.cast import ENGLISH, GUIDES, PEOPLE, PERSIAN
from leaderboard.demo.company import fill
from leaderboard.extensions import db
from leaderboard.models import Audit, Person, Role, Team
from leaderboard.publishing import make_team, put_under
from tests.cast import SINCE
from tests.databases import forget_what_was, make_app
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

# How many addresses of the same shape are requested.
EACH = 4
# Lists of hundreds, each choice tried, in so many tests.
LONG_LISTS = {"timezone": "/organisation", "country": "/organisation"}
LONG = 100
PARTS = 4
# What ends the session, or never answers.
LEFT_ALONE = re.compile(r"^/(sign-out|live|static)|/stream")
WORKS = (200, 303)
# What a form may answer to a choice: done, or a sentence beside a field. 404 and 403 are neither,
# and a conflict is somebody else's.
ANSWERS = (200, 303, 422)


class Page(HTMLParser):
    """The links and the forms of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms = [], []
        self._form, self._select = None, None
        self.feed(text)

    def handle_starttag(self, tag, pairs):
        given = dict(pairs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if given.get("hx-get"):
            self.links.append(given["hx-get"])
        if tag == "form":
            self._form = {
                "action": given.get("action", ""),
                "method": given.get("method", "get"),
                "fields": {},
                "offered": defaultdict(list),
            }
            self.forms.append(self._form)
        if self._form is None:
            return
        name = given.get("name")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            value = given.get("value", "")
            self._form["offered"][self._select].append(value)
            if "selected" in given or self._select not in self._form["fields"]:
                self._form["fields"][self._select] = value
        elif name and tag in ("input", "textarea", "button"):
            self.take(name, given)

    def take(self, name, given):
        value = given.get("value", "")
        if given.get("type") in ("radio", "checkbox"):
            self._form["offered"][name].append(value or "on")
            if "checked" in given:
                self._form["fields"][name] = value or "on"
        else:
            self._form["fields"].setdefault(name, value)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None


class Walk:
    """One person's way through everything offered to them."""

    def __init__(self, visitor, app):
        self.visitor, self.app, self.template = visitor, app, Template(app)
        self.seen = defaultdict(set)
        self.sent = set()
        self.wrong = []
        self.queue = ["/"]

    def run(self):
        while self.queue:
            url = self.queue.pop(0)
            answer = self.visitor.get(url)
            if answer.status_code not in WORKS:
                self.wrong.append(f"{answer.status_code} GET {url}")
            if answer.status_code == 303:
                self.offer(answer.location, base=url)
            if answer.mimetype == "text/html":
                self.read(Page(answer.text), url)
        return self

    def read(self, page, url):
        for link in page.links:
            self.offer(link, base=url)
        for form in page.forms:
            action = urljoin(url, form["action"]) if form["action"] else url
            if LEFT_ALONE.search(urlsplit(action).path):
                continue
            if form["method"] == "post":
                self.post(action, form, url)
            else:
                for values in choices_of(form, form["offered"]):
                    self.offer(f"{urlsplit(action).path}?{urlencode(values)}", base=url, every=True)

    def offer(self, link, *, base, every=False):
        """Request an address of this site, unless enough of its shape have been."""
        target = urlsplit(urljoin(f"http://localhost{urlsplit(base).path}", link))
        if target.netloc != "localhost" or LEFT_ALONE.search(target.path):
            return
        url = target.path + (f"?{target.query}" if target.query else "")
        shape = self.shape(target)
        if url not in self.seen[shape] and (every or len(self.seen[shape]) < EACH):
            self.seen[shape].add(url)
            self.queue.append(url)

    def shape(self, target):
        adapter = self.app.url_map.bind("localhost")
        try:
            endpoint = adapter.match(target.path, method="GET")[0]
        except Exception:  # noqa: BLE001 - an address that no view answers is what is looked for
            endpoint = target.path
        return endpoint, tuple(sorted(name for name, _value in parse_qsl(target.query)))

    def post(self, action, form, url):
        """Send the form with each of its choices in turn; nothing of it is kept."""
        self.send(action, form, url, [name for name in form["offered"] if not is_long(form, name)])

    def send(self, action, form, url, names):
        for values in choices_of(form, names):
            key = (re.sub(r"\d+", "N", action), *sorted(offered_in(form, values)))
            if key in self.sent:
                continue
            self.sent.add(key)
            answer = self.visitor.client.post(action, data=values)
            self.template.restore()
            if answer.status_code not in ANSWERS:
                self.wrong.append(f"{answer.status_code} POST {action} {values} on {url}")


def is_long(form, name):
    found = len(form["offered"][name]) > LONG
    assert not found or name in LONG_LISTS
    return found


def choices_of(form, names):
    """The form as it is, and with each other choice it offers for these names."""
    yield dict(form["fields"])
    for name in names:
        for value in form["offered"][name]:
            if form["fields"].get(name) != value:
                yield form["fields"] | {name: value}


def offered_in(form, values):
    return [(name, values[name]) for name in form["offered"] if name in values]


class Template:
    """The database as it is when the walk begins, restored after anything was sent."""

    def __init__(self, app):
        self.app = app
        self.path = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
        self.copy = sqlite3.connect(":memory:")
        self.live = sqlite3.connect(self.path, isolation_level=None)
        self.live.execute("PRAGMA synchronous = OFF")
        self.live.backup(self.copy)
        self.seen = self.version()

    def version(self):
        """Another number after each commit by somebody else."""
        return self.live.execute("PRAGMA data_version").fetchone()[0]

    def restore(self):
        if self.version() != self.seen:
            self.copy.backup(self.live)
            forget_what_was(self.app)
            self.seen = self.version()


def on_one_worker(language, *more):
    """Spread over two, each company would be made several times."""
    return pytest.param(language, *more, marks=pytest.mark.xdist_group(f"offered-{language}"))


@pytest.fixture(scope="module", params=[on_one_worker(ENGLISH), on_one_worker(PERSIAN)])
def company(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("offered")
    app = make_app(f"sqlite:///{folder / 'demo.sqlite3'}", data=folder)
    with app.app_context():
        flask_migrate.upgrade()
        fill(request.param, at=clock.now())
        put_a_team_above()
        db.session.remove()
    names = {part.key: part.name[request.param] for part in PEOPLE}
    return app, {role: names[key] for role, key in GUIDES.items()}


def put_a_team_above():
    """A team whose people are all in the teams below it."""
    with scoring.publish(by_id=None, at=clock.now()) as publication:
        teams = db.session.scalars(select(Team).order_by(Team.mark)).all()
        led_by = next(team.manager_id for team in teams)
        above = make_team(publication, name="All of the west", manager_id=led_by)
        for team in teams[:2]:
            put_under(publication, team.id, parent_id=above, since=SINCE)


def changes():
    return db.session.scalar(select(func.count()).select_from(Audit))


@pytest.mark.parametrize("role", [Role.REP, Role.MANAGER, Role.ADMIN])
def test_whatever_is_offered_leads_somewhere(company, role):
    app, guides = company
    with app.app_context():
        person_id = db.session.scalar(select(Person.id).where(Person.name == guides[role]))
        visitor = Visitor(app, person_id)
        before = changes()
        walk = Walk(visitor, app).run()
        assert changes() == before
    assert walk.wrong == []
    assert len(walk.seen) > {Role.REP: 15, Role.MANAGER: 50, Role.ADMIN: 60}[role]
    assert len(walk.sent) > {Role.REP: 10, Role.MANAGER: 100, Role.ADMIN: 200}[role]


@pytest.mark.parametrize("name", LONG_LISTS)
@pytest.mark.parametrize(
    ("company", "part"),
    [on_one_worker((ENGLISH, PERSIAN)[part % 2], part) for part in range(PARTS)],
    indirect=["company"],
)
def test_every_choice_of_a_long_list_leads_somewhere(company, name, part):
    """In parts, each in one of the languages: every choice of a zone replays the whole company, and
    a test must not take long."""
    app, guides = company
    url = LONG_LISTS[name]
    with app.app_context():
        person_id = db.session.scalar(select(Person.id).where(Person.name == guides[Role.ADMIN]))
        walk = Walk(Visitor(app, person_id), app)
        forms = Page(walk.visitor.get(url).text).forms
        form = next(form for form in forms if name in form["offered"])
        offered = sorted(set(form["offered"][name]))
        form["offered"][name] = offered[part::PARTS]
        walk.send(url, form, url, [name])
    assert walk.wrong == []
    assert len(offered) > LONG
    assert len(walk.sent) == len({form["fields"][name], *form["offered"][name]})
