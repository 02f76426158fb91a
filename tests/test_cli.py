"""The commands: verify and rebuild, backup and restore, rules from a file, links."""

import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date

import pytest
from sqlalchemy import select, text, update

import config
from leaderboard import backups, clock, locale, scoring
from leaderboard.backups import Serving
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.locale import Writing
from leaderboard.models import By, Kind, Metric, Organisation, Person, Rule, RuleVersion, Total
from leaderboard.rules.periods import Span
from leaderboard.standings.boards import board
from tests import commands, servers
from tests.databases import fill, make_app
from tests.standings.entries import log

NOVEMBER = Span(date(2026, 11, 1), date(2026, 12, 1))
LINES = """
11-03 ada call x12
11-04 ben call x12
11-04 ada deal-won amount=120000 deal-type:new
11-05 otto meeting x2
"""


@pytest.fixture
def run(app):
    def run(*arguments, **more):
        return app.test_cli_runner().invoke(args=list(arguments), **more)

    return run


@pytest.fixture
def rules_file(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(
        '[[rule]]\nslug = "each-call"\nname = "Each call"\n'
        'trigger = "per_activity"\nkind = "call"\npoints = 5\n'
    )
    return path


@pytest.fixture
def worked(session, cast, run, rules_file):
    """Some days of work under a rule."""
    run("rules", "load", str(rules_file), "--since", "2026-11-01")
    log(session, LINES, vars(cast))


def standings(session):
    """Every board, as plain values; read by a session that has seen nothing before."""
    session.rollback()
    session.expire_all()
    return {
        (metric.slug, by): [(row.name, row.rank, row.value) for row in rows]
        for metric in session.scalars(select(Metric))
        for by in By
        if (rows := board(metric, by=by, span=NOVEMBER).rows)
    }


def test_verify_is_content_with_an_honest_ledger(run, worked):
    result = run("verify")
    assert (result.exit_code, result.output) == (0, "Everything matches the ledger.\n")


@pytest.mark.parametrize("table", ["total", "award"])
def test_verify_finds_one_changed_row_and_rebuild_mends_it(run, worked, session, table):
    before = standings(session)
    column = {"total": "entries", "award": "points"}[table]
    with write_transaction(session):
        session.execute(text(f"UPDATE {table} SET {column} = {column} + 1 WHERE {last_key(table)}"))
    result = run("verify")
    assert result.exit_code == 1
    [said] = re.findall(rf"^{table} .*: stored (\d+), ledger (\d+)$", result.output, re.MULTILINE)
    assert int(said[0]) == int(said[1]) + 1
    assert run("rebuild").exit_code == 0
    assert run("verify").exit_code == 0
    assert standings(session) == before


def last_key(table):
    """A condition that matches one row of the table."""
    if table == "award":
        return "id = (SELECT max(id) FROM award)"
    kind = "(SELECT id FROM kind WHERE slug = 'call')"
    return f"period_kind = 'day' AND start = '2026-11-03' AND kind_id = {kind}"


def test_a_reversal_of_nothing_is_found_and_goes(run, worked, session):
    """Only a program that ignores foreign keys can leave one."""
    before = standings(session)
    names = "rule_id, subject_id, team_id, window_start, cause, turn, times, points, occurred_on"
    names += ", made_at, reason, params, is_silent"
    with closing(sqlite3.connect(db.engine.url.database)) as other, other:
        other.execute(
            f"INSERT INTO award (key, reverses_id, {names})"
            f" SELECT 'reversal/999', 999, {names} FROM award LIMIT 1"
        )
    assert run("verify").exit_code == 1
    assert run("rebuild").exit_code == 0
    assert run("verify").exit_code == 0
    assert standings(session) == before


@pytest.mark.usefixtures("any_database")
def test_a24_backup_and_restore_give_the_same_boards(run, worked, session, cast, tmp_path):
    before, file = standings(session), tmp_path / "copy.backup"
    assert before["revenue", By.REP] == [("Ada", 1, 120_000)]
    assert run("backup", str(file)).exit_code == 0
    log(session, "11-06 ben deal-won amount=900000", vars(cast))
    assert standings(session) != before
    session.remove()
    restored = run("restore", "--yes", str(file))
    assert restored.exit_code == 0, restored.output
    assert standings(session) == before
    assert run("verify").exit_code == 0


def test_what_a_restore_replaces_stays_beside_it(run, worked, app, session, cast, tmp_path):
    file = tmp_path / "copy.backup"
    run("backup", str(file))
    log(session, "11-06 ben deal-won amount=900000", vars(cast))
    after = standings(session)
    session.remove()
    shown = run("restore", "--yes", str(file)).output
    kept = shown.partition("The previous data was moved to ")[2].strip()
    assert run("restore", "--yes", kept).exit_code == 0
    assert standings(session) == after


def test_a_backup_is_private_whole_and_never_overwritten(run, worked, tmp_path):
    file = tmp_path / "copy.backup"
    run("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    size = file.stat().st_size
    again = run("backup", str(file))
    assert (again.exit_code, file.stat().st_size) == (1, size)
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.backup"]


def test_a_backup_holds_what_was_committed_and_no_half_write(run, worked, app, tmp_path, session):
    file = tmp_path / "copy.backup"
    with app.app_context():
        session.execute(update(Total).values(entries=-1))
        assert run("backup", str(file)).exit_code == 0
        session.rollback()
    found = sqlite3.connect(file).execute("SELECT min(entries) FROM total").fetchone()
    assert found == (1,)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_stopped_ends_in_a_sentence(run, worked, monkeypatch, request, sent):
    before = signal.getsignal(signal.SIGTERM)
    # Whoever runs the tests in the background has Ctrl-C ignored.
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, ignored))
    monkeypatch.setattr(scoring, "verify", lambda told: signal.raise_signal(sent))
    stopped = run("verify")
    assert (stopped.exit_code, stopped.output) == (1, "Error: Stopped before it was done.\n")
    assert signal.getsignal(signal.SIGTERM) == before


def test_restore_asks_before_it_changes_anything(run, worked, session, tmp_path, monkeypatch):
    before, file = standings(session), tmp_path / "copy.backup"
    run("backup", str(file))
    with write_transaction(session):
        session.execute(update(Total).values(entries=-1))
    session.remove()
    refused = run("restore", str(file), input="n\n")
    assert refused.exit_code == 1
    assert refused.output.startswith(
        "Everything saved since that backup will be lost. Continue? [y/N]: "
    )
    assert refused.output.endswith("Nothing was changed.\n")
    assert standings(session) != before
    session.remove()
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    restored = run("restore", str(file), input="y\n")
    assert restored.exit_code == 0
    assert restored.output.startswith("هر چه پس از آن پشتیبان بوده از دست می‌رود. ادامه می‌دهید؟")
    assert standings(session) == before


def broken_copy(path):
    whole = path.read_bytes()
    # A page in the middle, past the header that identifies the file.
    path.write_bytes(whole[:40960] + b"\xff" * 4096 + whole[45056:])


def of_another_program(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE things (id INTEGER)")


def of_a_newer_version(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from the future'")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_text("no database at all"),
        broken_copy,
        of_another_program,
        of_a_newer_version,
    ],
    ids=["text", "broken", "another program", "newer version"],
)
def test_a_file_that_cannot_be_used_changes_nothing(run, worked, session, tmp_path, spoil):
    before, file = standings(session), tmp_path / "copy.backup"
    run("backup", str(file))
    spoil(file)
    session.remove()
    refused = run("restore", "--yes", str(file))
    assert refused.exit_code == 1, refused.output
    assert "Traceback" not in refused.output
    assert standings(session) == before


def test_a_backup_that_somebody_has_opened_since_is_read_whole(run, worked, session, tmp_path):
    file = tmp_path / "copy.backup"
    run("backup", str(file))
    with closing(sqlite3.connect(file, isolation_level=None)) as opened:
        opened.execute("PRAGMA journal_mode = WAL")
        opened.execute("UPDATE organisation SET name = 'Renamed'")
        session.remove()
        assert run("restore", "--yes", str(file)).exit_code == 0
    assert session.scalar(select(Organisation.name)) == "Renamed"


def test_a_backup_comes_to_life_in_an_empty_folder(run, worked, session, tmp_path):
    before, file = standings(session), tmp_path / "copy.backup"
    run("backup", str(file))
    fresh = tmp_path / "another" / "machine"
    restored = servers.run("flask", "restore", "--yes", str(file), data=fresh)
    assert restored.returncode == 0, restored.stderr
    assert "before" not in restored.stdout
    assert servers.run("flask", "verify", data=fresh).returncode == 0
    url = f"sqlite:///{fresh / 'leaderboard.sqlite3'}"
    with make_app(url, data=fresh).app_context():
        assert standings(db.session) == before


def test_nothing_is_restored_under_a_running_server(run, worked, app, tmp_path):
    file = tmp_path / "copy.backup"
    run("backup", str(file))
    place = backups.hold_place(app.config["DATA"])
    try:
        refused = run("restore", "--yes", str(file))
    finally:
        os.close(place)
    assert refused.exit_code == 1
    assert "stop it first" in refused.output


def test_no_server_starts_while_a_restore_goes_on(app):
    with app.app_context(), backups.alone(), pytest.raises(Serving):
        backups.hold_place(app.config["DATA"])


@pytest.fixture
def on_postgresql(postgres, tmp_path):
    """A database of its own: its app, a backup of it, and a way to change it by hand."""
    app = make_app(postgres.make("restored"), data=tmp_path)
    fill(app)
    file = tmp_path / "copy.backup"
    commands.run(app, "backup", str(file))
    with postgres.connect("restored") as connection:
        yield app, file, connection.execute
    with app.app_context():
        db.engine.dispose()
    postgres.drop("restored")


@pytest.mark.postgres
def test_a_backup_of_postgresql_is_restored_whatever_was_added_since(on_postgresql):
    app, file, execute = on_postgresql
    execute("UPDATE organisation SET name = 'Renamed'")
    execute("CREATE TABLE later (id bigint REFERENCES activity)")
    commands.run(app, "restore", "--yes", str(file))
    assert execute("SELECT name FROM organisation").fetchone() == ("Example",)
    assert commands.run(app, "verify") == "Everything matches the ledger.\n"
    assert [path.name for path in file.parent.glob("restore*")] == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE alembic_version SET version_num = 'from the future'",
        "DROP TABLE alembic_version",
    ],
)
def test_what_is_no_backup_for_this_version_changes_nothing_on_postgresql(on_postgresql, spoil):
    app, file, execute = on_postgresql
    execute(spoil)
    file.unlink()
    commands.run(app, "backup", str(file))
    execute("UPDATE organisation SET name = 'Renamed'")
    said = commands.run(app, "restore", "--yes", str(file), code=1)
    assert said.endswith("Nothing was changed.\n")
    assert execute("SELECT name FROM organisation").fetchone() == ("Renamed",)


@pytest.mark.postgres
def test_without_the_tools_of_postgresql_the_command_is_told(postgresql_app, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    runner = postgresql_app.app.test_cli_runner()
    result = runner.invoke(args=["backup", str(tmp_path / "copy.backup")])
    assert result.exit_code == 1
    assert (
        f"pg_dump --format=custom --file={tmp_path / 'copy.backup'} postgresql://" in result.output
    )


def test_rules_load_tells_what_it_did(run, cast, rules_file):
    assert run("rules", "load", str(rules_file)).output == "new: each-call\n"
    assert run("rules", "load", str(rules_file)).output == "as before: each-call\n"
    rules_file.write_text(rules_file.read_text().replace("points = 5", "points = 6"))
    assert run("rules", "load", str(rules_file)).output == "changed: each-call\n"


def test_rules_load_takes_a_day_of_either_calendar(run, cast, session, rules_file):
    rules_file.write_bytes(b"\xef\xbb\xbf" + rules_file.read_bytes())
    assert run("rules", "load", str(rules_file), "--since", "1405-08-10").exit_code == 0
    assert session.scalars(select(RuleVersion.since)).all() == [date(2026, 11, 1)]
    result = run("rules", "load", str(rules_file), "--since", "2026-02-30")
    assert (result.exit_code, result.output) == (
        1,
        "Error: --since: There is no such day in the calendar.\n",
    )


@pytest.mark.parametrize(
    ("calendar", "example"), [("gregorian", "2026-11-25"), ("jalali", "1405-09-04")]
)
def test_rules_load_says_how_a_day_is_written(run, cast, session, rules_file, calendar, example):
    with write_transaction(session):
        session.execute(update(Organisation).values(calendar=calendar))
    result = run("rules", "load", str(rules_file), "--since", "June")
    assert result.output == f"Error: --since: Write the date like {example}.\n"


def test_rules_load_names_every_mistake(run, cast, rules_file):
    rules_file.write_text(rules_file.read_text().replace('"call"', '"yodel"') + "colour = 1\n")
    result = run("rules", "load", str(rules_file))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "each-call, kind: names something unknown: yodel",
        "each-call, colour: is not a field of a rules file",
        "Error: Nothing was loaded.",
    ]
    rules_file.write_text("[[rule")
    assert run("rules", "load", str(rules_file)).exit_code == 1


def test_link_lets_somebody_in_again(run, session, cast, client):
    result = run("link", "ADA@example.com")
    path = result.output.splitlines()[-1].partition("//")[2].partition("/")[2]
    assert path.startswith("reset/")
    assert client.get(f"/{path}").status_code == 200
    assert run("link", "nobody@example.com").exit_code == 1


def test_link_invites_whoever_has_no_password_yet(run, session, cast):
    with write_transaction(session):
        session.execute(update(Person).where(Person.id == cast.ada).values(password_hash=None))
    assert "/invites/" in run("link", "ada@example.com").output


def test_a_command_before_the_beginning_says_how_to_begin(tmp_path):
    app = make_app(f"sqlite:///{tmp_path / 'nothing.sqlite3'}", data=tmp_path)
    result = app.test_cli_runner().invoke(args=["verify"])
    assert result.exit_code == 1
    assert "flask init" in result.output
    assert list(tmp_path.iterdir()) == []


def test_flask_help_lists_the_commands():
    shown = subprocess.run(
        [sys.executable, "-m", "flask", "--help"],
        cwd=config.ROOT,
        env={**os.environ, "LEADERBOARD_DATA": "/nowhere"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in ("init", "link", "rules", "verify", "rebuild", "backup", "restore"):
        assert f"\n  {name} " in shown


@pytest.mark.parametrize("name", ["init", "link", "rules load", "verify", "backup", "restore"])
def test_every_command_explains_itself(run, name):
    shown = run(*name.split(), "--help").output
    assert len(shown.splitlines()) > 5


def test_the_terminal_is_answered_in_its_language(run, worked, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    assert run("verify").output == "همه چیز با دفتر برابر است.\n"


def test_what_ends_a_command_is_told_in_the_language_of_the_terminal(run, worked, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    refused = run("link", "nobody@example.com")
    assert (refused.exit_code, refused.output) == (1, "خطا: این‌جا کسی با این نشانی ایمیل نیست.\n")
    with db.engine.begin() as connection:
        connection.execute(update(Total).values(entries=Total.entries + 1))
    *lines, last = run("verify").output.splitlines()
    assert all(re.search(r"ذخیره‌شده \d+، دفتر \d+$", line) for line in lines)
    count = locale.number(len(lines), Writing("fa_IR"))
    assert last == f"خطا: {count} تفاوت؛ با flask rebuild درست می‌شود."


def test_rules_load_tells_what_happens_to_points_and_waits_for_yes(run, cast, session, rules_file):
    kind_id = session.scalar(select(Kind.id).where(Kind.slug == "call"))
    session.rollback()
    at = clock.now()
    for client_id in ("one", "two"):
        call = scoring.NewActivity(cast.ada, kind_id, at.date())
        scoring.log_activity(call, client_id=client_id, by_id=None, at=at)
    answer = run("rules", "load", str(rules_file))
    assert answer.exit_code == 1
    assert "1 person: +10 points" in answer.stderr
    assert "Add --yes" in answer.stderr
    assert session.scalars(select(Rule.slug)).all() == ["by-hand"]
    session.rollback()
    answer = run("rules", "load", str(rules_file), "--yes")
    assert (answer.exit_code, answer.stdout) == (0, "new: each-call\n")
    assert scoring.verify() == []


def test_a_terminal_sees_how_far_it_is(run, worked, tmp_path):
    file, data = tmp_path / "copy.backup", tmp_path / "fresh"
    run("backup", str(file))
    assert servers.run("flask", "restore", "--yes", str(file), data=data).returncode == 0
    for command, label in (("verify", "Comparing with"), ("rebuild", "Rebuilding from")):
        ours, theirs = pty.openpty()
        done = subprocess.run(
            [sys.executable, "-m", "flask", command],
            cwd=config.ROOT,
            env=servers.environ(data),
            stdout=subprocess.PIPE,
            stderr=theirs,
            timeout=300,
        )
        os.close(theirs)
        seen = os.read(ours, 100_000).decode()
        os.close(ours)
        assert done.returncode == 0
        assert label in seen
        assert "100%" in seen
