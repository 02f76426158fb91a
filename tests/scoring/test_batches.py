"""Many activities at once: identity, correction, void, and the report's counts."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.models import (
    Activity,
    Audit,
    Award,
    DimensionValue,
    Kind,
    Person,
    Rule,
    RuleVersion,
    Void,
)
from leaderboard.scoring import Bad, NewActivity, SourceRow

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)

pytestmark = pytest.mark.usefixtures("session")


def kind_id(slug):
    return db.session.scalar(select(Kind.id).where(Kind.slug == slug))


def value_id(slug):
    return db.session.scalar(select(DimensionValue.id).where(DimensionValue.slug == slug))


def deal(subject_id, amount, **changes):
    new = NewActivity(
        subject_id=subject_id, kind_id=kind_id("deal-won"), occurred_on=DAY, amount=amount
    )
    return new._replace(**changes)


def row(external_id, new, *, line=0):
    return SourceRow(external_id, kind_id("deal-won"), new, line)


def write(*rows, **options):
    return scoring.write_batch(
        rows, **{"source": "crm", "by_id": None, "at": AT, "file": "deals.csv", **options}
    )


def amounts():
    void = select(Void.activity_id)
    return sorted(db.session.scalars(select(Activity.amount).where(Activity.id.not_in(void))))


def pay(trigger, **condition):
    """A rule of ten points for deals."""
    with scoring.publish(by_id=None, at=AT) as publication:
        rule = Rule(slug="ten", name="Ten", created_at=AT)
        rule.versions = [
            RuleVersion(
                number=1,
                since=DAY,
                trigger=trigger,
                condition={"kind_id": kind_id("deal-won"), **condition},
                limits={},
                points=10,
                made_at=AT,
            )
        ]
        db.session.add(rule)
        db.session.flush()
        publication.audit("publish", "rule", rule.id)


def counted(report):
    return {name: number for name, number in report.counts.items() if number}


@pytest.mark.usefixtures("any_database")
def test_the_same_rows_again_change_nothing(cast):
    rows = [row("1", deal(cast.ada, 100)), row("2", deal(cast.ben, 200))]
    assert counted(write(*rows)) == {"added": 2}
    assert counted(write(*rows)) == {"unchanged": 2}
    assert db.session.scalar(select(func.count(Activity.id))) == 2
    assert scoring.verify() == []


@pytest.mark.usefixtures("any_database")
def test_a_changed_row_is_a_correction_and_a_row_that_no_longer_holds_is_a_void(cast):
    write(row("1", deal(cast.ada, 100)), row("2", deal(cast.ada, 200)))
    report = write(row("1", deal(cast.ada, 150)), row("2", None), row("3", None))
    assert counted(report) == {"corrected": 1, "voided": 1}
    assert amounts() == [150]
    assert counted(write(row("1", deal(cast.ada, 150)), row("2", None))) == {"unchanged": 1}
    assert scoring.verify() == []


def test_a_row_that_holds_again_comes_back(cast):
    write(row("1", deal(cast.ada, 100)))
    write(row("1", None))
    assert counted(write(row("1", deal(cast.ada, 100)))) == {"corrected": 1}
    assert amounts() == [100]
    assert scoring.verify() == []


@pytest.mark.usefixtures("any_database")
def test_what_was_voided_by_hand_stays_void_until_its_row_changes(cast):
    write(row("1", deal(cast.ada, 100)), row("2", deal(cast.ada, 7)))
    voided = scoring.void_rows(["1"], source="crm", by_id=None, reason="Never paid", at=AT)
    assert voided == 1
    report = write(row("1", deal(cast.ada, 100)), row("2", deal(cast.ada, 7)))
    assert counted(report) == {"unchanged": 1, "kept_void": 1}
    assert amounts() == [7]
    assert counted(write(row("1", deal(cast.ada, 101)))) == {"corrected": 1}
    assert amounts() == [7, 101]
    assert scoring.verify() == []


def test_a_row_voided_by_hand_that_no_longer_holds_is_counted_once_as_kept_void(cast):
    write(row("1", deal(cast.ada, 100)))
    scoring.void_rows(["1"], source="crm", by_id=None, reason="Never paid", at=AT)
    assert counted(write(row("1", None))) == {"kept_void": 1}
    assert counted(write(row("1", None))) == {}


def test_voiding_a_row_twice_changes_nothing_and_an_unknown_row_is_named(cast):
    write(row("1", deal(cast.ada, 100)))
    options = {"source": "crm", "by_id": None, "reason": "Never paid", "at": AT}
    assert scoring.void_rows(["1"], **options) == 1
    assert scoring.void_rows(["1"], **options) == 0
    with pytest.raises(scoring.UnknownRow, match="X-9"):
        scoring.void_rows(["1", "X-9"], **options)


def test_a_correction_by_hand_stands_until_its_row_changes(cast):
    write(row("1", deal(cast.ada, 100)))
    first = db.session.scalar(select(Activity.id))
    scoring.correct_activity(
        first,
        by_id=cast.mona,
        reason="Discount",
        at=AT,
        client_id="by-hand",
        is_late_allowed=True,
        amount=90,
    )
    assert counted(write(row("1", deal(cast.ada, 100)))) == {"unchanged": 1}
    assert amounts() == [90]
    assert counted(write(row("1", deal(cast.ada, 110)))) == {"corrected": 1}
    assert amounts() == [110]
    assert scoring.verify() == []


def test_a_row_reassigned_moves_its_totals(cast):
    write(row("1", deal(cast.ada, 100)))
    write(row("1", deal(cast.otto, 100)))
    assert db.session.scalars(
        select(Activity.subject_id).where(Activity.corrects_id.is_not(None))
    ).all() == [cast.otto]
    assert scoring.verify() == []


@pytest.mark.usefixtures("any_database")
def test_security_13_with_a_bad_line_nothing_is_written(cast):
    rows = [row("1", deal(cast.ada, 100)), row("2", deal(cast.ada, -5), line=3)]
    with pytest.raises(scoring.RefusedLines) as refused:
        write(*rows)
    assert [(bad.line, bad.error.field) for bad in refused.value.bad.first] == [(3, "amount")]
    assert amounts() == []
    assert counted(write(*rows, skips_bad=True)) == {"added": 1, "bad": 1}
    assert amounts() == [100]


def test_a_bad_line_is_left_out_with_all_it_gives(cast):
    lead = NewActivity(subject_id=cast.ada, kind_id=kind_id("qualified-lead"), occurred_on=DAY)
    rows = [
        SourceRow("1", kind_id("qualified-lead"), lead, 2),
        row("1", deal(cast.ada, -5), line=2),
        row("2", deal(cast.ada, 5), line=3),
    ]
    report = write(*rows, Bad(4, ValueError("unreadable")), skips_bad=True)
    assert counted(report) == {"added": 1, "bad": 2}
    assert [bad.line for bad in report.bad.first] == [4, 2]
    assert amounts() == [5]


def test_what_stood_is_not_checked_again(cast, session):
    write(row("1", deal(cast.ada, 100)))
    with scoring.publish(by_id=None, at=AT) as publication:
        won = session.scalar(select(Kind).where(Kind.slug == "deal-won"))
        won.asks = {**won.asks, "customer": "required"}
        publication.audit("change", "kind", won.id)
    assert counted(write(row("1", deal(cast.ada, 100)))) == {"unchanged": 1}
    with pytest.raises(scoring.RefusedLines):
        write(row("1", deal(cast.ada, 120)))


def test_only_the_first_bad_lines_are_kept_and_all_are_counted(cast):
    rows = [row(str(n), deal(cast.ada, -5), line=n) for n in range(2, 92)]
    report = write(*rows, skips_bad=True)
    assert report.bad.count == 90
    assert [bad.line for bad in report.bad.first] == [2, 3, 4]


def test_security_13_a_dry_run_counts_and_writes_nothing(cast):
    write(row("1", deal(cast.ada, 100)))
    before = db.session.scalar(select(func.count(Audit.id)))
    rows = [row("1", deal(cast.ada, 5)), row("2", deal(cast.ada, 7))]
    assert counted(write(*rows, is_dry=True)) == {"added": 1, "corrected": 1}
    assert amounts() == [100]
    assert db.session.scalar(select(func.count(Audit.id))) == before
    assert scoring.verify() == []


def test_a_cut_of_a_dry_run_is_not_remembered(cast):
    """Its id is free again and goes to another cut, with other values."""
    pay("per_activity", value_ids=[value_id("upsell")])
    new = frozenset([value_id("new")])
    upsell = frozenset([value_id("upsell")])
    write(row("1", deal(cast.ada, 5, value_ids=new)), is_dry=True)
    write(row("1", deal(cast.ada, 5, value_ids=upsell)))
    assert db.session.scalars(select(Award.points)).all() == [10]
    assert scoring.verify() == []


def test_security_13_each_batch_leaves_a_line_in_the_audit(cast):
    write(row("1", deal(cast.ada, 100)))
    line = db.session.scalar(select(Audit).order_by(Audit.id.desc()))
    assert (line.action, line.noun, line.by_id) == ("import", "activity", None)
    assert line.after["source"] == "crm"
    assert line.after["file"] == "deals.csv"
    assert line.after["added"] == 1


def test_two_sources_do_not_know_each_other(cast):
    write(row("1", deal(cast.ada, 100)))
    assert counted(write(row("1", deal(cast.ada, 100)), source="sheet")) == {"added": 1}
    assert amounts() == [100, 100]


def test_entries_of_a_person_who_left_are_taken_up_to_the_last_day(cast, session):
    with scoring.publish(by_id=None, at=AT) as publication:
        ada = session.get_one(Person, cast.ada)
        ada.deactivated_at = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
        publication.audit("deactivate", "person", cast.ada)
    later = date(2026, 3, 3)
    rows = [row("1", deal(cast.ada, 1)), row("2", deal(cast.ada, 2, occurred_on=later), line=3)]
    report = write(*rows, skips_bad=True)
    assert [(bad.line, bad.error.reason) for bad in report.bad.first] == [(3, "deactivated")]
    assert amounts() == [1]


def test_portions_keep_the_identities_of_a_row_together(cast, monkeypatch):
    monkeypatch.setattr("leaderboard.scoring.batches.PORTION", 2)
    told = []
    lead = NewActivity(subject_id=cast.ada, kind_id=kind_id("qualified-lead"), occurred_on=DAY)
    rows = [
        item
        for name in "abc"
        for item in (
            row(name, deal(cast.ada, 5), line=1),
            SourceRow(name, kind_id("qualified-lead"), lead, 1),
            SourceRow(name, kind_id("call"), None, 1),
        )
    ]
    assert counted(write(*rows, told=told.append)) == {"added": 6}
    assert told == [3, 3, 3]


def test_what_is_said_decides_the_digest_and_nothing_else(cast):
    one = deal(cast.ada, 100, customer="كریم", customer_key="کریم")
    assert one.digest() == one._replace(customer_key="karim").digest()
    assert one.digest() != one._replace(amount=101).digest()
    assert one.digest() != one._replace(days=0).digest()
    assert one._replace(days=0).digest() != one._replace(profit=0).digest()
    assert one.digest() != one._replace(value_ids=frozenset([1])).digest()


@pytest.mark.usefixtures("any_database")
def test_the_first_of_the_day_passes_to_whoever_comes_next(cast):
    pay("first_in_team")
    write(row("1", deal(cast.ada, 5)), row("2", deal(cast.ben, 5)), row("3", deal(cast.otto, 5)))
    assert points() == {cast.ada: 10, cast.otto: 10}
    write(row("1", None))
    assert points() == {cast.ada: 0, cast.ben: 10, cast.otto: 10}
    assert scoring.verify() == []


def points():
    sums = select(Award.subject_id, func.sum(Award.points)).group_by(Award.subject_id)
    return {subject_id: int(total) for subject_id, total in db.session.execute(sums)}
