"""A ratio's cases are the entries that contribute to its denominator."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from leaderboard import configuration, scoring
from leaderboard.models import By, Goal, GoalKind, GoalVersion, Kind, Metric, MetricTerm
from leaderboard.rules.attainment import State
from leaderboard.rules.metrics import Direction, Measure, Part, Window
from leaderboard.rules.periods import PeriodKind, Span
from leaderboard.standings.boards import board
from leaderboard.standings.progress import progress_of

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
TODAY = NOON.date()
MARCH = Span(date(2026, 3, 1), date(2026, 4, 1))

pytestmark = pytest.mark.usefixtures("any_database")


@pytest.fixture
def log(session, cast):
    kinds = dict(session.execute(select(Kind.slug, Kind.id)).all())

    def logged(slug, *, times=1, **said):
        for _ in range(times):
            made = scoring.log_activity(
                scoring.NewActivity(cast.ada, kinds[slug], TODAY, **said),
                client_id=uuid4().hex,
                by_id=None,
                at=NOON,
            )
        return made.activity.id

    return logged


@pytest.fixture
def adas_row(session):
    """Ada's value, cases and rank on a board of the metric."""

    def row_of(slug):
        metric_id = session.scalar(select(Metric.id).where(Metric.slug == slug))
        [row] = board(configuration.current().metrics()[metric_id], by=By.REP, span=MARCH).rows
        session.rollback()
        return (row.value, row.sample, row.rank)

    return row_of


def divide(session, measure, *, kind="deal-won"):
    """A metric of deals over the sum of something, ranked from three cases on."""
    kind_id = session.scalar(select(Kind.id).where(Kind.slug == kind))
    with scoring.publish(by_id=None, at=NOON) as publication:
        metric = Metric(
            slug="tried",
            name="Tried",
            description="",
            unit="ratio",
            direction=Direction.HIGHER,
            min_sample=3,
        )
        metric.terms = [
            MetricTerm(kind_id=kind_id, measure=counted, part=part, window=Window.WITHIN)
            for counted, part in ((Measure.ENTRIES, Part.NUMERATOR), (measure, Part.DENOMINATOR))
        ]
        session.add(metric)
        session.flush()
        publication.audit("add", "metric", metric.id)


DEAL = {"amount": 1000, "customer": "Acme", "customer_key": "acme"}


def test_six_deals_two_with_known_profit_have_no_margin_to_rank(adas_row, log):
    log("deal-won", times=4, **DEAL)
    log("deal-won", times=2, profit=300, **DEAL)
    value, cases, rank = adas_row("margin")
    assert (float(value), cases, rank) == (0.3, 2, None)
    last = [log("deal-won", profit=0, **DEAL) for _ in range(3)][-1]
    assert adas_row("margin")[1:] == (5, 1)
    scoring.void_activity(last, by_id=None, reason="", at=NOON)
    assert adas_row("margin")[1:] == (4, None)
    assert scoring.verify() == []


def test_a_goal_on_the_margin_waits_for_its_cases(session, cast, log):
    metric_id = session.scalar(select(Metric.id).where(Metric.slug == "margin"))
    with scoring.publish(by_id=None, at=NOON) as publication:
        goal = Goal(
            kind=GoalKind.INDIVIDUAL,
            name="Margin",
            metric_id=metric_id,
            owner_id=cast.ada,
            period_kind=PeriodKind.MONTH,
            since=MARCH.start,
            created_at=NOON,
        )
        goal.versions = [GoalVersion(since=MARCH.start, target=200_000, milestones=[])]
        session.add(goal)
        session.flush()
        publication.audit("set", "goal", goal.id)
    log("deal-won", times=4, **DEAL)
    log("deal-won", times=2, profit=300, **DEAL)
    [progress] = progress_of([goal], day=TODAY)
    assert (progress.sample, progress.attainment.state) == (2, State.TOO_FEW_CASES)


@pytest.mark.parametrize(
    ("measure", "known", "unknown"),
    [
        (Measure.PROFIT, {"profit": 100}, {}),
        (Measure.COSTED, {"profit": 0}, {}),
        (Measure.DAYS, {"days": 10}, {}),
        (Measure.TIMED, {"days": 10}, {}),
    ],
)
def test_only_a_deal_that_says_it_is_a_case(session, log, adas_row, measure, known, unknown):
    divide(session, measure)
    log("deal-won", times=2, **DEAL, **known)
    log("deal-won", times=2, **DEAL, **unknown)
    assert adas_row("tried")[1:] == (2, None)
    log("deal-won", **DEAL, **known)
    assert adas_row("tried")[1:] == (3, 1)


@pytest.mark.parametrize(
    ("kind", "measure", "said"),
    [("working-time", Measure.MINUTES, "minutes"), ("proposal", Measure.AMOUNT, "amount")],
)
def test_nothing_brings_nothing(session, log, adas_row, kind, measure, said):
    customer = {} if kind == "working-time" else {"customer": "Acme", "customer_key": "acme"}
    divide(session, measure, kind=kind)
    log(kind, times=2, **customer, **{said: 60})
    log(kind, times=2, **customer)
    assert adas_row("tried")[1:] == (2, None)
    log(kind, **customer, **{said: 60})
    assert adas_row("tried")[1:] == (3, 1)
    assert scoring.verify() == []
