"""What is not as the ledger says is found and made anew; what comes meanwhile is no difference."""

from datetime import UTC, date, datetime
from threading import Thread, get_ident
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select, update

from leaderboard import scoring
from leaderboard.database import write_transaction
from leaderboard.extensions import db
from leaderboard.models import Activity, Award, Badge
from leaderboard.rulebook import load_rules

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
