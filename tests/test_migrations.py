"""The migrations produce the models' schema, whole or not at all, on both databases."""

import shutil
import sqlite3
from pathlib import Path
from textwrap import dedent, indent
from threading import Timer

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

import config
from leaderboard import clock, scoring
from leaderboard.extensions import db
from leaderboard.models import Audit, Kind, Rule, RuleVersion
from tests.databases import make_app

MIGRATIONS = config.ROOT / "migrations"


@pytest.fixture
def empty_app(database_url, tmp_path):
    return make_app(database_url, data=tmp_path)


@pytest.fixture
def notes(tmp_path):
    """A folder of migrations, with the project's env.py."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for name in ("env.py", "alembic.ini", "script.py.mako"):
        shutil.copy(MIGRATIONS / name, folder)
    (folder / "versions").mkdir()
    return folder


def add_revision(folder: Path, number: int, body: str) -> None:
    before = f"'{number - 1}'" if number > 1 else None
    (folder / "versions" / f"{number}.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision, down_revision = '{number}', {before}\n"
        "def upgrade():\n" + indent(dedent(body), "    ")
    )


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_the_models_need_no_further_migration(any_database, app):
    with app.app_context():
        flask_migrate.check()


def test_a_second_upgrade_changes_nothing(any_database, app):
    with app.app_context():
        flask_migrate.upgrade()
        flask_migrate.check()


NOTES_AND_PAGES = """
    key = sa.Column("id", sa.Integer, primary_key=True)
    op.create_table("note", key, sa.Column("size", sa.Integer))
    to_note = sa.ForeignKey("note.id", ondelete="CASCADE")
    op.create_table("page", sa.Column("id", sa.Integer), sa.Column("note_id", sa.Integer, to_note))
    op.execute("insert into note (id, size) values (1, 1)")
    op.execute("insert into page (id, note_id) values (1, 1)")
"""


def test_a_migration_that_fails_leaves_no_half_made_schema(empty_app, database_url, notes):
    add_revision(notes, 1, NOTES_AND_PAGES)
    add_revision(notes, 2, "op.create_table('reader', sa.Column('id', sa.Integer))\n1 / 0")
    with empty_app.app_context(), pytest.raises(ZeroDivisionError):
        flask_migrate.upgrade(directory=notes)
    assert tables(database_url) == set()


def test_altering_a_table_keeps_the_rows_that_point_to_it(empty_app, database_url, notes):
    add_revision(notes, 1, NOTES_AND_PAGES)
    add_revision(
        notes,
        2,
        """
        with op.batch_alter_table("note") as batch:
            batch.alter_column("size", type_=sa.String(5))
        """,
    )
    with empty_app.app_context():
        flask_migrate.upgrade(directory=notes)
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("select size from note")) == "1"
        assert connection.scalar(text("select count(*) from page")) == 1
    engine.dispose()


def test_a_migration_that_orphans_rows_is_refused(tmp_path, notes, caplog):
    """PostgreSQL ensures it by itself; on SQLite the keys are off while tables are copied."""
    url = f"sqlite:///{tmp_path / 'orphans.sqlite3'}"
    orphan = 'op.execute("insert into page (id, note_id) values (2, 7)")'
    add_revision(notes, 1, dedent(NOTES_AND_PAGES) + orphan)
    with make_app(url, data=tmp_path).app_context(), pytest.raises(SystemExit):
        flask_migrate.upgrade(directory=notes)
    assert "rows that point nowhere" in caplog.text
    assert tables(url) == set()


def test_foreign_keys_hold_again_after_a_migration(app):
    with app.app_context():
        flask_migrate.upgrade()
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.fixture
def sqlite_engine(tmp_path):
    """An engine on its own database with all migrations, and how to upgrade it from a folder."""
    url = f"sqlite:///{tmp_path / 'planned.sqlite3'}"
    app = make_app(url, data=tmp_path)

    def upgrade(directory=MIGRATIONS):
        with app.app_context():
            flask_migrate.upgrade(directory=directory)

    upgrade()
    engine = create_engine(url)
    yield engine, upgrade
    engine.dispose()


def statistics(engine):
    with engine.connect() as connection:
        return {tuple(row) for row in connection.execute(text("select * from sqlite_stat1"))}


def test_a_table_that_was_altered_keeps_its_statistics(sqlite_engine, notes):
    engine, upgrade = sqlite_engine
    before = statistics(engine)
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    shutil.copytree(MIGRATIONS / "versions", notes / "versions", dirs_exist_ok=True)
    (notes / "versions" / "later.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = 'later', {head!r}\n"
        "def upgrade():\n"
        "    for name in ('total', 'activity', 'award'):\n"
        "        with op.batch_alter_table(name, recreate='always'):\n"
        "            pass\n"
    )
    upgrade(notes)
    assert {table for table, _index, _stat in before} == {"total", "activity", "award"}
    assert statistics(engine) == before


def test_what_somebody_had_counted_stays(sqlite_engine):
    engine, upgrade = sqlite_engine
    with engine.begin() as connection:
        connection.execute(text("update sqlite_stat1 set stat = '9 3 1' where idx = 'total'"))
    upgrade()
    assert ("total", "total", "9 3 1") in statistics(engine)


def test_an_upgrade_waits_for_who_is_writing(sqlite_engine):
    """A file being imported, for example, by a server that still runs."""
    engine, upgrade = sqlite_engine
    other = sqlite3.connect(engine.url.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    over = Timer(1.5, other.execute, ["COMMIT"])
    over.start()
    upgrade()
    over.join(5)
    other.close()


def test_an_upgrade_counts_the_cases_of_what_was_logged_before(any_database, app, cast):
    with app.app_context():
        kind_id = db.session.scalar(db.select(Kind.id).where(Kind.slug == "deal-won"))
        at = clock.now()
        for profit in (None, 100):
            scoring.log_activity(
                scoring.NewActivity(
                    *(cast.ada, kind_id, at.date()),
                    amount=900,
                    profit=profit,
                    customer="Acme",
                    customer_key="acme",
                ),
                client_id=f"deal {profit}",
                by_id=None,
                at=at,
            )
        flask_migrate.downgrade(revision="0005")
        flask_migrate.upgrade()
        assert scoring.verify() == []


def test_a_rule_and_its_audit_keep_what_they_ask_for_under_its_new_name(any_database, app):
    asked = {"kind_id": 3, "together": [[3, 5]]}
    with app.app_context():
        with scoring.publish(by_id=None, at=clock.now()) as publication:
            rule = Rule(slug="five-calls", name="Five calls", created_at=clock.now())
            rule.versions = [
                RuleVersion(
                    number=1,
                    since=clock.now().date(),
                    trigger="several_kinds",
                    condition=asked,
                    limits={},
                    made_at=clock.now(),
                )
            ]
            db.session.add(rule)
            publication.audit("add", "rule", 1, after={"condition": asked, "points": 5})
        flask_migrate.downgrade(revision="0008")
        kept = db.session.scalar(text("select settings from rule_version"))
        assert kept == asked or '"together"' in kept
        db.session.rollback()
        flask_migrate.upgrade()
        db.session.expire_all()
        assert db.session.scalar(db.select(RuleVersion)).condition == asked
        [after] = db.session.scalars(db.select(Audit.after).where(Audit.noun == "rule"))
        assert after == {"condition": asked, "points": 5}
