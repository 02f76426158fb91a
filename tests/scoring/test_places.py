"""A correction that changes nothing that counts keeps its place, on the phone and in a file."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from leaderboard import configuration, scoring
from leaderboard.models import Activity, Award, By, Kind, Metric
from leaderboard.publishing.rules import load_rules
from leaderboard.rules.periods import Span
from leaderboard.rules.ranking import Ties
from leaderboard.standings.boards import board

TODAY = date(2026, 3, 20)
MORNING = datetime(2026, 3, 20, 9, tzinfo=UTC)
FIRST = {
    "slug": "first",
    "name": "First of the day",
    "trigger": "first_in_team",
    "kind": "deal-won",
    "points": 10,
}
PER_AMOUNT = {
    "slug": "per-ten",
    "name": "Per ten",
    "trigger": "per_activity",
    "kind": "deal-won",
    "per_amount": 10,
    "points": 3,
}
DAY = timedelta(days=1)
EACH = {"slug": "each", "name": "Each", "trigger": "per_activity", "kind": "deal-won", "points": 1}

pytestmark = pytest.mark.usefixtures("any_database")


class Morning:
    """A morning on which two people win deals, by hand or by a file, minute by minute."""

    def __init__(self, session):
        self.session, self.minutes = session, iter(range(600))
        self.kind_id = session.scalar(select(Kind.id).where(Kind.slug == "deal-won"))
        load_rules({"rule": [FIRST, EACH]}, at=MORNING, since=TODAY - DAY)

    def at(self):
        return MORNING + timedelta(minutes=next(self.minutes))

    def deal(self, person_id, **said):
        given = {"amount": 500, "customer": "Smith", "customer_key": "smith", **said}
        return scoring.NewActivity(person_id, self.kind_id, TODAY, **given)

    def wins(self, person_id, **said):
        at = self.at()
        made = scoring.log_activity(
            self.deal(person_id, **said), client_id=f"{at}", by_id=None, at=at
        )
        return made.activity.id

    def corrects(self, activity_id, **changes):
        at = self.at()
        made = scoring.correct_activity(
            activity_id, by_id=None, reason="", at=at, client_id=f"{at}", **changes
        )
        return made.activity.id

    def file(self, *rows):
        """Rows of (external id, person, what else is said)."""
        lines = [
            scoring.SourceRow(name, self.kind_id, self.deal(person_id, **said))
            for name, person_id, said in rows
        ]
        return scoring.write_batch(lines, source="crm", by_id=None, at=self.at())

    def standing(self, slug):
        """The ranks of a board on which the first to reach a value comes first."""
        metric_id = self.session.scalar(select(Metric.id).where(Metric.slug == slug))
        metric = configuration.current().metrics()[metric_id]
        span = Span(date(2026, 3, 1), date(2026, 4, 1))
        rows = board(metric, by=By.REP, span=span, ties=Ties.FIRST).rows
        self.session.rollback()
        return [row.name for row in rows]

    def first_of_the_day(self):
        """The owner of the standing award."""
        reversed_ids = select(Award.reverses_id).where(Award.reverses_id.is_not(None))
        lines = self.session.scalars(
            select(Award.subject_id).where(
                Award.cause.startswith("team:"),
                Award.reverses_id.is_(None),
                Award.id.not_in(reversed_ids),
            )
        )
        found = lines.one()
        self.session.rollback()
        return found


@pytest.fixture
def morning(session, cast):
    return Morning(session)


@pytest.mark.parametrize("changes", [{"note": "by phone"}, {"customer": "Smith Ltd"}])
def test_a_note_takes_nobody_from_the_first_place(cast, morning, changes):
    ada = morning.wins(cast.ada)
    morning.wins(cast.ben)
    assert morning.first_of_the_day() == cast.ada
    for _ in range(2):
        ada = morning.corrects(ada, **changes)
        assert morning.first_of_the_day() == cast.ada
        for slug in ("deals-won", "revenue", "points"):
            assert morning.standing(slug) == ["Ada", "Ben"], slug
        assert scoring.verify() == []


def test_the_nightly_file_takes_nobody_from_the_first_place(cast, morning):
    morning.file(("1", cast.ada, {}), ("2", cast.otto, {}))
    morning.file(("3", cast.ben, {}))
    report = morning.file(("1", cast.ada, {"customer": "Smith Ltd"}), ("2", cast.otto, {}))
    assert report.corrected == 1
    assert morning.standing("deals-won") == ["Ada", "Otto", "Ben"]
    assert scoring.verify() == []


def test_what_a_correction_adds_is_reached_when_it_is_made(cast, morning):
    ada = morning.wins(cast.ada, amount=100)
    morning.wins(cast.ben)
    morning.corrects(ada, amount=500)
    assert morning.standing("revenue") == ["Ben", "Ada"]
    # As many deals as before, and since then.
    assert morning.standing("deals-won") == ["Ada", "Ben"]
    assert scoring.verify() == []


@pytest.mark.parametrize("changes", [{"days": 20}, {"profit": 90}, {"amount": 900}])
def test_what_no_rule_counts_moves_neither_points_nor_the_first_of_the_day(cast, morning, changes):
    ada = morning.wins(cast.ada, amount=500)
    morning.wins(cast.ben, amount=900)
    morning.corrects(ada, **changes)
    assert morning.first_of_the_day() == cast.ada
    assert morning.standing("points") == ["Ada", "Ben"]
    assert morning.standing("deals-won") == ["Ada", "Ben"]
    assert scoring.verify() == []


def test_equal_points_stay_in_their_order_whatever_is_corrected(cast, morning):
    load_rules({"rule": [{**FIRST, "on": False}]}, at=MORNING, since=TODAY)
    ada = morning.wins(cast.ada)
    morning.wins(cast.ben)
    for changes in ({"days": 20}, {"amount": 900}, {"occurred_on": TODAY - DAY}, {"note": "x"}):
        ada = morning.corrects(ada, **changes)
        assert morning.standing("points") == ["Ada", "Ben"], changes
        assert scoring.verify() == []


def test_points_that_a_correction_adds_are_reached_when_it_is_made(cast, morning):
    """Ben has his first, and Ada hers only when she corrects; a later note moves nothing."""
    load_rules({"rule": [{**FIRST, "on": False}, PER_AMOUNT]}, at=MORNING, since=TODAY)
    ada = morning.wins(cast.ada, amount=500)
    morning.wins(cast.ben, amount=1000)
    ada = morning.corrects(ada, amount=1000)
    assert morning.standing("points") == ["Ben", "Ada"]
    morning.corrects(ada, note="agreed")
    assert morning.standing("points") == ["Ben", "Ada"]
    assert scoring.verify() == []


def test_a_deal_that_counts_only_now_is_not_the_first_of_the_day(cast, morning):
    load_rules({"rule": [{**FIRST, "least_amount": 5}]}, at=MORNING, since=TODAY)
    ada = morning.wins(cast.ada, amount=499)
    morning.wins(cast.ben, amount=500)
    ada = morning.corrects(ada, amount=600)
    assert morning.first_of_the_day() == cast.ben
    morning.corrects(ada, amount=700)
    assert morning.first_of_the_day() == cast.ben
    assert scoring.verify() == []


def test_the_nightly_file_takes_the_first_of_the_day_from_nobody(cast, morning):
    load_rules({"rule": [{**FIRST, "least_amount": 5}]}, at=MORNING, since=TODAY)
    morning.file(("1", cast.ada, {"amount": 499}), ("2", cast.ben, {"amount": 500}))
    morning.file(("1", cast.ada, {"amount": 800}), ("2", cast.ben, {"amount": 700, "days": 9}))
    assert morning.first_of_the_day() == cast.ben
    assert scoring.verify() == []


def test_the_nightly_file_moves_equal_points_only_by_points(cast, morning):
    load_rules({"rule": [{**FIRST, "on": False}]}, at=MORNING, since=TODAY)
    morning.file(("1", cast.ada, {}))
    morning.file(("2", cast.ben, {"amount": 600}))
    morning.file(("1", cast.ada, {"amount": 600, "days": 5}), ("2", cast.ben, {"amount": 600}))
    assert morning.standing("points") == ["Ada", "Ben"]
    assert morning.standing("revenue") == ["Ben", "Ada"]
    assert scoring.verify() == []


def test_what_was_undone_and_comes_again_was_not_there_in_between(cast, morning):
    morning.file(("1", cast.ada, {}))
    morning.wins(cast.ben)
    scoring.void_rows(["1"], source="crm", by_id=None, reason="wrong", at=morning.at())
    assert morning.first_of_the_day() == cast.ben
    morning.file(("1", cast.ada, {"note": "right after all"}))
    assert morning.first_of_the_day() == cast.ben
    assert morning.standing("deals-won") == ["Ben", "Ada"]
    assert scoring.verify() == []


def test_what_was_taken_back_stays_so_when_a_note_is_corrected(session, cast, morning):
    ada = morning.wins(cast.ada)
    line = session.scalars(select(Award).where(Award.cause.startswith("activity:"))).one()
    scoring.take_back(line.id, by_id=None, at=morning.at(), reason="not a deal")
    morning.corrects(ada, note="it was one")
    assert sum(session.scalars(select(Award.points))) == 10
    assert scoring.verify() == []


def test_another_day_is_another_place(session, cast, morning):
    ada = morning.wins(cast.ada)
    kept = morning.corrects(ada, note="a note")
    moved = morning.corrects(kept, occurred_on=TODAY - timedelta(days=1))
    places = dict(session.execute(select(Activity.id, Activity.place_id)).all())
    assert (places[kept], places[moved]) == (ada, None)
    assert scoring.verify() == []
