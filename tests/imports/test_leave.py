"""Leave and holidays from files."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from leaderboard import scoring
from leaderboard.extensions import db
from leaderboard.imports.holidays import import_holidays, open_holidays
from leaderboard.imports.problems import BadFile
from leaderboard.models import Absence, Award, Holiday, Kind, Leave
from leaderboard.publishing.leave import ask_for_leave
from leaderboard.publishing.rules import load_rules
from tests.imports.conftest import said
from tests.imports.desk import AT, sheet_text

PLAN = """
source = "leave"
person = "who"
from = "from"
to = "to"
note = "note"
"""
HEADS = "who,from,to,note"
ROW = {"slug": "row", "name": "Row", "trigger": "streak", "kind": "call", "target": 3, "points": 9}
# A Monday.
MONDAY = date(2026, 11, 9)


@pytest.fixture
def holidays(session, cast, tmp_path):
    """Import a file of holidays; returns the counts that are not zero."""

    def read(*lines, **options):
        path = tmp_path / "holidays.csv"
        path.write_bytes(sheet_text(lines))
        report = import_holidays(
            open_holidays(path), **{"by_id": None, "at": AT, "is_sure": True, **options}
        )
        return {name: count for name, count in report.counts.items() if count}

    return read


def days_off(person_id):
    rows = select(Leave.day).where(Leave.person_id == person_id).order_by(Leave.day)
    return db.session.scalars(rows).all()


def calls(person_id, *days):
    kind_id = db.session.scalar(select(Kind.id).where(Kind.slug == "call"))
    for day in days:
        new = scoring.NewActivity(person_id, kind_id, day)
        scoring.log_activity(
            new, client_id=f"{person_id} {day}", by_id=None, at=AT, is_late_allowed=True
        )


def points():
    db.session.rollback()
    return db.session.scalar(select(func.coalesce(func.sum(Award.points), 0)))


def test_leave_is_recorded_from_to_with_its_note(desk, cast):
    counts = desk.leave(
        PLAN, HEADS, "Ada,2026-12-21,2026-12-24,Yalda", "Ben,1405/10/01,,", "Ada,2027-01-04,,"
    )
    assert counts == {"added": 3}
    assert days_off(cast.ada) == [
        *(date(2026, 12, day) for day in range(21, 25)),
        date(2027, 1, 4),
    ]
    assert days_off(cast.ben) == [date(2026, 12, 22)]
    notes = db.session.scalars(select(Absence.note).order_by(Absence.id)).all()
    assert notes == ["Yalda", "", ""]


def test_the_same_file_again_changes_nothing(desk, cast):
    lines = [HEADS, "Ada,2026-12-21,2026-12-24,Yalda", "Ben,2026-12-21,2026-12-21,"]
    desk.leave(PLAN, *lines)
    assert desk.leave(PLAN, *lines) == {"unchanged": 2}
    assert db.session.scalar(select(func.count()).select_from(Absence)) == 2


def test_what_the_person_asked_for_is_accepted(desk, cast):
    with scoring.publish(by_id=cast.ada, at=AT) as publication:
        ask_for_leave(
            publication, person_id=cast.ada, first=date(2026, 12, 21), last=date(2026, 12, 22)
        )
    assert days_off(cast.ada) == []
    assert desk.leave(PLAN, HEADS, "Ada,2026-12-21,2026-12-22,") == {"accepted": 1}
    assert len(days_off(cast.ada)) == 2


@pytest.mark.usefixtures("any_database")
def test_leave_told_late_mends_the_row_of_days(desk, cast):
    load_rules({"rule": [ROW]}, at=AT, since=date(2026, 1, 1))
    calls(cast.ada, MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=3))
    assert points() == 0
    desk.leave(PLAN, HEADS, "Ada,2026-11-11,,")
    assert points() == 9
    assert scoring.verify() == []


def test_leave_that_cannot_be_is_told_by_its_line(desk, cast):
    why = desk.refused(
        PLAN,
        HEADS,
        "Nobody,2026-12-21,,",
        "Ada,,2026-12-21,",
        "Ada,2026-12-24,2026-12-21,",
        "Ada,2026-12-24,2036-12-21,",
        "Ada,2026-12-24,,",
        of="leave",
    )
    assert why == [
        "2: Nobody here is called “Nobody”.",
        "3: The first day is missing.",
        "4: The last day is before the first.",
        "5: This is too long. Is the year right?",
    ]
    assert days_off(cast.ada) == []


def test_days_in_the_wrong_order_within_other_leave_are_bad(desk):
    desk.leave(PLAN, HEADS, "Ada,2026-12-21,2026-12-24,")
    assert desk.refused(PLAN, HEADS, "Ada,2026-12-24,2026-12-21,", of="leave") == [
        "2: The last day is before the first."
    ]


def test_holidays_need_no_map_and_come_in_either_calendar(holidays):
    assert holidays("from,to,name", "2026-12-24,2026-12-26,Christmas") == {"added": 1}
    assert holidays("تاریخ,مناسبت", "۱۴۰۵/۱۲/۲۹,ملی شدن صنعت نفت") == {"added": 1}
    assert holidays("date,name", "2027-01-01,New Year") == {"added": 1}
    rows = db.session.execute(select(Holiday.day, Holiday.name).order_by(Holiday.day)).all()
    assert [tuple(row) for row in rows] == [
        *((date(2026, 12, day), "Christmas") for day in (24, 25, 26)),
        (date(2027, 1, 1), "New Year"),
        (date(2027, 3, 20), "ملی شدن صنعت نفت"),
    ]


def test_the_same_holidays_again_change_nothing(holidays):
    lines = ["from,to,name", "2026-12-24,2026-12-26,Christmas", "2027-01-01,,New Year"]
    assert holidays(*lines) == {"added": 2}
    assert holidays(*lines) == {"unchanged": 2}
    longer = ["from,to,name", "2026-12-24,2026-12-27,Break"]
    assert holidays(*longer) == {"added": 1}
    assert db.session.get(Holiday, date(2026, 12, 24)).name == "Christmas"


@pytest.mark.usefixtures("any_database")
def test_a_holiday_told_late_mends_rows_of_days(holidays, cast):
    load_rules({"rule": [ROW]}, at=AT, since=date(2026, 1, 1))
    calls(cast.ada, MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=3))
    assert holidays("date,name", "2026-11-11,Armistice") == {"added": 1}
    assert points() == 9
    assert scoring.verify() == []


def test_a_dry_run_of_holidays_adds_none(holidays):
    assert holidays("date,name", "2026-11-11,Armistice", is_dry=True) == {"added": 1}
    assert db.session.get(Holiday, date(2026, 11, 11)) is None


def test_holidays_that_cannot_be_are_told(holidays):
    with pytest.raises(scoring.RefusedLines) as error:
        holidays("from,to,name", "soon,,Christmas", "2026-12-24,2026-12-20,Yule", "2026-12-24,,")
    lines = said(error.value.bad)
    assert lines[0].startswith("2: “soon”")
    assert lines[1:] == ["3: The last day is before the first.", "4: A name is missing."]


def test_without_a_map_the_sentence_names_no_key_of_one(holidays):
    with pytest.raises(scoring.RefusedLines) as error:
        holidays("date,name", "25.12.2026,Christmas")
    assert said(error.value.bad) == ["2: “25.12.2026” is not a date like 2026-04-28."]


def test_a_file_without_the_columns_is_told_which(holidays):
    with pytest.raises(BadFile, match="from, to and name, or date and name"):
        holidays("when,what", "2026-12-24,Christmas")
