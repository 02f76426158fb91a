"""From nothing to an organisation: `flask init`, the set-up page, and the server in between."""

import re
from concurrent.futures import ThreadPoolExecutor

import flask_migrate
import pytest
from sqlalchemy import func, select

import config
from leaderboard import clock, create_app, installation
from leaderboard.cli import beginning
from leaderboard.extensions import db
from leaderboard.models import (
    Badge,
    By,
    Invite,
    Kind,
    Leaderboard,
    Metric,
    Organisation,
    Person,
    Rule,
    WorkingWeek,
)
from leaderboard.publishing import founding, starter
from leaderboard.publishing.founding import AlreadyFounded, Charter, found
from leaderboard.rules.calendars import Calendar
from leaderboard.scoring import NewActivity, log_activity, verify
from tests import commands
from tests.databases import make_app
from tests.servers import links_in, run, started
from tests.visitor import Visitor

INIT = ("flask", "init", "--name", "Kestrel & Co", "--admin", "nora.finch@example.com")


def app_on(data):
    """The app as a server on this data folder makes it."""
    url = config.database_url("", data=data)
    settings = {
        "TESTING": True,
        "DATA": data,
        "SECRET_KEY": config.read_secret(data),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": config.engine_options(url),
    }
    return create_app(settings)


@pytest.fixture
def empty(database_url, tmp_path):
    """An app with a schema and nobody in it."""
    app = make_app(database_url, data=tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_init_founds_the_organisation_and_asks_nothing(tmp_path):
    data = tmp_path / "data"
    done = run(*INIT, data=data)
    assert done.returncode == 0, done.stderr
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700
    app = app_on(data)
    (link,) = links_in(done.stdout)
    assert app.test_client().get(link).status_code == 200
    with app.app_context():
        organisation = db.session.scalars(select(Organisation)).one()
        assert (organisation.name, organisation.calendar) == ("Kestrel & Co", "gregorian")
        admin = db.session.scalars(select(Person)).one()
        assert (admin.name, admin.email) == ("Nora Finch", "nora.finch@example.com")
        assert admin.is_admin
        assert admin.password_hash is None


def test_v1_the_first_boards_reward_the_team_as_well_as_the_person(empty):
    with empty.app_context():
        at = clock.now()
        found(Charter(name="Example"), admin_name="Iris", admin_email="i@example.com", at=at)
        boards = db.session.scalars(select(Leaderboard)).all()
        assert {By(board.by) for board in boards} == {By.REP, By.TEAM}


def test_init_refuses_a_second_time_in_a_sentence(tmp_path):
    run(*INIT, data=tmp_path)
    key = (tmp_path / "secret_key").read_text()
    again = run(*INIT, data=tmp_path)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "Error: Kestrel & Co is already set up here.\n"
    assert (tmp_path / "secret_key").read_text() == key


@pytest.fixture
def init(tmp_path):
    """`flask init` within this process, on a folder that does not exist yet."""
    data = tmp_path / "data"
    url = f"sqlite:///{data / 'leaderboard.sqlite3'}"
    settings = {"DATA": data, "SECRET_KEY": None, "SQLALCHEMY_DATABASE_URI": url}
    app = create_app(settings, is_served=False)
    return lambda *options: app.test_cli_runner().invoke(args=[*INIT[1:], *options])


def test_init_takes_what_it_is_told(init, tmp_path):
    done = init("--language", "fa_IR", "--first-weekday", "sun", "--currency", "irr")
    assert done.exit_code == 0, done.output
    with app_on(tmp_path / "data").app_context():
        organisation = db.session.scalars(select(Organisation)).one()
        assert (organisation.calendar, organisation.timezone) == ("jalali", "Asia/Tehran")
        assert (organisation.first_weekday, organisation.currency) == (6, "IRR")
        assert db.session.scalar(select(Kind.name).where(Kind.slug == "call")) == "تماس"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--timezone", "Mars/Olympus"),
        ("--currency", "GOLD"),
        ("--calendar", "mayan"),
        ("--first-weekday", "someday"),
        ("--admin", "nobody"),
        ("--admin", ""),
        ("--admin-name", "x" * 61),
        ("--name", "\u200b"),
    ],
)
def test_init_names_the_option_that_cannot_be_and_makes_nothing(init, tmp_path, option, value):
    done = init("--admin-name", "Nora", option, value)
    assert done.exit_code == 2
    assert f"Error: Invalid value for '{option}': " in done.output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("address", "name"), [("x" * 99 + "@example.com", "X" + "x" * 59), ("__@example.com", "__@")]
)
def test_a_name_made_of_any_address_is_a_name(init, tmp_path, address, name):
    assert init("--admin", address).exit_code == 0
    with app_on(tmp_path / "data").app_context():
        assert db.session.scalars(select(Person.name)).one().startswith(name)


@pytest.mark.usefixtures("any_database")
def test_the_first_log_of_every_kind_on_the_dock_earns(empty):
    with empty.app_context():
        at = clock.now()
        admin = found(
            Charter("Kestrel"),
            admin_name="Nora",
            admin_email="nora@example.com",
            at=at,
            rules=starter.rules(),
        )
        for kind in db.session.scalars(select(Kind).where(Kind.is_on_dock)).all():
            new = NewActivity(
                subject_id=admin,
                kind_id=kind.id,
                occurred_on=clock.business_date(at, "UTC"),
                amount=100 if "amount" in kind.asks else 0,
                customer="Kestrel Foods",
                customer_key="kestrel foods",
            )
            logged = log_activity(new, client_id=kind.slug, by_id=admin, at=at)
            assert logged.points > 0, kind.slug
        assert verify() == []


def test_the_starter_kit_is_complete_in_both_languages(empty):
    with empty.app_context():
        found(
            Charter.usual("کارآفرینان", "fa_IR"),
            admin_name="نورا",
            admin_email="nora@example.com",
            at=clock.now(),
            rules=starter.rules(),
        )
        count = {
            table: db.session.scalar(select(func.count()).select_from(table))
            for table in (Kind, Metric, Rule, Badge, Leaderboard)
        }
        # Besides the kinds and rules of the kit there are the reserved ones: points and by hand.
        assert (count[Kind], count[Metric], count[Rule]) == (15, 18, 7)
        assert (count[Badge], count[Leaderboard]) == (8, 2)
        week = db.session.scalars(select(WorkingWeek)).one()
        assert week.weekdays == "01256"
        names = [*db.session.scalars(select(Badge.name)), *db.session.scalars(select(Rule.name))]
        assert [name for name in names if name.isascii()] == ["By hand"]


def test_an_organisation_is_founded_once(empty):
    with empty.app_context():
        arguments = {"admin_name": "Nora", "admin_email": "n@example.com", "at": clock.now()}
        found(Charter("Kestrel"), **arguments)
        with pytest.raises(AlreadyFounded):
            found(Charter("Heron"), **arguments)
        assert db.session.scalar(select(func.count(Person.id))) == 1


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize(
    ("timezone", "country"),
    [("Asia/Tehran", "IR"), ("Europe/Berlin", "DE"), ("UTC", "")],
)
def test_the_country_is_that_of_the_time_zone(empty, timezone, country):
    arguments = {"admin_name": "Iris", "admin_email": "iris@example.com", "at": clock.now()}
    with empty.app_context():
        found(Charter("Kestrel", timezone=timezone), **arguments)
        assert db.session.scalars(db.select(Organisation.country)).one() == country


def test_who_founds_it_at_the_same_moment_reads_that_it_is_founded(empty, monkeypatch):
    commands.run(empty, *INIT[1:])
    # The other one had not finished yet.
    monkeypatch.setattr(beginning, "is_founded", lambda: False)
    said = commands.run(empty, *INIT[1:], code=1)
    assert said == "Error: Kestrel & Co is already set up here.\n"


@pytest.mark.usefixtures("any_database")
def test_an_emptied_database_can_be_founded_again(empty):
    with empty.app_context():
        arguments = {"admin_name": "Nora", "admin_email": "n@example.com", "at": clock.now()}
        found(Charter("Kestrel"), **arguments, rules=starter.rules())
        installation.empty()
        assert organisations(empty) == []
        found(Charter("Heron"), **arguments, rules=starter.rules())
        assert organisations(empty) == ["Heron"]
        assert verify() == []


def test_of_many_who_make_the_key_at_once_one_does(tmp_path):
    with ThreadPoolExecutor(8) as makers:
        list(makers.map(installation.make_secret, [tmp_path / "data"] * 8))
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]
    assert len(config.read_secret(tmp_path / "data")) >= 64


def test_security_17_no_server_starts_without_a_key_or_with_the_debugger(tmp_path, monkeypatch):
    with pytest.raises(config.MissingSecret):
        create_app({"DATA": tmp_path, "SECRET_KEY": None})
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(config.DebugServed):
        create_app({"DATA": tmp_path, "SECRET_KEY": "a key"})
    refused = run("leaderboard.serve", data=tmp_path, FLASK_DEBUG="1")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


# --- the set-up page -----------------------------------------------------------------------------

FORM = {
    "name": "Kestrel & Co",
    "admin_name": "Nora Finch",
    "email": "Nora@Example.com",
    "language": "en",
    "timezone": "Europe/Berlin",
    "calendar": "gregorian",
    "first_weekday": "6",
    "currency": "USD",
}


def token_of(app):
    with app.app_context():
        return installation.set_up_token()


def organisations(app):
    with app.app_context():
        return list(db.session.scalars(select(Organisation.name)))


def test_an_empty_installation_leads_to_the_set_up_page(empty):
    answer = Visitor(empty).get("/", follow_redirects=True)
    assert answer.request.path == "/set-up"
    assert "Set-up token" in answer.text


@pytest.mark.usefixtures("any_database")
def test_the_set_up_page_founds_and_lets_the_admin_choose_a_password(empty):
    visitor = Visitor(empty)
    answer = visitor.post("/set-up", {**FORM, "token": token_of(empty)})
    assert answer.status_code == 303
    assert "Nora Finch" in visitor.get(answer.location).text
    with empty.app_context():
        organisation = db.session.scalars(select(Organisation)).one()
        assert (organisation.timezone, organisation.currency) == ("Europe/Berlin", "USD")
        assert (organisation.first_weekday, organisation.calendar) == (6, Calendar.GREGORIAN)
        assert db.session.scalars(select(Person.email)).one() == "nora@example.com"
        assert db.session.scalar(select(func.count(Invite.id))) == 1


@pytest.mark.parametrize("token", ["", "wrong", "ü", "a" * 5000])
def test_security_09_nobody_founds_without_the_token_of_the_log(empty, token):
    answer = Visitor(empty).post("/set-up", {**FORM, "token": token})
    assert answer.status_code == 422
    assert 'value="Kestrel &amp; Co"' in answer.text
    assert organisations(empty) == []


def test_the_set_up_page_names_all_that_is_wrong_at_once(empty):
    """A wrong token does not wait until the other fields are mended, nor they for it."""
    wrong = {**FORM, "token": "wrong", "name": "", "admin_name": "N" * 61, "email": "nora"}
    page = Visitor(empty).post("/set-up", wrong).text
    for sentence in (
        "This is not the token in the server’s log.",
        "The name is missing.",
        "This is too long.",
        "This is not an e-mail address.",
    ):
        assert sentence in page
    page = Visitor(empty).post("/set-up", {"currency": "XXX"}).text
    assert "The token is missing; the server’s log shows it." in page
    assert "Your e-mail address is missing." in page


def test_security_09_the_token_is_another_one_on_every_installation(empty, tmp_path):
    other = make_app(f"sqlite:///{tmp_path / 'other.sqlite3'}", data=tmp_path)
    other.config["SECRET_KEY"] = "another secret"
    assert token_of(other) != token_of(empty)
    assert re.fullmatch("[a-z2-7]{20}", token_of(empty))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "\u200b \u202e", "This is missing."),
        ("admin_name", "x" * 200, "This is too long."),
        ("email", "nobody", "This is not an e-mail address."),
        ("timezone", "Mars/Olympus", "Not a valid choice"),
        ("currency", "GOLD", "Not a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence_beside_the_field(empty, field, value, sentence):
    form = {**FORM, "token": token_of(empty), field: value}
    answer = Visitor(empty).post("/set-up", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert organisations(empty) == []


def test_the_set_up_page_is_gone_once_the_organisation_is_there(app, cast, visitor):
    assert visitor().get("/set-up").status_code == 404
    assert visitor().post("/set-up", {**FORM, "token": token_of(app)}).status_code == 404
    assert organisations(app) == ["Example"]


def test_the_set_up_page_speaks_the_language_of_the_browser(empty):
    page = Visitor(empty).get("/set-up", headers={"Accept-Language": "fa"}).text
    assert '<html lang="fa-IR" dir="rtl"' in page
    assert '<option selected value="Asia/Tehran">' in page
    assert '<option selected value="IRT">' in page


def test_the_link_of_the_log_fills_the_token_in(empty):
    assert 'value="abc234"' in Visitor(empty).get("/set-up?token=abc234").text


# --- the server ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_make_run_serves_an_empty_installation_and_stops_when_told(tmp_path):
    data = tmp_path / "data"
    with started("leaderboard.serve", data=data) as server:
        (path,) = links_in(server.said().partition("[")[0])
        assert "/set-up?token=" in path
        status, page = server.get(path)
        assert (status, path.partition("=")[2] in page) == (200, True)
        server.get("/screen/a-secret-key")
        server.get("/invites/a-secret-token?next=a-secret-too")
        assert server.stop() == 0
        requests = [line for line in server.said().splitlines() if " GET " in line]
        assert any("/screen/*** " in line for line in requests)
        assert any("/invites/*** " in line for line in requests)
        assert "secret" not in "".join(requests)
        assert path.partition("=")[2] not in "".join(requests)


@pytest.mark.slow
def test_the_server_s_lock_lets_other_requests_run_while_one_waits(tmp_path):
    """gevent patches before the application loads: a system lock would stop all requests."""
    probe = tmp_path / "probe.py"
    probe.write_text(
        "import wsgi\n"
        "from leaderboard import sqlite\n"
        "def app(environ, start_response):\n"
        "    start_response('200 OK', [])\n"
        "    return [f'{sqlite.Lock.__module__}'.encode()]\n"
    )
    run(*INIT, data=tmp_path)
    conf = str(config.ROOT / "leaderboard" / "gunicorn_conf.py")
    with started(
        "gunicorn", "--config", conf, "probe:app", data=tmp_path, PYTHONPATH=str(tmp_path)
    ) as server:
        assert server.get("/")[1] == "gevent.thread"


def test_currencies_and_zones_are_what_people_use():
    assert {"EUR", "USD", "IRR", "IRT", "JPY"} <= set(founding.CURRENCIES)
    assert "DEM" not in founding.CURRENCIES
