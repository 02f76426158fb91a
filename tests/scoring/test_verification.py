"""What is not as the ledger says is found and made anew; what comes meanwhile is no difference."""

from datetime import UTC, date, datetime
from threading import Thread, get_ident
from uuid import uuid4

import pytest
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.orm import aliased

from leaderboard import scoring
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import BY_HAND, Activity, Award, Badge, Total
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import PeriodKind

pytestmark = pytest.mark.usefixtures("any_database")

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY = date(2026, 3, 20)
PER_CALL = {"slug": "call", "name": "Call", "trigger": "per_activity", "kind": "call", "points": 5}
BADGE = {"slug": "kind", "name": "Kind", "icon": "star"}


@pytest.fixture
def call(session, cast, kinds):
    """Log a call of Ada's."""
    load_rules({"badge": [BADGE], "rule": [PER_CALL]}, at=NOON, since=date(2026, 1, 1))

    def called():
        new = scoring.NewActivity(cast.ada, kinds["call"], TODAY)
        return scoring.log_activity(new, client_id=uuid4().hex, by_id=None, at=NOON)

    return called


def give_points(person_id):
    scoring.give_badge(
        person_id,
        badge_id=db.session.scalar(select(Badge.id).where(Badge.slug == "kind")),
        points=5,
        day=TODAY,
        client_id="given",
        by_id=None,
        at=NOON,
        reason="well done",
    )


def put_in_team(team_id, table, *conditions):
    with write_transaction(db.session):
        db.session.execute(update(table).where(*conditions).values(team_id=team_id))


def found():
    return {difference.what for difference in scoring.verify()}


def test_an_entry_in_another_team_is_found_and_brought_back(cast, call):
    call()
    put_in_team(cast.south, Activity)
    assert "team of activity" in found()
    scoring.rebuild(at=NOON)
    assert scoring.verify() == []


def test_what_was_given_by_hand_in_another_team_is_found_and_brought_back(cast, call):
    give_points(cast.ada)
    put_in_team(cast.south, Award)
    assert "team of award" in found()
    scoring.rebuild(at=NOON)
    assert scoring.verify() == []


def test_a_reversal_in_another_team_is_found_and_brought_back(cast, call):
    logged = call()
    scoring.void_activity(logged.activity.id, by_id=None, reason="undo", at=NOON)
    put_in_team(cast.south, Award, Award.reverses_id.is_not(None))
    assert "team of award" in found()
    scoring.rebuild(at=NOON)
    assert scoring.verify() == []


# What can be changed in a line so that no ledger gives it. When and in how loud a voice it was
# written, and which of two versions that pay the same paid, follow from nothing.
CHANGES = {
    "key": "elsewhere",
    "window_start": date(2026, 1, 1),
    "cause": "activity:999",
    "turn": 1,
    "times": 2,
    "points": 7,
    "occurred_on": date(2026, 3, 19),
    "subject_id": "ben",
    "team_id": "south",
    "badge_id": "kind",
    "activity_id": "first",
}


@pytest.mark.parametrize("column", [*CHANGES, "reason", "params"])
def test_a_changed_award_is_found_and_answered(cast, call, column):
    first, last = call(), call()
    change(Award.activity_id == last.activity.id, column, cast=cast, first=first.activity.id)
    assert_found_and_mended({5: 2})


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_reversal_is_found_and_put_right(cast, call, column):
    first, last = call(), call()
    scoring.void_activity(last.activity.id, by_id=None, reason="undo", at=NOON)
    change(Award.reverses_id.is_not(None), column, cast=cast, first=first.activity.id)
    assert_found_and_mended({5: 1})


@pytest.mark.parametrize("column", ["key", "cause"])
def test_a_changed_line_given_by_hand_is_found(cast, call, column):
    give_points(cast.ada)
    change(Award.rule_id == BY_HAND, column, cast=cast, first=None)
    assert_found_and_mended({5: 1})


def change(condition, column, *, cast, first):
    value = {
        **CHANGES,
        "subject_id": cast.ben,
        "team_id": cast.south,
        "badge_id": db.session.scalar(select(Badge.id)),
        "activity_id": first,
        "reason": "streak",
        "params": {},
    }[column]
    with write_transaction(db.session):
        db.session.execute(update(Award).where(condition).values({column: value}))


def assert_found_and_mended(live):
    """With these awards in the end: how many of so many points."""
    assert scoring.verify() != []
    scoring.rebuild(at=NOON)
    assert scoring.verify() == []
    reversal = aliased(Award)
    rows = db.session.execute(
        select(Award.points, func.count())
        .outerjoin(reversal, reversal.reverses_id == Award.id)
        .where(Award.reverses_id.is_(None), reversal.id.is_(None))
        .group_by(Award.points)
    )
    assert dict(rows.all()) == live


def test_what_is_logged_while_it_reads_is_no_difference(app, session, call):
    call()
    reading = get_ident()

    def log_behind(connection, cursor, statement, *rest):
        """After each thing it has read."""
        if get_ident() == reading:
            thread = Thread(target=log_in_another_request, args=(app, call))
            thread.start()
            thread.join(timeout=30)

    event.listen(db.engine, "after_cursor_execute", log_behind)
    try:
        assert scoring.verify() == []
    finally:
        event.remove(db.engine, "after_cursor_execute", log_behind)
    assert session.scalar(select(func.count()).select_from(Activity)) > 2


def log_in_another_request(app, call):
    with app.app_context():
        call()


@pytest.mark.parametrize("work", [scoring.verify, lambda told: scoring.rebuild(at=NOON, told=told)])
def test_both_tell_how_far_they_are(cast, call, work):
    for _ in range(3):
        call()
    heard = []
    work(heard.append)
    assert heard == sorted(heard)
    assert (heard[-1], len(heard) >= 4) == (scoring.WHOLE, True)
    assert scoring.verify() == []


@pytest.mark.parametrize("kind", list(PeriodKind))
@pytest.mark.parametrize("change", ["more", "none", "other"])
def test_a_total_of_any_period_is_found_and_made_anew(cast, call, kinds, kind, change):
    call()
    own = (Total.period_kind == kind.value, Total.kind_id == kinds["call"])
    with write_transaction(db.session):
        if change == "more":
            db.session.execute(update(Total).where(*own).values(lasting=Total.lasting + 1))
        elif change == "none":
            db.session.execute(delete(Total).where(*own))
        else:
            db.session.execute(update(Total).where(*own).values(kind_id=kinds["email"]))
    found = scoring.verify()
    assert {difference.what for difference in found} == {"total"}
    assert all(difference.key.startswith(f"{kind} ") for difference in found)
    scoring.rebuild(at=NOON)
    assert scoring.verify() == []
