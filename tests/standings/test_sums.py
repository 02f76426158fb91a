"""How the sums of everybody are read where the history is long."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.rules.metrics import Measure, Term
from leaderboard.rules.periods import PeriodKind, Span, period_of
from leaderboard.rules.tiles import tiles
from leaderboard.standings.sums import Grouped, Question

# What ANALYZE says of the totals of a thousand people and two years.
LONG_HISTORY = (
    ("total", "857000 171400 1000 1000 1 1 1"),
    ("ix_total_subject", "857000 857 172 172 1"),
)


@pytest.fixture
def long_history(session):
    db.session.execute(text("ANALYZE"))
    db.session.execute(text("DELETE FROM sqlite_stat1 WHERE tbl = 'total'"))
    for index, said in LONG_HISTORY:
        db.session.execute(
            text("INSERT INTO sqlite_stat1 VALUES ('total', :index, :said)"),
            {"index": index, "said": said},
        )
    db.session.execute(text("ANALYZE sqlite_schema"))


def plan_of(question):
    said = (
        question.statement()
        .params(**question.values())
        .compile(db.engine, compile_kwargs={"literal_binds": True, "render_postcompile": True})
    )
    statement = text(f"EXPLAIN QUERY PLAN {said}")
    return " ".join(row.detail for row in db.session.execute(statement))


@pytest.mark.usefixtures("long_history")
@pytest.mark.parametrize("grouped", [Grouped.SUBJECT, Grouped.TEAM])
@pytest.mark.parametrize("later", [0, 10])
def test_everybodys_sums_are_found_by_period_and_not_person_by_person(session, grouped, later):
    """A month has one row a person; thirty other days have thirty."""
    settings = configuration.current()
    month = period_of(PeriodKind.MONTH, date(2026, 3, 1), settings.almanac).span
    by = timedelta(days=later)
    tiled = tiles(Span(month.start + by, month.end + by), settings.almanac)
    plan = plan_of(Question([Term(1, Measure.ENTRIES)], tiled, grouped))
    assert "PRIMARY KEY (period_kind=? AND start=? AND kind_id=?)" in plan
    assert "ANY(subject_id)" not in plan
