"""Goals and plans on a real CRM file, beside what its lines say by themselves."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from math import ceil, floor

import pytest
from sqlalchemy import select

from leaderboard import configuration
from leaderboard.extensions import db
from leaderboard.models import Goal, GoalKind, Metric, Person
from leaderboard.publishing.goals import NewGoal, NewTarget, set_goal
from leaderboard.rules.baselines import MILLION, Against, changed
from leaderboard.rules.periods import PeriodKind, period_of
from leaderboard.rules.planning import Way
from leaderboard.scoring import publish
from leaderboard.standings.baselines import baselines_of
from leaderboard.standings.planning import known_of
from leaderboard.standings.plans import parts_of, work_behind
from leaderboard.standings.progress import progress_of, running
from tests import crm

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("crm")]
THIRD, FOURTH = date(2017, 7, 1), date(2017, 10, 1)
AFTER = crm.FOUNDED
TARGET = 3_000_000


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    crm.need_file()
    return crm.company_on_sqlite(tmp_path_factory.mktemp("crm"))


@pytest.fixture
def company(imported):
    with imported.app.app_context():
        yield imported
    imported.restore()


def agents():
    rows = db.session.execute(select(Person.name, Person.id))
    return {name: whose for name, whose in rows if name in crm.groups()["rep"]}


def metric_of(slug):
    metrics = configuration.current().metrics().values()
    return next(metric for metric in metrics if metric.slug == slug)


@pytest.mark.parametrize(
    ("slug", "key", "change"),
    [
        ("win-rate", "agent_quarter_win_rate", 50_000),
        ("cycle-time", "agent_quarter_cycle_won", -50_000),
    ],
)
def test_m6_m8_goals_on_the_quarter_before_equal_the_truth(company, slug, key, change):
    """5 % more won, and 5 % faster, than in the second quarter, for the third."""

    def truth_of(quarter, name):
        found = crm.truth()[key][quarter].get(name)
        return found["avg_days"] if isinstance(found, dict) else found

    settings, metric, people = configuration.current(), metric_of(slug), agents()
    first = period_of(PeriodKind.QUARTER, THIRD, settings.almanac)
    baselines = baselines_of(list(people.values()), metric, Against.PREVIOUS, first, settings)
    set_for = {}
    with publish(by_id=None, at=AFTER) as publication:
        for name, person_id in people.items():
            found = baselines[person_id]
            if found is None:
                continue
            assert found.value / MILLION == pytest.approx(truth_of("2017-Q2", name), abs=1e-6)
            target = changed(found.value, change)
            new = NewGoal(
                kind=GoalKind.INDIVIDUAL,
                name=slug,
                metric_id=metric.id,
                owner_id=person_id,
                target=NewTarget(target, change=change),
                period_kind=PeriodKind.QUARTER,
                since=THIRD,
                repeats=False,
                baseline=found.value,
                against=Against.PREVIOUS,
                baseline_since=found.span.start,
                baseline_until=found.span.end,
            )
            set_for[name] = set_goal(publication, new, is_for_record=True), target
    assert len(set_for) == 30
    session = db.session
    goals = [session.get_one(Goal, goal_id) for goal_id, _target in set_for.values()]
    measured = {p.goal_id: p for p in progress_of(goals, day=date(2017, 9, 30))}
    for name, (goal_id, target) in set_for.items():
        attainment, wanted = measured[goal_id].attainment, truth_of("2017-Q3", name)
        assert float(attainment.value) == pytest.approx(wanted, abs=1e-6)
        assert attainment.course.target == Fraction(target, MILLION)


def nearest(whole, weights, step):
    """An independent split: shares cut to steps, and what remains to the largest remainders."""
    total, units = sum(weights.values()), whole // step
    exact = {name: Fraction(units * weight, total) for name, weight in weights.items()}
    found = {name: floor(share) for name, share in exact.items()}
    order = sorted(weights, key=lambda name: exact[name] - found[name], reverse=True)
    for name in order[: units - sum(found.values())]:
        found[name] += 1
    return {name: count * step for name, count in found.items()}


def test_the_plan_for_the_fourth_quarter_follows_from_the_three_before(company):
    past = defaultdict(list)
    for row in crm.pipeline():
        day = row["close_date"]
        if row["deal_stage"] in ("Won", "Lost") and "2017-01-01" <= day < "2017-10-01":
            past[row["sales_agent"]].append(row)
    won = {name: [r for r in rows if r["deal_stage"] == "Won"] for name, rows in past.items()}
    revenue = {name: sum(int(r["close_value"]) for r in rows) for name, rows in won.items()}
    settings, session = configuration.current(), db.session
    metric = session.scalar(select(Metric.id).where(Metric.slug == "revenue"))
    with publish(by_id=None, at=AFTER) as publication:
        new = NewGoal(
            kind=GoalKind.TEAM,
            name="Fourth quarter",
            metric_id=metric,
            owner_id=settings.organisation_id,
            target=NewTarget(TARGET * 100),
            period_kind=PeriodKind.QUARTER,
            since=FOURTH,
            repeats=False,
        )
        goal_id = set_goal(publication, new, is_for_record=True)
    settings = configuration.current()
    (item,) = running([session.get_one(Goal, goal_id)], day=FOURTH)
    known = known_of(item, Against.AVERAGE, None, settings)
    parts, people = parts_of(known, Way.HISTORY, 100), agents()
    # $3,000,000 is split in thousands: first among the regions, then among a region's people.
    assert sum(parts.proposed[t] for t in known.shares.teams) == TARGET * 100
    assert (known.history.start, known.history.end) == (date(2017, 1, 1), FOURTH)
    for name in ("Darcel Schlecht", "Anna Snelling"):
        region = region_weights(revenue, name)
        by_region = nearest(TARGET, totals(revenue), 1000)
        own = nearest(by_region[crm.groups()["parent"][name]], region, 1000)[name]
        assert parts.proposed[people[name]] == own * 100
        deals = ceil(Fraction(own * len(won[name]), revenue[name]))
        work = work_behind(people[name], own * 100, known)
        assert work.stages[0].needed == deals
        assert work.decided[0] == ceil(Fraction(deals * len(past[name]), len(won[name])))
        assert work.stages[0].found.level == 0


def totals(revenue):
    found = defaultdict(int)
    for name, value in revenue.items():
        found[crm.groups()["parent"][name]] += value
    return dict(found)


def region_weights(revenue, name):
    """The weights of everybody in this agent's region, by name."""
    of = crm.groups()["parent"]
    return {other: value for other, value in sorted(revenue.items()) if of[other] == of[name]}
