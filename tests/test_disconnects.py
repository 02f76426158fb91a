"""A dropped database connection costs at most one request, and that one gets an answer; so does a
newer version of the program that changes tables while this one serves."""

from contextlib import contextmanager
from uuid import uuid4

import pytest

from leaderboard import scoring, statements
from leaderboard.access import sessions
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.live import Hub
from leaderboard.models import Person, Session
from leaderboard.scoring import activities, writing

pytestmark = pytest.mark.postgres

CALL = "/activities/new/call"


@pytest.fixture
def restorable(postgresql_app, monkeypatch):
    """Errors answer as in production."""
    monkeypatch.setitem(postgresql_app.app.config, "PROPAGATE_EXCEPTIONS", False)
    return postgresql_app


@pytest.fixture
def hang_up(app, postgres):
    """End everything the app has open, but not the connection that restores the tables."""

    def hung_up():
        with postgres.connect("leaderboard") as connection:
            ended = connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND query NOT LIKE 'SET session_replication_role%'"
            ).fetchall()
        assert ended

    return hung_up


@pytest.fixture
def hang_up_after(hang_up, monkeypatch):
    """Hang up once, right after this was called."""

    def hung_up_after(module, name):
        called = getattr(module, name)

        def answered(*args, **options):
            found = called(*args, **options)
            monkeypatch.setattr(module, name, called)
            hang_up()
            return found

        monkeypatch.setattr(module, name, answered)

    return hung_up_after


def assert_says_so(response):
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "The database is not responding" in response.text


@pytest.fixture
def away(postgres):
    """While this is open nobody gets a connection."""

    @contextmanager
    def is_away():
        postgres.run("ALTER DATABASE leaderboard ALLOW_CONNECTIONS false")
        try:
            yield
        finally:
            postgres.run("ALTER DATABASE leaderboard ALLOW_CONNECTIONS true")

    return is_away


def test_nobody_notices_it_between_two_requests(visitor, cast, hang_up):
    ada = visitor(cast.ada)
    assert ada.get(CALL).status_code == 200
    hang_up()
    assert ada.get(CALL).status_code == 200


@pytest.mark.parametrize(
    ("module", "name"), [(statements, "current_driver"), (sessions, "house_of")]
)
def test_a_page_says_so_and_the_next_one_is_whole(visitor, cast, hang_up_after, module, name):
    ada = visitor(cast.ada)
    hang_up_after(module, name)
    assert_says_so(ada.get(CALL))
    assert ada.get(CALL).status_code == 200


def test_who_is_signed_in_reads_that_it_is_away(visitor, cast, hang_up, away):
    ada = visitor(cast.ada)
    hang_up()
    with away():
        assert_says_so(ada.get(CALL))
    assert ada.get(CALL).status_code == 200


def test_the_log_has_one_line_for_each_request_that_found_it_away(
    visitor, cast, hang_up, away, caplog
):
    ada = visitor(cast.ada)
    hang_up()
    with away():
        asked = [ada.get(CALL), ada.post(CALL), visitor().get("/sign-in"), ada.get("/healthz")]
    assert [answer.status_code for answer in asked] == [503] * 4
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 4
    assert [record.exc_info for record in caplog.records] == [None] * 4
    assert {len(record.getMessage().splitlines()) for record in caplog.records} == {1}


def test_the_screens_say_once_that_it_is_away(app, cast, hang_up, away, caplog):
    hub = Hub(app)

    def version():
        with app.app_context():
            return hub._version()

    assert version()
    hang_up()
    with away():
        assert [version() for _ in range(5)] == [None] * 5
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None
    assert version()


def test_a_command_that_is_cut_off_ends_in_one_sentence(app, cast, hang_up, monkeypatch):
    def work(*_, **__):
        with write_transaction(db.session):
            db.session.execute(db.text("SELECT 1"))
            hang_up()
            db.session.execute(db.text("SELECT 1"))

    monkeypatch.setattr(scoring, "rebuild", work)
    assert_ends_in_a_sentence(app.test_cli_runner().invoke(args=["rebuild"]))


def test_a_command_whose_database_is_away_ends_in_one_sentence(app, cast, hang_up, away):
    assert app.test_cli_runner().invoke(args=["verify"]).exit_code == 0
    hang_up()
    with away():
        ended = app.test_cli_runner().invoke(args=["verify"])
    assert_ends_in_a_sentence(ended)


def assert_ends_in_a_sentence(ended):
    assert ended.exit_code == 1
    assert ended.output.startswith("Error: The database cannot be used: ")
    assert len(ended.output.splitlines()) == 1


@pytest.mark.parametrize(
    ("module", "name"),
    [(activities, "check_activity"), (writing, "change_of"), (writing, "rescore_for")],
)
def test_a_log_says_so_and_sent_again_is_there_once(
    visitor, cast, rewarded, latest, log, hang_up_after, module, name
):
    log(cast.ada, "call")
    ada, sent = visitor(cast.ada), {"client_id": str(uuid4()), "when": "yesterday"}
    hang_up_after(module, name)
    assert_says_so(ada.post(CALL, sent))
    assert latest().client_id != sent["client_id"]
    assert ada.post(CALL, sent).status_code == 303
    assert latest().client_id == sent["client_id"]


def test_a_log_whose_last_words_are_lost_says_so(visitor, cast, log, latest, hang_up_after):
    """What it writes travels with the COMMIT."""
    log(cast.ada, "call")
    ada, sent = visitor(cast.ada), {"client_id": str(uuid4()), "when": "today"}
    hang_up_after(activities, "numbered")
    assert_says_so(ada.post(CALL, sent))
    assert latest().client_id != sent["client_id"]
    assert ada.post(CALL, sent).status_code == 303
    assert latest().client_id == sent["client_id"]
    assert scoring.verify() == []


@pytest.fixture
def pool(app):
    """Several connections that requests take in turn."""
    with app.app_context():
        for connection in [db.engine.connect() for _ in range(4)]:
            connection.close()


@pytest.fixture
def changed(app, postgres):
    """While this is open the column has another type."""

    @contextmanager
    def is_changed(column):
        alter = f"ALTER TABLE {column.class_.__tablename__} ALTER COLUMN {column.key} TYPE"
        with postgres.connect("leaderboard") as connection:
            connection.execute(f"{alter} text".encode())
            try:
                yield
            finally:
                connection.execute(f"{alter} {column.type}".encode())
                with app.app_context():
                    db.engine.dispose()

    return is_changed


@pytest.mark.parametrize(("page", "column"), [(CALL, Person.name), ("/sessions", Session.device)])
@pytest.mark.usefixtures("pool")
def test_a_migration_under_a_running_server_costs_no_more(visitor, cast, changed, page, column):
    """Each connection keeps what it has prepared; PostgreSQL refuses what was prepared for a
    changed column."""
    ada = visitor(cast.ada)
    assert {ada.get(page).status_code for _ in range(60)} == {200}
    with changed(column):
        assert_says_so(ada.get(page))
        assert {ada.get(page).status_code for _ in range(10)} == {200}
