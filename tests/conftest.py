"""What all tests share."""

import os
from contextlib import contextmanager
from functools import partial

import pytest
from hypothesis import settings

import config
from leaderboard.extensions import db
from tests import services
from tests.browsers import open_browser, served
from tests.databases import on_postgresql, on_sqlite
from tests.visitor import Visitor

# HYPOTHESIS_PROFILE=fast | ci | long. The fast one tries the same examples every time.
settings.register_profile("fast", max_examples=40, derandomize=True, deadline=None)
settings.register_profile("ci", max_examples=300, deadline=None, print_blob=True)
settings.register_profile("long", max_examples=5000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


pytest_plugins = ["tests.past"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep all browser tests on one worker: two browsers at once would starve each other."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def any_database(request):
    """As an argument or in `usefixtures`: the test runs on SQLite and on PostgreSQL."""
    return request.param


@pytest.fixture
def restorable(request):
    """The app on this test's database, for property tests, which restore it before
    every example."""
    asked = "any_database" in request.fixturenames
    kind = request.getfixturevalue("any_database") if asked else "sqlite"
    return request.getfixturevalue(f"{kind}_app")


@pytest.fixture
def app(restorable):
    """The app on a fresh database. Requests need no context; for `db.session` use `session`."""
    restorable.restore()
    return restorable.app


@pytest.fixture
def session(app):
    """The database's session inside an app context."""
    with app.app_context():
        yield db.session


@pytest.fixture
def cast(app, restorable):
    """The ids of Ada, Ben, Mona and the others, who are in the database of `app`."""
    return restorable.cast


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def visitor(app):
    """Make a visitor at a browser: `visitor(cast.ada)` is signed in, `visitor()` is not."""
    return partial(Visitor, app)


@pytest.fixture
def database_url(request, tmp_path, any_database):
    """An empty database for a test that makes its own tables or apps."""
    if any_database == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        server = request.getfixturevalue("postgres")
        yield server.make("empty")
        server.drop("empty")


@pytest.fixture
def address(app):
    """Where a browser finds the app of this test."""
    with served(app) as found:
        yield found


@pytest.fixture(scope="session")
def browser():
    with or_fail(open_browser) as found:
        yield found


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory):
    return on_sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_app(postgres, tmp_path_factory):
    return on_postgresql(postgres, tmp_path_factory.mktemp("postgresql"))


@pytest.fixture(scope="session")
def postgres():
    with or_fail(services.postgresql) as server:
        yield server


@pytest.fixture(scope="session")
def redis_url():
    with or_fail(services.redis_server) as url:
        yield url


@pytest.fixture(scope="session")
def crm():
    """The folder with the real CRM file, which is beside the clone and not in it."""
    return services.crm_folder(config.ROOT.parent / "shared" / "data" / "maven_crm")


@contextmanager
def or_fail(start):
    """A missing program is one failing line, never a skipped test."""
    try:
        with start() as server:
            yield server
    except services.Missing as missing:
        pytest.fail(str(missing), pytrace=False)
