"""Imports in portions: all of a file or none of it, and everything consistent at every moment."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from leaderboard import publishing, scoring
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    Audit,
    Award,
    ImportRun,
    Kind,
    Person,
    Rule,
    RuleVersion,
    StagedRow,
    Total,
    Void,
)
from leaderboard.scoring import Bad, NewActivity, SourceRow, applying, stage

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)

pytestmark = pytest.mark.usefixtures("session")

RULES = (
    {"trigger": "per_activity", "points": 1},
    {"trigger": "reach", "points": 5, "target": 3, "window": "week", "is_repeated": True},
    {"trigger": "first_in_team", "points": 10},
    {"trigger": "streak", "points": 7, "target": 2, "is_repeated": True},
    {"trigger": "personal_best", "points": 3, "window": "day"},
)


class Killed(BaseException):
    """Kills the process in the middle."""


@pytest.fixture
def small(monkeypatch):
    """Portions of two rows."""
    monkeypatch.setattr(stage, "MOST_ROWS", 2)
    monkeypatch.setattr("leaderboard.scoring.batches.PORTION", 3)
    monkeypatch.setattr("leaderboard.scoring.turns.REST_SECONDS", 0)


@pytest.fixture
def call(session):
    return db.session.scalar(select(Kind.id).where(Kind.slug == "call"))


@pytest.fixture
def rules(call):
    with scoring.publish(by_id=None, at=AT) as publication:
        for asked in RULES:
            trigger, points = asked["trigger"], asked["points"]
            rule = Rule(slug=trigger, name=trigger, created_at=AT)
            said = {n: v for n, v in asked.items() if n not in ("trigger", "points")}
            rule.versions = [
                RuleVersion(
                    number=1,
                    since=date(2026, 1, 1),
                    trigger=trigger,
                    condition={"kind_id": call, **said},
                    limits={"most": 2, "per": "month"} if trigger == "first_in_team" else {},
                    points=points,
                    made_at=AT,
                )
            ]
            db.session.add(rule)
            db.session.flush()
            publication.audit("publish", "rule", rule.id)


def calls(cast, call, count, *, seed=1):
    """Calls of Ada, Ben and Otto over a month, in random order in the file."""
    chance = Random(seed)
    return [
        SourceRow(
            f"c{n}",
            call,
            NewActivity(
                chance.choice([cast.ada, cast.ben, cast.otto]),
                call,
                DAY + timedelta(days=chance.randint(0, 30)),
            ),
            n,
        )
        for n in range(count)
    ]


def write(rows, **options):
    given = {"source": "phones", "by_id": None, "at": AT, "file": "calls.csv", **options}
    return scoring.write_batch(rows, **given)


def standing():
    """What the company has come to, without row ids."""
    totals = select(Total).where(Total.entries != 0)
    live = ~select(Void.id).where(Void.activity_id == Activity.id).exists()
    lines = select(
        Award.rule_id,
        Award.subject_id,
        Award.window_start,
        Award.occurred_on,
        func.sum(Award.points),
    ).group_by(Award.rule_id, Award.subject_id, Award.window_start, Award.occurred_on)
    return (
        sorted(
            (t.period_kind, t.start, t.kind_id, t.subject_id, t.entries, t.quantity)
            for t in db.session.scalars(totals)
        ),
        db.session.scalar(select(func.count(Activity.id)).where(live)),
        sorted(tuple(row) for row in db.session.execute(lines) if row[-1]),
    )


def is_empty():
    left = [db.session.scalar(select(func.count()).select_from(t)) for t in (ImportRun, StagedRow)]
    return left == [0, 0]


@contextmanager
def killed_at(monkeypatch, module, name, *, after=0):
    """The process dies at the nth call of this."""
    called, times = getattr(module, name), iter(range(10**6))

    def dies(*args, **options):
        if next(times) >= after:
            raise Killed
        return called(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, dies)
        # The dead clean up nothing.
        patch.setattr("leaderboard.scoring.batches.throw_away", lambda: None)
        with pytest.raises(Killed):
            yield
    db.session.rollback()


@pytest.mark.usefixtures("any_database", "rules")
def test_portions_come_to_what_one_portion_comes_to(cast, call, restorable, small, monkeypatch):
    """First of the day, limits, streaks: nothing depends on where the cuts are."""
    rows = calls(cast, call, 60)
    monkeypatch.setattr(stage, "MOST_ROWS", 1000)
    write(rows)
    at_once = standing()
    assert scoring.verify() == []
    write([row._replace(new=None) for row in rows])
    monkeypatch.setattr(stage, "MOST_ROWS", 2)
    write([row._replace(external_id=f"again-{row.external_id}") for row in rows])
    assert scoring.verify() == []
    assert standing() == at_once


@pytest.mark.usefixtures("any_database", "rules", "small")
def test_the_ledger_agrees_with_itself_after_every_portion(cast, call):
    """New rows, corrections that move to somebody else, and rows that are gone."""
    found = []

    def look(rows, total):
        found.extend(scoring.verify())

    write(calls(cast, call, 24), told_written=look)
    changed = calls(cast, call, 24, seed=2)
    mixed = [row._replace(new=None) if row.line % 4 == 0 else row for row in changed]
    report = write([*mixed, *calls(cast, call, 30)[24:]], told_written=look)
    assert found == []
    assert report.corrected > 5
    assert report.voided == 6
    assert report.added == 6
    assert is_empty()


@pytest.mark.usefixtures("rules", "small")
def test_firsts_of_the_file_come_before_the_rest(cast, call):
    """Ben's row comes before Ada's, so Ben was first, though Ada is written before him."""
    days = [DAY + timedelta(days=n) for n in range(3)]
    rows = [
        SourceRow(f"{day}-{n}", call, NewActivity(who, call, day))
        for day in days
        for n, who in enumerate((cast.ben, cast.ada, cast.ada))
    ]
    write(rows)
    firsts = (
        select(Award.subject_id)
        .join(Rule, Rule.id == Award.rule_id)
        .where(Rule.slug == "first_in_team")
        .distinct()
    )
    assert db.session.scalars(firsts).all() == [cast.ben]
    # No award was written and then taken back.
    assert db.session.scalar(select(func.count(Award.reverses_id))) == 0


@pytest.mark.usefixtures("any_database", "small")
def test_nothing_counts_before_the_whole_file_has_been_read(cast, call):
    rows = calls(cast, call, 20)

    def read():
        yield from rows[:15]
        assert db.session.scalar(select(func.count()).select_from(StagedRow)) > 0
        assert standing() == ([], 0, [])
        yield Bad(99, ValueError("no line"))
        yield from rows[15:]

    with pytest.raises(scoring.RefusedLines):
        write(read())
    assert standing() == ([], 0, [])
    assert is_empty()


@pytest.mark.usefixtures("any_database", "rules", "small")
def test_an_import_killed_while_it_reads_leaves_nothing(cast, call, monkeypatch):
    rows = calls(cast, call, 20)
    with killed_at(monkeypatch, stage, "insert_rows", after=3):
        write(rows)
    assert not is_empty()
    assert standing() == ([], 0, [])
    assert scoring.verify() == []
    with scoring.only_import():
        assert scoring.finish_import() == ""
    assert is_empty()
    assert write(rows).added == 20


@pytest.mark.usefixtures("any_database", "rules", "small")
@pytest.mark.parametrize(
    ("place", "after"), [("write_voids", 1), ("post", 0), ("post", 4), ("record", 0)]
)
def test_an_import_killed_while_it_writes_is_carried_through(cast, call, monkeypatch, after, place):
    rows = calls(cast, call, 20)
    write([row._replace(external_id=f"w{row.external_id}") for row in rows])
    wanted = standing()
    write([SourceRow(f"w{row.external_id}", call, None, 0) for row in rows])
    with killed_at(monkeypatch, applying, place, after=after):
        write(rows)
    assert scoring.verify() == []
    audits = select(func.count(Audit.id)).where(Audit.action == "import")
    before = db.session.scalar(audits)
    with scoring.only_import():
        assert scoring.finish_import() == "calls.csv"
    assert standing() == wanted
    assert scoring.verify() == []
    assert db.session.scalar(audits) == before + 1
    assert is_empty()


@pytest.mark.usefixtures("rules", "small")
def test_the_next_import_carries_a_killed_one_through_first(cast, call, monkeypatch):
    rows = calls(cast, call, 20)
    with killed_at(monkeypatch, applying, "post", after=4):
        write(rows)
    report = write(rows)
    assert (report.added, report.unchanged) == (0, 20)
    assert scoring.verify() == []


@pytest.mark.usefixtures("any_database", "rules", "small")
def test_two_imports_at_once_are_one(cast, call):
    def second(rows, total):
        with pytest.raises(scoring.OthersWriting):
            write(calls(cast, call, 1, seed=3), source="sheet")

    write(calls(cast, call, 6), told_written=second)
    assert is_empty()
    assert write(calls(cast, call, 1, seed=3), source="sheet").added == 1


@pytest.mark.usefixtures("any_database", "rules", "small")
def test_who_logs_voids_and_corrects_between_portions_is_counted(cast, call):
    """The forecast is checked again: numbers, sums and firsts may have changed."""
    logged = []

    def meddle(rows, total):
        n = len(logged)
        new = NewActivity(
            (cast.ada, cast.ben, cast.otto)[n % 3], call, DAY + timedelta(days=n % 28)
        )
        entry = scoring.log_activity(
            new, client_id=f"tap {n}", by_id=None, at=AT, is_late_allowed=True
        ).activity
        logged.append(entry.id)
        if n % 3 == 1:
            scoring.void_activity(logged[n - 1], by_id=None, reason="Test", at=AT)
        if n % 3 == 2:
            imported = db.session.scalar(
                select(Activity.id)
                .where(Activity.client_id.not_like("tap%"))
                .where(~select(Void.id).where(Void.activity_id == Activity.id).exists())
            )
            scoring.correct_activity(
                imported,
                by_id=None,
                reason="Test",
                at=AT,
                client_id=f"tap {n} corrected",
                is_late_allowed=True,
                subject_id=cast.ben,
            )
        assert scoring.verify() == []

    write(calls(cast, call, 18), told_written=meddle)
    write(calls(cast, call, 18, seed=5), told_written=meddle)
    assert len(logged) > 15
    assert scoring.verify() == []


@pytest.mark.usefixtures("any_database", "rules", "small")
def test_what_changes_while_a_portion_is_foreseen_is_foreseen_anew(cast, call, monkeypatch):
    """Somebody logs for the very same person each time, until it is computed while all wait."""
    foresee, taps = applying.foresee, []

    def overtaken(portion, settings):
        found = foresee(portion, settings)
        if not db.session().info.get("writing"):
            for person_id in found.entries:
                taps.append(person_id)
                new = NewActivity(person_id, call, DAY)
                given = {"client_id": f"tap {len(taps)}", "by_id": None, "at": AT}
                scoring.log_activity(new, is_late_allowed=True, **given)
        return found

    monkeypatch.setattr(applying, "foresee", overtaken)
    write(calls(cast, call, 9))
    assert len(taps) > 2 * applying.TRIES
    assert scoring.verify() == []


@pytest.mark.usefixtures("any_database", "rules", "small")
def test_a_move_between_portions_moves_what_is_staged(cast, call):
    moved = []

    def move(rows, total):
        if moved:
            return
        with scoring.publish(by_id=None, at=AT) as publication:
            moved.append(publishing.make_team(publication, name="West", manager_id=None))
            for person_id in (cast.ada, cast.ben, cast.otto):
                publishing.move(
                    publication, person_id, team_id=moved[0], since=DAY + timedelta(days=9)
                )
        assert scoring.verify() == []

    write(calls(cast, call, 12), told_written=move)
    assert scoring.verify() == []


@pytest.mark.usefixtures("small")
def test_a_dry_run_waits_for_nobody_and_stages_nothing(cast, call):
    told = []

    def dry(rows, total):
        told.append(write(calls(cast, call, 12), is_dry=True).added)

    write(calls(cast, call, 4), told_written=dry)
    assert told[-1] == 8
    assert is_empty()
    assert db.session.scalar(select(func.count(Activity.id))) == 4


@pytest.mark.usefixtures("rules")
def test_a_person_with_more_than_a_portion_holds_is_written_in_several(cast, call, small):
    rows = [
        SourceRow(str(n), call, NewActivity(cast.ada, call, DAY + timedelta(days=n % 9)))
        for n in range(15)
    ]
    sizes = []
    write(rows, told_written=lambda count, total: sizes.append(count))
    assert max(sizes) <= 2
    assert sum(sizes) == 15
    assert scoring.verify() == []


def test_people_with_long_histories_are_written_few_at_a_time(cast, call, small, monkeypatch):
    monkeypatch.setattr(stage, "MOST_ROWS", 1000)
    everybody = [cast.ada, cast.ben, cast.otto]
    past = [
        SourceRow(f"{who}-{n}", call, NewActivity(who, call, DAY))
        for who in everybody
        for n in range(9)
    ]
    write(past, source="past")
    monkeypatch.setattr(stage, "MOST_ENTRIES", 15)
    sizes = []
    more = [SourceRow(f"{who}", call, NewActivity(who, call, DAY)) for who in everybody]
    write(more, told_written=lambda count, total: sizes.append(count))
    assert sizes == [1, 1, 1]
    assert db.session.scalar(select(func.count(Person.id))) > 3


def test_a_long_history_alone_does_not_make_portions_of_one_row(cast, call, small, monkeypatch):
    """Whoever has more than fits into a portion is replayed for each portion; so there must be
    few."""
    monkeypatch.setattr(stage, "MOST_ROWS", 1000)
    past = [SourceRow(f"{n}", call, NewActivity(cast.ada, call, DAY)) for n in range(30)]
    write(past, source="past")
    monkeypatch.setattr(stage, "MOST_ENTRIES", 15)
    sizes = []
    whose = [cast.ada, cast.ben, *[cast.ada] * 8]
    more = [SourceRow(f"{n}", call, NewActivity(who, call, DAY)) for n, who in enumerate(whose)]
    write(more, told_written=lambda count, total: sizes.append(count))
    assert sizes == [9, 1]
    assert scoring.verify() == []


def test_portions_shrink_where_others_wait_too_long_and_grow_where_they_do_not():
    room = stage.Room()
    before = room.rows
    room.learn(held=4 * stage.HOLD_SECONDS)
    assert room.rows == before // 4
    for _ in range(9):
        room.learn(held=0.01)
    assert room.rows == stage.MOST_ROWS
    for _ in range(9):
        room.learn(held=60)
    assert 0 < room.rows < before
