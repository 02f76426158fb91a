"""A statement sent by the driver says and returns the same as one sent by SQLAlchemy."""

from datetime import date

import pytest
from sqlalchemy import bindparam, func, insert, select

from leaderboard import clock
from leaderboard.database import write_transaction
from leaderboard.inserts import Rows
from leaderboard.models import Award, Total
from leaderboard.statements import Prepared, among

pytestmark = pytest.mark.usefixtures("any_database")

LINE = {
    "key": "0/1/2026-03-02/by-hand/0",
    "rule_id": 0,
    "rule_version_id": None,
    "window_start": date(2026, 3, 2),
    "cause": "by-hand",
    "turn": 0,
    "times": 1,
    "points": 30,
    "team_id": 0,
    "badge_id": None,
    "activity_id": None,
    "occurred_on": date(2026, 3, 2),
    "made_by_id": None,
    "reason": "by_hand",
    "params": {"note": "بسیار خوب"},
    "is_silent": False,
    "reverses_id": None,
}


@pytest.fixture
def line(session, cast):
    """An award with something in every type of column, inserted as one of many rows."""
    written = LINE | {"subject_id": cast.ada, "made_at": clock.now()}
    with write_transaction(session):
        Rows(insert(Award.__table__)).send([written])
    return written


def test_what_is_written_is_read_back_either_way(session, cast, line):
    asked = select(Award.__table__).where(Award.subject_id == bindparam("subject"))
    [prepared] = Prepared(asked).all(subject=cast.ada)
    [usual] = session.execute(asked, {"subject": cast.ada}).all()
    assert prepared == tuple(usual)
    assert {name: getattr(prepared, name) for name in line} == line


def test_an_instant_without_its_zone_is_refused(session, cast):
    naive = LINE | {"subject_id": cast.ada, "made_at": clock.now().replace(tzinfo=None)}
    with pytest.raises(ValueError, match="zone"), write_transaction(session):
        Rows(insert(Award.__table__)).send([naive])


def test_a_scalar_passes_through_its_type(session, cast, line):
    newest = Prepared(select(func.max(Award.made_at)).where(Award.rule_id == bindparam("rule")))
    assert newest.scalar(rule=0) == line["made_at"]
    assert newest.scalar(rule=99) is None
    assert Prepared(select(Award.id).where(Award.id == -1)).scalar() is None


def test_the_statements_own_values_are_sent_with_it(session, cast, line):
    on_the_day = select(Award.key).where(
        Award.occurred_on == date(2026, 3, 2), among(Award.rule_id, [3, 0]), Award.times == 1
    )
    assert Prepared(on_the_day).scalar() == line["key"]


@pytest.mark.parametrize("days", [[], [2], [1, 2, 3]])
def test_a_list_may_have_any_length(session, cast, line, days):
    asked = {
        "rules": [3, 0],
        "days": [date(2026, 3, day) for day in days],
        "subject": cast.ada,
    }
    found = ON_DAYS.all(**asked)
    assert [tuple(row) for row in found] == ([(line["key"],)] if days else [])
    assert found == session.execute(ON_DAYS_USUALLY, asked).all()


# A list in two places, another one of days, and values around them.
ON_DAYS_USUALLY = select(Award.key).where(
    Award.turn == 0,
    Award.rule_id.in_(bindparam("rules", expanding=True)),
    Award.occurred_on.in_(bindparam("days", expanding=True)),
    Award.subject_id == bindparam("subject"),
    Award.rule_id.in_(bindparam("rules", expanding=True)),
)
ON_DAYS = Prepared(ON_DAYS_USUALLY)


def test_a_number_drawn_by_the_database_comes_back(session, cast, line):
    with write_transaction(session):
        made = Prepared(insert(Award.__table__).returning(Award.id)).scalar(
            **line | {"key": "another"}
        )
    assert session.get_one(Award, made).key == "another"


def test_a_value_that_is_missing_is_an_error(session):
    with pytest.raises(KeyError, match="subject"):
        Prepared(select(Total.start).where(Total.subject_id == bindparam("subject"))).all()
