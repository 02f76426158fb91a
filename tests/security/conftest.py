"""An app of its own for tests that add routes or change settings."""

import flask_migrate
import pytest

from tests.databases import make_app
from tests.security.company import furnish
from tests.visitor import Visitor


@pytest.fixture
def fresh_app(app):
    """A second app on the test's database; errors answer as in production."""
    fresh = make_app(app.config["SQLALCHEMY_DATABASE_URI"], data=app.config["DATA"])
    fresh.config["PROPAGATE_EXCEPTIONS"] = False
    return fresh


@pytest.fixture
def things(session, cast):
    """Ids of existing things, by the names that addresses give them."""
    return furnish(cast)


@pytest.fixture
def visitor_of():
    """Somebody at a browser, looking at this app and not at the one all tests share."""
    return Visitor


@pytest.fixture
def empty_app(tmp_path):
    """An app on a database that has its tables and nobody in it."""
    empty = make_app(f"sqlite:///{tmp_path / 'empty.sqlite3'}", data=tmp_path)
    with empty.app_context():
        flask_migrate.upgrade()
    return empty
